import type { Standing } from '@tandem/contract'
import type { Palette } from '../../app/theme.ts'
import { niceTicks } from '../nice-ticks.ts'
import { sure } from './message.ts'
import { type Bar, fontSize, type Pen, type Place } from './pen.ts'

/** The caterpillar to be drawn: units from worst to best, the words on it, and how much room there is. */
export interface Caterpillar {
  readonly units: readonly Standing[]
  readonly width: number
  readonly height: number
  /** Also draw plain means. */
  readonly raw: boolean
  /** Mean of the units, drawn as a line. */
  readonly mean: number
  readonly labels: {
    readonly bottom: string
    readonly top: string
    readonly foot: string
    readonly mean: string
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
  readonly x: (index: number) => number
  readonly y: (value: number) => number
  /** The unit at a place, by its middle. */
  readonly indexAt: (x: number) => number
}

/** Where everything stands. */
export function planeOf(model: Caterpillar): Plane {
  const { units, width, height, labels, measure } = model
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const u of units) {
    low = Math.min(low, u.interval.lower, model.raw && u.raw !== null ? u.raw : u.interval.lower)
    high = Math.max(high, u.interval.upper, model.raw && u.raw !== null ? u.raw : u.interval.upper)
  }
  const margin = (high - low || 1) * 0.04
  low -= margin
  high += margin
  const ticks = niceTicks(low, high, height > 300 ? 5 : 4)
  const left = Math.ceil(Math.max(...ticks.map((t) => measure(model.number(t))))) + 14
  const right = width - 6
  const stacked = measure(labels.bottom) + measure(labels.top) + 40 > right - left
  const top = stacked ? 48 : 30
  const bottom = height - 26
  const step = (right - left) / Math.max(1, units.length)
  return {
    left,
    right,
    top,
    bottom,
    ticks,
    stacked,
    x: (index) => left + (index + 0.5) * step,
    y: (value) => bottom - ((value - low) / (high - low)) * (bottom - top),
    indexAt: (x) => Math.min(units.length - 1, Math.max(0, Math.floor((x - left) / step))),
  }
}

function drawGround(pen: Pen, model: Caterpillar, plane: Plane, palette: Palette): void {
  const { left, right, top, bottom } = plane
  const fifth = Math.floor(model.units.length / 5)
  const step = (right - left) / Math.max(1, model.units.length)
  if (fifth > 0) {
    pen.rect(left, top - 6, fifth * step, bottom - top + 6, palette['worse-soft'])
    pen.rect(right - fifth * step, top - 6, fifth * step, bottom - top + 6, palette['better-soft'])
  }
  for (const tick of plane.ticks) {
    const y = Math.round(plane.y(tick)) + 0.5
    pen.line(left, y, right, y, palette.line, 1)
    pen.text(left - 8, y + fontSize / 3, model.number(tick), palette.muted, 'end')
  }
  const y = plane.y(model.mean)
  pen.line(left, y, right, y, palette.none, 1)
}

function drawUnits(pen: Pen, model: Caterpillar, plane: Plane, palette: Palette): void {
  const step = (plane.right - plane.left) / Math.max(1, model.units.length)
  const thickness = Math.max(0.6, Math.min(2, step * 0.36))
  const radius = Math.max(1, Math.min(3.4, step * 0.42))
  const placed = model.units.map((unit, i) => ({ unit, x: plane.x(i) }))
  const tones = Map.groupBy(placed, ({ unit }) =>
    unit.probabilityBottom > sure
      ? palette.worse
      : unit.probabilityTop > sure
        ? palette.better
        : palette.none,
  )
  for (const [tone, group] of tones) {
    const bars = group.map(
      ({ unit, x }): Bar => [x, plane.y(unit.interval.lower), plane.y(unit.interval.upper)],
    )
    pen.bars(bars, tone, thickness, tone === palette.none ? 0.45 : 0.75)
  }
  if (model.raw) {
    const known = placed.flatMap(({ unit, x }): Place[] =>
      unit.raw === null ? [] : [[x, plane.y(unit.raw)]],
    )
    pen.rings(known, Math.max(1, radius - 0.4), palette.ink)
  }
  for (const [tone, group] of tones) {
    const dots = group.map(({ unit, x }): Place => [x, plane.y(unit.estimate)])
    pen.dots(dots, radius, tone)
  }
}

/** Estimates with intervals from worst to best, the two fifths shaded, those that are surely in them coloured. */
export function drawCaterpillar(pen: Pen, model: Caterpillar, plane: Plane, palette: Palette): void {
  drawGround(pen, model, plane, palette)
  drawUnits(pen, model, plane, palette)
  const { labels } = model
  pen.text(plane.left, 14, labels.bottom, palette.worse, 'start')
  pen.text(plane.right, plane.stacked ? 32 : 14, labels.top, palette.better, 'end')
  pen.text(plane.right - 4, plane.y(model.mean) + fontSize + 3, labels.mean, palette.muted, 'end')
  pen.text(plane.right, model.height - 6, labels.foot, palette.muted, 'end')
}
