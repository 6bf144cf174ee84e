import type { Driver } from '@tandem/contract'
import type { CustomSeriesRenderItemAPI, EChartsOption } from 'echarts'
import { fonts, type Palette } from '../../app/theme.ts'
import { cut, measure } from '../measure.ts'
import { niceStep } from '../nice-ticks.ts'
import { placeLabels, type Rect } from '../place-labels.ts'
import { fieldColor } from './importance.tsx'

export interface MatrixWords {
  /** Names of the four fields. */
  readonly fields: Readonly<Record<Driver['field'], string>>
  readonly x: string
  readonly y: string
  readonly tip: (driver: Driver) => string
  /** A number of 0 to 100 as percentage. */
  readonly percent: (value: number) => string
}

interface Matrix {
  readonly drivers: readonly Driver[]
  readonly target: number
  readonly picked: string
  readonly words: MatrixWords
  readonly palette: Palette
}

const fontSize = 12.5

/** Ends of the axes: all drivers with their intervals, the target, and room for labels. */
function spanOf({ drivers, target }: Matrix) {
  const levels = drivers.map((d) => d.attainment)
  // Both sides of the target have room for their names.
  const side = 0.45
  const reach = [Math.min(...levels), Math.max(...levels)] as const
  const low = Math.min(reach[0], target - side * Math.max(0, reach[1] - target), target - 5)
  const high = Math.max(reach[1], target + side * Math.max(0, target - reach[0]), target + 5)
  const step = niceStep(Math.max(10, high - low), 4)
  const top = Math.max(...drivers.map((d) => d.shareInterval?.upper ?? d.share))
  const shareStep = niceStep(100 * top, 4)
  return {
    x: {
      min: Math.max(0, Math.floor((low - 0.3 * step) / step) * step),
      max: Math.min(100, Math.ceil((high + 0.3 * step) / step) * step),
      interval: step,
    },
    y: { min: 0, max: Math.ceil((108 * top) / shareStep) * shareStep, interval: shareStep },
  }
}

/** The pixel rectangle of the plane. */
function boxOf(coordSys: object): Rect {
  const { x = 0, y = 0, width = 0, height = 0 } = coordSys as Partial<Rect>
  return { x, y, width, height }
}

interface Corner extends Rect {
  readonly text: string
  readonly color: string
  /** Behind the words, so that a line does not cross them. */
  readonly ground: string
}

/** The names of the fields, each in its corner of the plane. */
function cornersOf({ words, palette }: Matrix, box: Rect): Corner[] {
  const at = (field: Driver['field'], right: boolean, bottom: boolean): Corner => {
    const width = measure(words.fields[field], 600, 12)
    return {
      text: words.fields[field],
      color: field === 'improve' ? palette.worse : field === 'keep' ? palette.better : palette.muted,
      ground: field === 'improve' ? 'transparent' : palette.card,
      x: right ? box.x + box.width - width - 6 : box.x + 6,
      y: bottom ? box.y + box.height - 20 : box.y + 4,
      width,
      height: 16,
    }
  }
  return [
    at('improve', false, false),
    at('keep', true, false),
    at('watch', false, true),
    at('leave', true, true),
  ]
}

function labelsOf(matrix: Matrix, box: Rect, api: CustomSeriesRenderItemAPI) {
  const most = box.width < 380 ? 104 : 190
  const points = matrix.drivers.map((d) => {
    const [x = 0, y = 0] = api.coord([d.attainment, 100 * d.share])
    const text = cut(d.metric.name, most, (t) => measure(t, 500, fontSize))
    return { x, y, text, label: { width: measure(text, 500, fontSize) + 2, height: 17 } }
  })
  const [x = 0, y = 0] = api.coord([matrix.target, 100 / matrix.drivers.length])
  const lines = [
    { x: x - 1, y: box.y, width: 2, height: box.height },
    { x: box.x, y: y - 1, width: box.width, height: 2 },
  ]
  const rects = placeLabels(points, box, cornersOf(matrix, box), lines)
  return points.map((point, i) => ({
    ...point,
    rect: rects[i] ?? { x: point.x, y: point.y, width: 0, height: 0 },
  }))
}

/** From a dot to its name where that stands so far off that another dot may be meant; null where it is near. */
function leaderOf({ x, y, rect }: { x: number; y: number; rect: Rect }, color: string) {
  const near = (at: number, from: number, size: number) => Math.min(Math.max(at, from), from + size)
  const [x2, y2] = [near(x, rect.x, rect.width), near(y, rect.y, rect.height)]
  if (Math.hypot(x2 - x, y2 - y) < 18) return null
  return {
    type: 'line' as const,
    silent: true,
    shape: { x1: x, y1: y, x2, y2 },
    style: { stroke: color, lineWidth: 1, opacity: 0.7 },
  }
}

