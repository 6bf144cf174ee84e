import { Button } from '@mantine/core'
import { type DragEvent, type ReactNode, useRef, useState } from 'react'

interface FileDropProps {
  readonly className: string | undefined
  /** Words of the button that chooses a file. */
  readonly label: string
  /** File names and media types that are offered, as of an HTML file input. */
  readonly accept: string
  readonly busy: boolean
  readonly onFile: (file: File) => void
  /** The button takes the focus when the dialog around it opens. */
  readonly focusFirst?: boolean
  /** Above and below the button. */
  readonly above?: ReactNode
  readonly below?: ReactNode
}

/** Takes one file: dropped, or chosen by a button. `data-over` is set while a file hovers. */
export function FileDrop(props: FileDropProps) {
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const take = (file: File | undefined) => file && props.onFile(file)
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    take(event.dataTransfer.files[0])
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the button inside does the same
    <div
      className={props.className}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      {props.above}
      <Button
        data-autofocus={props.focusFirst || undefined}
        loading={props.busy}
        onClick={() => input.current?.click()}
      >
        {props.label}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={props.label}
        accept={props.accept}
        onChange={(event) => {
          take(event.currentTarget.files?.[0])
          event.currentTarget.value = ''
        }}
      />
      {props.below}
    </div>
  )
}
