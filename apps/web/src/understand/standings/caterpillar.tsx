import { useComputedColorScheme } from '@mantine/core'
import {
  type FocusEvent,
  type KeyboardEvent,
  type PointerEvent,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { fonts, paletteOf } from '../../app/theme.ts'
import type { Cell } from '../../ui/csv.ts'
import { useFormat } from '../../ui/format.ts'
import { SaveMenu } from '../../ui/save-menu.tsx'
import classes from './caterpillar.module.css'
import {
  type Caterpillar as Drawing,
  drawCaterpillar,
  type Mark,
  type Plane,
  planeOf,
} from './caterpillar-drawing.ts'
import { canvasPen, fontSize, svgPen } from './pen.ts'

interface CaterpillarProps {
  /** From worst to best. Keep it stable (useMemo) or it is drawn again. */
  readonly marks: readonly Mark[]
  /** What is shown of the mark that pointer or keyboard are at. */
  readonly words: (index: number) => Words
  /** Keep it stable, too. */
  readonly fifths?: Drawing['fifths']
  readonly line: number
  readonly label: string
  readonly labels: Drawing['labels']
  readonly onOpen: (index: number) => void
  /** The same data as a table, for the CSV. */
  readonly table: () => { readonly columns: readonly string[]; readonly rows: readonly (readonly Cell[])[] }
}

export interface Words {
  readonly name: string
  readonly lines: readonly string[]
}

/** Width of an element, now and whenever it changes. */
function useWidth() {
  const element = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  useEffect(() => {
    if (!element.current) return
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)))
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [])
  return { element, width }
}

/** True once the fonts are there, so that words on the canvas are drawn in them. */
function useFontsReady(): boolean {
  const [ready, setReady] = useState(document.fonts.status === 'loaded')
  useEffect(() => {
    void document.fonts.ready.then(() => setReady(true))
  }, [])
  return ready
}

const ruler = document.createElement('canvas').getContext('2d')
function measure(text: string): number {
  if (!ruler) return text.length * 7
  ruler.font = `500 ${fontSize}px ${fonts.sans}`
  return ruler.measureText(text).width
}

const noFifths = { worst: 0, best: 0 }

function useDrawing(props: CaterpillarProps, width: number): { drawing: Drawing; plane: Plane } | null {
  const format = useFormat()
  const { marks, line, fifths = noFifths, labels } = props
  return useMemo(() => {
    if (width === 0) return null
    const height = width < 560 ? 300 : 380
    const drawing = {
      marks,
      width,
      height,
      fifths,
      line,
      labels,
      measure,
      number: (v: number) => format.number(v, 2),
    }
    return { drawing, plane: planeOf(drawing) }
  }, [marks, line, fifths, labels, width, format])
}

const steps: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowUp: 1,
  ArrowLeft: -1,
  ArrowDown: -1,
  PageUp: 20,
  PageDown: -20,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
}

/** Draws on a canvas whenever what is drawn, the scheme or the fonts change. */
function usePicture(made: { drawing: Drawing; plane: Plane } | null, scheme: 'light' | 'dark') {
  const canvas = useRef<HTMLCanvasElement>(null)
  const ready = useFontsReady()
  useEffect(() => {
    const pen = canvas.current?.getContext('2d')
    if (!made || !pen || !canvas.current || !ready) return
    const ratio = window.devicePixelRatio
    canvas.current.width = made.drawing.width * ratio
    canvas.current.height = made.drawing.height * ratio
    pen.scale(ratio, ratio)
    drawCaterpillar(canvasPen(pen, fonts.sans), made.drawing, made.plane, paletteOf(scheme))
  }, [made, scheme, ready])
  return canvas
}

