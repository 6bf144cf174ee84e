import { type ReactNode, Suspense, useCallback, useEffect, useId, useRef, useState } from 'react'
import classes from './lazy-popover.module.css'

interface LazyPopoverProps {
  /** Accessible name of the button; starts with the text that is seen on it. */
  readonly label: string
  readonly button: ReactNode
  readonly buttonClass?: string | undefined
  /** Width of the panel in pixels; never wider than the screen. */
  readonly width: number
  /** Aligns the panel with the end of the button instead of its start. */
  readonly end?: boolean
  /** Content of the panel; `close` returns the focus to the button. */
  readonly children: (close: () => void) => ReactNode
}

/**
 * A button with a panel below it, without a positioning library: for the top bar, where every kilobyte
 * is part of the first load. Escape and a press elsewhere close it, and the focus returns to the button.
 */
export function LazyPopover(props: LazyPopoverProps) {
  const [open, setOpen] = useState(false)
  const root = useRef<HTMLDivElement>(null)
  const trigger = useRef<HTMLButtonElement>(null)
  const id = useId()
  const close = useCallback(() => {
    setOpen(false)
    trigger.current?.focus()
  }, [])
  useEffect(() => {
    if (!open) return
    const onPress = (event: Event) => {
      if (event.target instanceof Element && !root.current?.contains(event.target)) setOpen(false)
    }
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') close()
    }
    document.addEventListener('pointerdown', onPress)
    document.addEventListener('keydown', onKey)
    return () => {
      document.removeEventListener('pointerdown', onPress)
      document.removeEventListener('keydown', onKey)
    }
  }, [open, close])
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only notices that the focus has left
    <div
      ref={root}
      className={classes.root}
      onBlur={(event) => {
        if (event.relatedTarget && !event.currentTarget.contains(event.relatedTarget)) setOpen(false)
      }}
    >
      <button
        ref={trigger}
        type="button"
        className={props.buttonClass}
        aria-label={props.label}
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        {props.button}
      </button>
      {open && (
        <div
          id={id}
          role="dialog"
          aria-label={props.label}
          className={classes.panel}
          data-end={props.end || undefined}
          style={{ width: props.width }}
        >
          <Suspense fallback={<div className={classes.wait} />}>{props.children(close)}</Suspense>
        </div>
      )}
    </div>
  )
}
