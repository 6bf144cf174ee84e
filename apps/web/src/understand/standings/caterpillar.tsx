import { Button, Menu, useComputedColorScheme } from '@mantine/core'
import type { Standing } from '@tandem/contract'
import { Download } from 'lucide-react'
import {
  type FocusEvent,
  type KeyboardEvent,
  type PointerEvent,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { useTranslation } from 'react-i18next'
import { fonts, paletteOf } from '../../app/theme.ts'
import { download } from '../../ui/csv.ts'
import { useFormat } from '../../ui/format.ts'
import classes from './caterpillar.module.css'
import { type Caterpillar as Drawing, drawCaterpillar, type Plane, planeOf } from './caterpillar-drawing.ts'
import { canvasPen, fontSize, svgPen } from './pen.ts'

interface CaterpillarProps {
  /** Units from worst to best. */
  readonly units: readonly Standing[]
  /** How many units are ranked, also those that are not shown. */
  readonly of: number
  readonly mean: number
  readonly raw: boolean
  readonly label: string
  readonly labels: Drawing['labels']
  readonly onOpen: (unit: Standing) => void
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

function useDrawing(props: CaterpillarProps, width: number): { drawing: Drawing; plane: Plane } | null {
  const format = useFormat()
  const { units, mean, raw, labels } = props
  return useMemo(() => {
    if (width === 0) return null
    const height = width < 560 ? 300 : 380
    const drawing = {
      units,
      width,
      height,
      raw,
      mean,
      labels,
      measure,
      number: (v: number) => format.number(v, 2),
    }
    return { drawing, plane: planeOf(drawing) }
  }, [units, mean, raw, labels, width, format])
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

/** The unit that pointer or keyboard are at, and the events that move it. */
function useCursor({ units, onOpen }: CaterpillarProps, plane: Plane | undefined) {
  const [current, setCurrent] = useState(0)
  const [shown, setShown] = useState(false)
  const at = Math.min(current, units.length - 1)
  const unit = units[at]
  const move = (event: PointerEvent<HTMLElement>) => {
    if (!plane) return
    setCurrent(plane.indexAt(event.clientX - event.currentTarget.getBoundingClientRect().left))
    setShown(true)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps[event.key]
    if (event.key === 'Enter' && unit) onOpen(unit)
    else if (event.key === 'Escape') setShown(false)
    else if (step !== undefined) {
      setCurrent(Math.min(units.length - 1, Math.max(0, at + step)))
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
      if (event.pointerType === 'mouse' && event.button === 0 && unit) onOpen(unit)
    },
    onFocus: (event: FocusEvent<HTMLElement>) =>
      event.currentTarget.matches(':focus-visible') && setShown(true),
    onBlur: (event: FocusEvent) => event.relatedTarget === null || setShown(false),
  }
  return { at, unit, shown, events }
}

/** All units with their intervals from worst to best, on a canvas: smooth for thousands. The table is its alternative. */
export function Caterpillar(props: CaterpillarProps) {
  const { element, width } = useWidth()
  const scheme = useComputedColorScheme('light')
  const made = useDrawing(props, width)
  const canvas = usePicture(made, scheme)
  const { at, unit, shown, events } = useCursor(props, made?.plane)
  const words = useWords(unit, props.of)
  return (
    <figure className={classes.figure}>
      <div ref={element} className={classes.plot} style={{ height: made?.drawing.height ?? 380 }}>
        <div
          role="slider"
          tabIndex={0}
          className={classes.surface}
          aria-label={props.label}
          aria-valuemin={1}
          aria-valuemax={props.units.length}
          aria-valuenow={at + 1}
          aria-valuetext={words ? `${words.name}: ${words.lines.join('; ')}` : ''}
          {...events}
        >
          <canvas ref={canvas} className={classes.canvas} />
        </div>
        {shown && made && unit && words && (
          <Marked
            plane={made.plane}
            index={at}
            unit={unit}
            width={width}
            words={words}
            onOpen={props.onOpen}
          />
        )}
      </div>
      <figcaption className={classes.tools}>
        {made && <SaveMenu name={props.label} {...made} scheme={scheme} />}
      </figcaption>
    </figure>
  )
}

interface Words {
  readonly name: string
  readonly lines: readonly string[]
}

function useWords(unit: Standing | undefined, of: number): Words | null {
  const { t } = useTranslation('understand')
  const format = useFormat()
  if (!unit) return null
  const rank = {
    lower: format.count(unit.rank.lower),
    upper: format.count(unit.rank.upper),
    of: format.count(of),
  }
  return {
    name: unit.parentName ? `${unit.name} · ${unit.parentName}` : unit.name,
    lines: [
      `${format.estimate(unit.estimate, unit.interval)} (${format.range(unit.interval)})`,
      t('standings.tip.rank', rank),
      unit.probabilityTop > unit.probabilityBottom
        ? t('standings.tip.top', { p: format.probability(unit.probabilityTop) })
        : t('standings.tip.bottom', { p: format.probability(unit.probabilityBottom) }),
    ],
  }
}

interface MarkedProps {
  readonly plane: Plane
  readonly index: number
  readonly unit: Standing
  readonly width: number
  readonly words: Words
  readonly onOpen: (unit: Standing) => void
}

/** The unit under the pointer or the keyboard: a line through it, and its figures. */
function Marked({ plane, index, unit, width, words, onOpen }: MarkedProps) {
  const x = plane.x(index)
  return (
    <>
      <span
        className={classes.line}
        style={{ left: x, top: plane.top - 6, height: plane.bottom - plane.top + 6 }}
      />
      <span className={classes.dot} style={{ left: x, top: plane.y(unit.estimate) }} />
      <button
        type="button"
        tabIndex={-1}
        className={classes.tip}
        style={x < width / 2 ? { left: x + 12 } : { right: width - x + 12 }}
        onClick={() => onOpen(unit)}
      >
        <strong>{words.name}</strong>
        {words.lines.map((line) => (
          <span key={line}>{line}</span>
        ))}
      </button>
    </>
  )
}

function SaveMenu(props: { name: string; drawing: Drawing; plane: Plane; scheme: 'light' | 'dark' }) {
  const { t } = useTranslation('common')
  const { name, drawing, plane, scheme } = props
  const palette = paletteOf(scheme)
  const saveSvg = () => {
    const pen = svgPen(fonts.sans)
    pen.rect(0, 0, drawing.width, drawing.height, palette.card)
    drawCaterpillar(pen, drawing, plane, palette)
    download(pen.document(drawing.width, drawing.height), `${name}.svg`, 'image/svg+xml')
  }
  const savePng = () => {
    const canvas = document.createElement('canvas')
    canvas.width = drawing.width * 2
    canvas.height = drawing.height * 2
    const context = canvas.getContext('2d')
    if (!context) return
    context.scale(2, 2)
    const pen = canvasPen(context, fonts.sans)
    pen.rect(0, 0, drawing.width, drawing.height, palette.card)
    drawCaterpillar(pen, drawing, plane, palette)
    canvas.toBlob((blob) => {
      if (blob) download(blob, `${name}.png`)
    })
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="subtle"
          size="compact-sm"
          color="gray"
          leftSection={<Download size={14} aria-hidden="true" />}
        >
          {t('chart.save')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={savePng}>PNG</Menu.Item>
        <Menu.Item onClick={saveSvg}>SVG</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