/** The mark that pointer or keyboard are at, and the events that move it. */
function useCursor({ marks, onOpen }: CaterpillarProps, plane: Plane | undefined) {
  const [current, setCurrent] = useState(0)
  const [shown, setShown] = useState(false)
  const at = Math.min(current, marks.length - 1)
  const move = (event: PointerEvent<HTMLElement>) => {
    if (!plane) return
    setCurrent(plane.indexAt(event.clientX - event.currentTarget.getBoundingClientRect().left))
    setShown(true)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps[event.key]
    if (event.key === 'Enter') onOpen(at)
    else if (event.key === 'Escape') setShown(false)
    else if (step !== undefined) {
      setCurrent(Math.min(marks.length - 1, Math.max(0, at + step)))
      setShown(true)
    } else return
    event.preventDefault()
  }
  const events = {
    onKeyDown,
    onPointerDown: move,
    onPointerMove: (event: PointerEvent<HTMLElement>) => event.pointerType === 'mouse' && move(event),
    onPointerLeave: (event: PointerEvent) => event.pointerType === 'mouse' && setShown(false),
    onPointerUp: (event: PointerEvent) => {
      // With a finger the first touch only shows; what it shows can be pressed.
      if (event.pointerType === 'mouse' && event.button === 0) onOpen(at)
    },
    onFocus: (event: FocusEvent<HTMLElement>) =>
      event.currentTarget.matches(':focus-visible') && setShown(true),
    onBlur: (event: FocusEvent) => event.relatedTarget === null || setShown(false),
  }
  return { at, shown, events }
}

function pictureOf({ drawing, plane }: { drawing: Drawing; plane: Plane }, scheme: 'light' | 'dark') {
  const palette = paletteOf(scheme)
  const { width, height } = drawing
  return {
    svg: () => {
      const pen = svgPen(fonts.sans)
      pen.rect(0, 0, width, height, palette.card)
      drawCaterpillar(pen, drawing, plane, palette)
      return pen.document(width, height)
    },
    // Drawn and not made from the SVG, so that the words stand in our own fonts.
    png: () => {
      const canvas = document.createElement('canvas')
      canvas.width = width * 2
      canvas.height = height * 2
      const context = canvas.getContext('2d')
      if (!context) return Promise.resolve(null)
      context.scale(2, 2)
      const pen = canvasPen(context, fonts.sans)
      pen.rect(0, 0, width, height, palette.card)
      drawCaterpillar(pen, drawing, plane, palette)
      return new Promise<Blob | null>((done) => canvas.toBlob(done))
    },
  }
}

/** Figures with their intervals from worst to best, on a canvas: smooth for thousands. The table is its alternative. */
export function Caterpillar(props: CaterpillarProps) {
  const { element, width } = useWidth()
  const scheme = useComputedColorScheme('light')
  const made = useDrawing(props, width)
  const canvas = usePicture(made, scheme)
  const { at, shown, events } = useCursor(props, made?.plane)
  const words = props.words(at)
  const mark = props.marks[at]
  return (
    <figure className={classes.figure}>
      <div ref={element} className={classes.plot} style={{ height: made?.drawing.height ?? 380 }}>
        <div
          role="slider"
          tabIndex={0}
          className={classes.surface}
          aria-label={props.label}
          aria-valuemin={1}
          aria-valuemax={props.marks.length}
          aria-valuenow={at + 1}
          aria-valuetext={`${words.name}: ${words.lines.join('; ')}`}
          {...events}
        >
          <canvas ref={canvas} className={classes.canvas} />
        </div>
        {shown && made && mark && (
          <Marked
            plane={made.plane}
            index={at}
            mark={mark}
            width={width}
            words={words}
            onOpen={props.onOpen}
          />
        )}
      </div>
      <figcaption className={classes.tools}>
        {made && <SaveMenu name={props.label} {...pictureOf(made, scheme)} table={props.table} />}
      </figcaption>
    </figure>
  )
}

interface MarkedProps {
  readonly plane: Plane
  readonly index: number
  readonly mark: Mark
  readonly width: number
  readonly words: Words
  readonly onOpen: (index: number) => void
}

/** What is under the pointer or the keyboard: a line through it, and its figures. */
function Marked({ plane, index, mark, width, words, onOpen }: MarkedProps) {
  const x = plane.x(index)
  return (
    <>
      <span
        className={classes.line}
        style={{ left: x, top: plane.top - 6, height: plane.bottom - plane.top + 6 }}
      />
      <span className={classes.dot} style={{ left: x, top: plane.y(mark.value) }} />
      <button
        type="button"
        tabIndex={-1}
        className={classes.tip}
        style={x < width / 2 ? { left: x + 12 } : { right: width - x + 12 }}
        onClick={() => onOpen(index)}
      >
        <strong>{words.name}</strong>
        {words.lines.map((line) => (
          <span key={line}>{line}</span>
        ))}
      </button>
    </>
  )
}
