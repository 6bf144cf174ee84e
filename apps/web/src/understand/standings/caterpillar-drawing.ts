import type { Palette } from '../../app/theme.ts'
import { niceTicks } from '../nice-ticks.ts'
import { type Bar, fontSize, type Pen, type Place } from './pen.ts'

/** One figure to be drawn: where it stands, how sure that is, and a figure to compare it with. */
export interface Mark {
  readonly value: number
  /** Null where it is not known: then only the dot is drawn. */
  readonly interval: { readonly lower: number; readonly upper: number } | null
  readonly tone: 'worse' | 'better' | 'none'
  readonly ring: number | null
}

/** The caterpillar to be drawn: marks from worst to best, the words on it, and how much room there is. */
export interface Caterpillar {
  readonly marks: readonly Mark[]
  readonly width: number
  readonly height: number
  /** How many marks of either end are shaded, as the worst and the best fifth. */
  readonly fifths: { readonly worst: number; readonly best: number }
  /** A figure to compare all with, drawn as a line: the mean, or zero. */
  readonly line: number
  readonly labels: {
    readonly bottom: string
    readonly top: string
    readonly foot: string
    readonly line: string
  }
  /** Width of a text in pixels. */
  readonly measure: (text: string) => number
  readonly number: (value: number) => string
}

export interface Plane {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
  readonly ticks: readonly number[]
  /** Labels of the two ends stand one above the other. */
  readonly stacked: boolean
  /** The words below, in two lines where one has no room. */
  readonly foot: readonly string[]
  readonly x: (index: number) => number
  readonly y: (value: number) => number
  /** The mark at a place, by its middle. */
  readonly indexAt: (x: number) => number
}

/** Where everything stands. */
export function planeOf(model: Caterpillar): Plane {
  const { marks, width, height, labels, measure } = model
  let low = model.line
  let high = model.line
  for (const { value, interval, ring } of marks) {
    low = Math.min(low, interval?.lower ?? value, ring ?? value)
    high = Math.max(high, interval?.upper ?? value, ring ?? value)
  }
  const margin = (high - low || 1) * 0.04
  low -= margin
  high += margin
  const ticks = niceTicks(low, high, height > 300 ? 5 : 4)
  const left = Math.ceil(Math.max(...ticks.map((t) => measure(model.number(t))))) + 14
  const right = width - 6
  const stacked = measure(labels.bottom) + measure(labels.top) + 40 > right - left
  const top = stacked ? 48 : 30
  const foot = measure(labels.foot) > right ? labels.foot.split(' · ') : [labels.foot]
  const bottom = height - 10 - 16 * foot.length
  const step = (right - left) / Math.max(1, marks.length)
  return {
    left,
    right,
    top,
    bottom,
    ticks,
    stacked,
    foot,
    x: (index) => left + (index + 0.5) * step,
    y: (value) => bottom - ((value - low) / (high - low)) * (bottom - top),
    indexAt: (x) => Math.min(marks.length - 1, Math.max(0, Math.floor((x - left) / step))),
  }
}

function drawGround(pen: Pen, model: Caterpillar, plane: Plane, palette: Palette): void {
  const { left, right, top, bottom } = plane
  const { worst, best } = model.fifths
  const step = (right - left) / Math.max(1, model.marks.length)
  if (worst > 0) pen.rect(left, top - 6, worst * step, bottom - top + 6, palette['worse-soft'])
  if (best > 0) pen.rect(right - best * step, top - 6, best * step, bottom - top + 6, palette['better-soft'])
  for (const tick of plane.ticks) {
    const y = Math.round(plane.y(tick)) + 0.5
    pen.line(left, y, right, y, palette.line, 1)
    pen.text(left - 8, y + fontSize / 3, model.number(tick), palette.muted, 'end')
  }
  const y = plane.y(model.line)
  pen.line(left, y, right, y, palette.none, 1)
}

function drawMarks(pen: Pen, model: Caterpillar, plane: Plane, palette: Palette): void {
  const step = (plane.right - plane.left) / Math.max(1, model.marks.length)
  const thickness = Math.max(0.6, Math.min(2, step * 0.36))
  const radius = Math.max(1, Math.min(3.4, step * 0.42))
  const placed = model.marks.map((mark, i) => ({ mark, x: plane.x(i) }))
  const tones = Map.groupBy(placed, ({ mark }) => palette[mark.tone])
  for (const [tone, group] of tones) {
    const bars = group.flatMap(({ mark: { interval }, x }): Bar[] =>
      interval ? [[x, plane.y(interval.lower), plane.y(interval.upper)]] : [],
    )
    pen.bars(bars, tone, thickness, tone === palette.none ? 0.45 : 0.75)
  }
  const rings = placed.flatMap(({ mark: { ring }, x }): Place[] =>
    ring === null ? [] : [[x, plane.y(ring)]],
  )
  pen.rings(rings, Math.max(1, radius - 0.4), palette.ink)
  for (const [tone, group] of tones) {
    const dots = group.map(({ mark, x }): Place => [x, plane.y(mark.value)])
    pen.dots(dots, radius, tone)
  }
}

/** Estimates with intervals from worst to best, the two fifths shaded, those that are surely in them coloured. */
export function drawCaterpillar(pen: Pen, model: Caterpillar, plane: Plane, palette: Palette): void {
  drawGround(pen, model, plane, palette)
  drawMarks(pen, model, plane, palette)
  const { labels } = model
  pen.text(plane.left, 14, labels.bottom, palette.worse, 'start')
  pen.text(plane.right, plane.stacked ? 32 : 14, labels.top, palette.better, 'end')
  pen.text(plane.right - 4, plane.y(model.line) + fontSize + 3, labels.line, palette.muted, 'end')
  for (const [i, line] of plane.foot.toReversed().entries())
    pen.text(plane.right, model.height - 6 - 16 * i, line, palette.muted, 'end')
}
