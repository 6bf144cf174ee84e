import type { Control, Metric, Score, Trend } from '@tandem/contract'
import type { EChartsOption, SeriesOption } from 'echarts'
import type { Palette } from '../app/theme.ts'
import { scoreRange } from '../ui/score-range.ts'
import { niceStep } from './nice-ticks.ts'
import { safe, tidy } from './safe.ts'

/** One row of the picture: a metric over time. */
export interface TrendRow {
  readonly metric: Metric
  readonly trend: Trend
  /** The mean of the peers, and the name of its line. */
  readonly peers: { readonly value: number; readonly label: string } | null
  /** What is usual; null where too little is known. */
  readonly control: Control | null
  /** The name as shown. */
  readonly label: string
}

/** Something that happened on a day, marked on the axis by its number; the list below the picture tells it. */
export interface TrendMark {
  readonly on: string
  readonly number: number
  readonly label: string
  readonly tone: 'event' | 'worse' | 'better'
}

export interface TrendWords {
  readonly date: (day: string) => string
  readonly value: (score: Score) => string
  /** Said of what is not usual. */
  readonly out?: string
}

interface TrendPicture {
  readonly rows: readonly TrendRow[]
  readonly marks?: readonly TrendMark[]
  /** In pixels. */
  readonly rowHeight?: number
  readonly words: TrendWords
  readonly palette: Palette
}

const usualHeight = 88
/** Of the interval of a month that stands alone. */
const barWidth = 6
const gap = 44
const top = 26

/** Height of the whole picture in pixels. */
export function trendHeight(rows: number, rowHeight = usualHeight): number {
  return top + rows * (rowHeight + gap)
}

const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10)
const timeOf = (day: string) => Date.parse(`${day}T00:00:00Z`)

interface TimedScore extends Score {
  readonly time: number
}

function pointsOf(row: TrendRow): TimedScore[] {
  return row.trend.points.map((p) => ({ time: timeOf(p.from), ...p.score }))
}

/**
 * Stretches of points that have an interval: a month without one breaks the band. Where every other month has none, a
 * band would only join what is far apart: then each stands alone.
 */
function stretches(points: readonly TimedScore[]): TimedScore[][] {
  const heard = points.filter((p) => p.value !== null)
  const sure = heard.filter((p) => p.interval !== null)
  if (sure.length < 0.8 * heard.length) return sure.map((p) => [p])
  const found: TimedScore[][] = []
  let fresh = true
  for (const point of points) {
    const last = found.at(-1)
    if (point.interval !== null && !fresh && last) last.push(point)
    else if (point.interval !== null) found.push([point])
    fresh = point.interval === null
  }
  return found
}

/**
 * The span of the axis: all means and the peers, and room for a usual interval. A month of two readings has an interval
 * beyond any scale; its band is cut at the edge instead of flattening all other months.
 */
function spanOf(row: TrendRow): { min?: number; max?: number; interval?: number } {
  const points = pointsOf(row)
  const values = [
    ...points.flatMap((p) => p.value ?? []),
    ...(row.peers ? [row.peers.value] : []),
    ...(row.control ? [row.control.expected] : []),
  ]
  if (values.length === 0) return {}
  const halves = points.flatMap((p) => (p.interval ? [(p.interval.upper - p.interval.lower) / 2] : []))
  const usual = halves.sort((a, b) => a - b)[Math.floor(halves.length / 2)] ?? 0
  const low = Math.min(...values) - usual
  const high = Math.max(...values) + usual
  const step = niceStep(high - low, 3)
  const { min, max } = scoreRange(row.metric)
  return {
    min: Math.max(min, tidy(Math.floor(low / step) * step)),
    max: Math.min(max, tidy(Math.ceil(high / step) * step)),
    interval: tidy(step),
  }
}

/** The usual range as two dotted lines, and a ring around each month outside of it. */
function controlSeries(row: TrendRow, index: number, palette: Palette): SeriesOption[] {
  const { control } = row
  if (!control) return []
  const axes = { xAxisIndex: index, yAxisIndex: index }
  const limit = (end: 'lower' | 'upper'): SeriesOption => ({
    type: 'line',
    ...axes,
    silent: true,
    clip: true,
    symbol: 'none',
    tooltip: { show: false },
    data: control.points.map((p) => [timeOf(p.from), p[end]]),
    lineStyle: { color: palette.muted, type: 'dotted', width: 1.2 },
  })
  const up = row.metric.direction === 'up'
  const out = control.points.filter((p) => p.out || p.drift)
  return [
    limit('lower'),
    limit('upper'),
    {
      type: 'scatter',
      ...axes,
      silent: true,
      symbol: 'circle',
      symbolSize: 13,
      tooltip: { show: false },
      data: out.flatMap(({ from }) => {
        const value = row.trend.points.find((p) => p.from === from)?.score.value
        if (value === null || value === undefined) return []
        const tone = value > control.expected === up ? palette.better : palette.worse
        return [{ value: [timeOf(from), value], itemStyle: { borderColor: tone } }]
      }),
      itemStyle: { color: 'transparent', borderWidth: 2 },
    },
  ]
}