function driverItem(matrix: Matrix, index: number, box: Rect, api: CustomSeriesRenderItemAPI) {
  const { palette } = matrix
  const driver = matrix.drivers[index]
  const label = labelsOf(matrix, box, api)[index]
  if (!driver || !label) return null
  const color = fieldColor(driver.field, palette)
  const line = (from: readonly number[], to: readonly number[]) => ({
    type: 'line' as const,
    silent: true,
    shape: { x1: from[0] ?? 0, y1: from[1] ?? 0, x2: to[0] ?? 0, y2: to[1] ?? 0 },
    style: { stroke: color, lineWidth: 5, opacity: 0.3, lineCap: 'round' as const },
  })
  const { shareInterval: up, attainmentInterval: side } = driver
  const picked = driver.metric.key === matrix.picked
  const leader = leaderOf(label, palette.muted)
  return {
    type: 'group' as const,
    children: [
      ...(leader ? [leader] : []),
      ...(up
        ? [
            line(
              api.coord([driver.attainment, 100 * up.lower]),
              api.coord([driver.attainment, 100 * up.upper]),
            ),
          ]
        : []),
      ...(side
        ? [line(api.coord([side.lower, 100 * driver.share]), api.coord([side.upper, 100 * driver.share]))]
        : []),
      {
        type: 'circle' as const,
        shape: { cx: label.x, cy: label.y, r: picked ? 6 : 5 },
        style: { fill: color, ...(picked ? { stroke: palette.ink, lineWidth: 1.5 } : {}) },
      },
      {
        type: 'text' as const,
        x: label.rect.x,
        y: label.rect.y + label.rect.height / 2,
        style: {
          text: label.text,
          stroke: palette.card,
          lineWidth: 2,
          fill: palette.ink,
          fontFamily: fonts.sans,
          fontSize,
          fontWeight: picked ? 650 : 500,
          textVerticalAlign: 'middle' as const,
        },
      },
    ],
  }
}

function groundItem(matrix: Matrix, box: Rect, api: CustomSeriesRenderItemAPI) {
  const { palette, drivers, target } = matrix
  const mean = 100 / drivers.length
  const [x = 0, y = 0] = api.coord([target, mean])
  const style = { stroke: palette.control, lineWidth: 1, lineDash: [4, 4] }
  return {
    type: 'group' as const,
    silent: true,
    children: [
      {
        type: 'rect' as const,
        shape: { x: box.x, y: box.y, width: Math.max(0, x - box.x), height: Math.max(0, y - box.y) },
        style: { fill: palette['worse-soft'], opacity: 0.55 },
      },
      { type: 'line' as const, shape: { x1: x, y1: box.y, x2: x, y2: box.y + box.height }, style },
      { type: 'line' as const, shape: { x1: box.x, y1: y, x2: box.x + box.width, y2: y }, style },
      ...cornersOf(matrix, box).map((corner) => ({
        type: 'text' as const,
        x: corner.x - 4,
        y: corner.y + corner.height / 2,
        style: {
          text: corner.text,
          fill: corner.color,
          fontFamily: fonts.sans,
          fontSize: 12,
          fontWeight: 600,
          backgroundColor: corner.ground,
          padding: [2, 4],
          textVerticalAlign: 'middle' as const,
        },
      })),
    ],
  }
}

/** Importance against performance: four fields with names, and every driver with its name and intervals. */
export function matrixOption(matrix: Matrix): EChartsOption {
  const { drivers, words } = matrix
  const span = spanOf(matrix)
  return {
    grid: { left: 44, right: 10, top: 26, bottom: 44 },
    tooltip: {
      trigger: 'item',
      formatter: (params: unknown) => {
        const { dataIndex = -1 } = params as { dataIndex?: number }
        const driver = drivers[dataIndex]
        return driver ? words.tip(driver) : ''
      },
    },
    xAxis: {
      type: 'value',
      ...span.x,
      name: words.x,
      nameLocation: 'middle',
      nameGap: 26,
      axisLabel: { formatter: words.percent },
      splitLine: { show: false },
    },
    yAxis: {
      type: 'value',
      ...span.y,
      name: words.y,
      nameLocation: 'end',
      nameGap: 10,
      nameTextStyle: { align: 'left', padding: [0, 0, 0, -40] },
      axisLabel: { formatter: words.percent },
    },
    series: [
      {
        type: 'custom',
        silent: true,
        tooltip: { show: false },
        data: [[matrix.target, 0]],
        renderItem: (params, api) => groundItem(matrix, boxOf(params.coordSys), api),
      },
      {
        type: 'custom',
        name: 'drivers',
        data: drivers.map((d) => [d.attainment, 100 * d.share]),
        renderItem: (params, api) => driverItem(matrix, params.dataIndex, boxOf(params.coordSys), api),
      },
    ],
  }
}