/** What happened, as lines through all sources; the numbers stand above the first. */
function eventSeries(
  marks: readonly TrendMark[],
  rows: readonly TrendRow[],
  index: number,
  palette: Palette,
): SeriesOption[] {
  const [first] = rows
  if (!first || marks.length === 0) return []
  const colour = (tone: TrendMark['tone']) => (tone === 'event' ? palette.ink : palette[tone])
  return [
    {
      type: 'line',
      xAxisIndex: index,
      yAxisIndex: index,
      data: [],
      silent: true,
      markLine: {
        symbol: 'none',
        silent: true,
        animation: false,
        data: marks.map(({ on, number, tone }) => ({
          xAxis: timeOf(on),
          lineStyle: { color: colour(tone), type: 'solid' as const, width: 1, opacity: 0.5 },
          label: {
            show: index === 0,
            formatter: `${number}`,
            position: 'end' as const,
            distance: 3,
            color: colour(tone),
            fontSize: 12,
            fontWeight: 600,
          },
        })),
      },
    },
  ]
}

/** A stretch of intervals as a band; one that stands alone as a bar. */
function bandOf(band: readonly TimedScore[], fill: string, at: (point: [number, number]) => number[]) {
  const upper = band.map((p) => at([p.time, p.interval?.upper ?? 0]))
  const lower = band.map((p) => at([p.time, p.interval?.lower ?? 0]))
  const [[x = 0, high = 0] = [], [, low = 0] = []] = [upper[0], lower[0]]
  if (band.length === 1)
    return {
      type: 'rect' as const,
      shape: { x: x - barWidth / 2, y: high, width: barWidth, height: low - high, r: 2 },
      style: { fill, opacity: 0.24 },
    }
  return {
    type: 'polygon' as const,
    shape: { points: [...upper, ...lower.reverse()] as [number, number][] },
    style: { fill, opacity: 0.16 },
  }
}

function seriesOf(row: TrendRow, index: number, palette: Palette): SeriesOption[] {
  const hue = palette[row.metric.source]
  const points = pointsOf(row)
  const bands = stretches(points)
  const axes = { xAxisIndex: index, yAxisIndex: index }
  return [
    {
      type: 'custom',
      ...axes,
      silent: true,
      clip: true,
      tooltip: { show: false },
      data: bands.map((band) => [band[0]?.time ?? 0, band[0]?.value ?? 0]),
      renderItem: (params, api) => bandOf(bands[params.dataIndex] ?? [], hue, (p) => api.coord(p)),
    },
    {
      type: 'line',
      name: row.label,
      ...axes,
      data: points.map((p) => [p.time, p.value]),
      symbol: 'circle',
      symbolSize: 5,
      itemStyle: { color: hue },
      lineStyle: { color: hue, width: 2 },
      ...(row.peers
        ? {
            markLine: {
              symbol: 'none',
              silent: true,
              animation: false,
              lineStyle: { color: palette.muted, type: 'dashed', width: 1 },
              // Beside the picture, where it hides nothing; the figure stands below the word.
              label: {
                position: 'end',
                distance: 6,
                color: palette.muted,
                fontSize: 12,
                lineHeight: 14,
                formatter: row.peers.label.replace(/ (?=\S+$)/, '\n'),
              },
              data: [{ yAxis: row.peers.value }],
            },
          }
        : {}),
    },
  ]
}

/** What is known of the day under the pointer. */
function tooltip({ rows, words, palette }: TrendPicture, params: unknown): string {
  const list = (Array.isArray(params) ? params : [params]) as {
    seriesType?: string
    seriesName?: string
    value?: unknown
  }[]
  const time = list.flatMap((p) => (Array.isArray(p.value) ? [Number(p.value[0])] : []))[0]
  if (time === undefined) return ''
  const day = dayOf(time)
  const lines = rows.flatMap((row) => {
    const point = row.trend.points.find((p) => p.from === day)
    if (!point) return []
    const dot = `<span style="color:${palette[row.metric.source]}">■</span>`
    const unusual = row.control?.points.some((p) => p.from === day && (p.out || p.drift))
    return `${dot} ${safe(row.label)}: <b>${safe(words.value(point.score))}</b>${unusual ? ` · ${safe(words.out ?? '')}` : ''}`
  })
  return [words.date(day), ...lines].join('<br>')
}

/** Metrics one below the other on one time axis, each with its band and the mean of its peers. */
export function trendOption(picture: TrendPicture): EChartsOption {
  const { rows, marks = [], rowHeight = usualHeight, words, palette } = picture
  const days = rows.flatMap((row) => row.trend.points.map((p) => timeOf(p.from)))
  const span = { min: Math.min(...days), max: Math.max(...days) }
  const right = rows.some((row) => row.peers) ? 56 : 12
  const shown = marks.filter((m) => timeOf(m.on) >= span.min && timeOf(m.on) <= span.max)
  return {
    axisPointer: { link: [{ xAxisIndex: 'all' }], lineStyle: { color: palette.muted } },
    tooltip: { trigger: 'axis', formatter: (params: unknown) => tooltip(picture, params) },
    grid: rows.map((_, i) => ({ left: 46, right, top: top + i * (rowHeight + gap), height: rowHeight })),
    xAxis: rows.map((_, i) => ({
      type: 'time' as const,
      gridIndex: i,
      ...span,
      axisLabel: {
        show: i === rows.length - 1,
        hideOverlap: true,
        formatter: (time: number) => words.date(dayOf(time)),
      },
      axisPointer: { label: { show: false } },
    })),
    yAxis: rows.map((row, i) => ({
      type: 'value' as const,
      gridIndex: i,
      scale: true,
      ...spanOf(row),
      name: row.label,
      nameLocation: 'end' as const,
      nameGap: 12,
      nameTextStyle: {
        align: 'left' as const,
        color: palette[row.metric.source],
        fontWeight: 600,
        padding: [0, 0, 0, -38],
      },
    })),
    series: rows.flatMap((row, i) => [
      ...seriesOf(row, i, palette),
      ...controlSeries(row, i, palette),
      ...eventSeries(shown, rows, i, palette),
    ]),
  }
}
