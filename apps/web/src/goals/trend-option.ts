import type { GoalProgress } from '@tandem/contract'
import type { EChartsOption, SeriesOption } from 'echarts'
import type { Palette } from '../app/theme.ts'
import { scoreRange } from '../ui/score-range.ts'
import { niceStep } from '../understand/nice-ticks.ts'

export interface TrendWords {
  readonly date: (day: string) => string
  readonly month: (day: string) => string
  readonly value: (value: number, interval: { lower: number; upper: number } | null) => string
  /** Labels at the ends of the lines. */
  readonly plan: string
  readonly forecast: string
  /** Names of the lines in the tooltip. */
  readonly heard: string
  readonly expected: string
  readonly planned: string
}

/** Days of the past that are shown before the first day of the plan. */
const before = 120
const dayLength = 86_400_000
const timeOf = (day: string) => Date.parse(`${day}T00:00:00Z`)
const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10)

/** One thing known of a day: what was heard or what is expected, with its interval. */
export interface TrendPoint {
  readonly time: number
  readonly value: number
  readonly interval: { readonly lower: number; readonly upper: number } | null
}

/** What was heard, in the middle of each period, and what is expected. */
export function pointsOf(item: GoalProgress): { heard: TrendPoint[]; expected: TrendPoint[] } {
  const first = timeOf(item.goal.startsOn) - before * dayLength
  const heard = item.points.flatMap(({ from, to, score }) =>
    score.value === null
      ? []
      : [{ time: (timeOf(from) + timeOf(to)) / 2, value: score.value, interval: score.interval }],
  )
  const expected = item.forecast?.path.map(({ on, ...rest }) => ({ time: timeOf(on), ...rest })) ?? []
  return { heard: heard.filter(({ time }) => time >= first), expected }
}

/** The axis holds values, plan and forecast; an interval beyond the usual is cut, not followed. */
function axisOf(item: GoalProgress, all: readonly TrendPoint[]) {
  const halves = all.flatMap((p) => (p.interval ? [(p.interval.upper - p.interval.lower) / 2] : []))
  const usual = halves.sort((a, b) => a - b)[Math.floor(halves.length / 2)] ?? 0
  const known = [...all.map((p) => p.value), ...item.plan.map((p) => p.value), item.goal.target]
  const span = Math.max(...known) - Math.min(...known)
  // The end of the forecast is shown whole, unless it would flatten everything else.
  const end = item.forecast?.interval
  const values = end && end.upper - end.lower <= 3 * span ? [...known, end.lower, end.upper] : known
  const step = niceStep(Math.max(...values) - Math.min(...values) + 2 * usual, 3)
  const { min, max } = scoreRange(item.metric)
  return {
    min: Math.max(min, Math.floor((Math.min(...values) - usual) / step) * step),
    max: Math.min(max, Math.ceil((Math.max(...values) + usual) / step) * step),
    interval: step,
  }
}

function band(points: readonly TrendPoint[], fill: string, opacity: number): SeriesOption {
  const known = points.filter((p) => p.interval !== null)
  return {
    type: 'custom',
    silent: true,
    clip: true,
    tooltip: { show: false },
    data: known.length > 1 ? [[known[0]?.time ?? 0, known[0]?.value ?? 0]] : [],
    renderItem: (_, api) => {
      const upper = known.map((p) => api.coord([p.time, p.interval?.upper ?? 0]))
      const lower = known.map((p) => api.coord([p.time, p.interval?.lower ?? 0]))
      return {
        type: 'polygon',
        shape: { points: [...upper, ...lower.reverse()] as [number, number][] },
        style: { fill, opacity },
      }
    },
  }
}

function line(
  points: readonly { readonly time: number; readonly value: number }[],
  color: string,
  look: {
    readonly type: 'solid' | 'dashed'
    readonly width: number
    readonly dots?: boolean
    readonly label?: string
  },
): SeriesOption {
  return {
    type: 'line',
    data: points.map((p) => [p.time, p.value]),
    symbol: look.dots ? 'circle' : 'none',
    symbolSize: 4,
    itemStyle: { color },
    lineStyle: { color, width: look.width, type: look.type },
    ...(look.label
      ? {
          endLabel: { show: true, formatter: look.label, color, fontSize: 12, distance: 6 },
          labelLayout: { moveOverlap: 'shiftY' as const },
        }
      : {}),
  }
}

/** Pixels for the longest of the labels beside the picture; a Chinese sign takes the room of two letters. */
function roomFor(labels: readonly string[]): number {
  const letters = labels.map((text) => text.length + (text.match(/\p{Script=Han}/gu)?.length ?? 0))
  return 10 + 6.8 * Math.max(...letters)
}

/** What was heard with its band, the straight plan to the target, and the forecast with its band to the due date. */
export function trendOption(item: GoalProgress, words: TrendWords, palette: Palette): EChartsOption {
  const hue = palette[item.metric.source]
  const { heard, expected } = pointsOf(item)
  const last = heard.at(-1)
  const joined = last ? [last, ...expected] : expected
  const plan = item.plan.map(({ on, value }) => ({ time: timeOf(on), value }))
  const times = [...heard, ...expected, ...plan].map((p) => p.time)
  return {
    tooltip: { trigger: 'axis', formatter: (params: unknown) => tooltip(item, words, palette, params) },
    grid: { left: 40, right: roomFor([words.plan, words.forecast]), top: 12, bottom: 24 },
    xAxis: {
      type: 'time',
      min: Math.min(...times),
      max: Math.max(...times, timeOf(item.goal.dueOn)),
      splitNumber: 3,
      axisLabel: { hideOverlap: true, formatter: (time: number) => words.month(dayOf(time)) },
      axisPointer: { label: { show: false } },
    },
    yAxis: { type: 'value', scale: true, ...axisOf(item, [...heard, ...expected]) },
    series: [
      band(heard, hue, 0.16),
      band(joined, hue, 0.1),
      line(plan, palette.muted, { type: 'dashed', width: 1.5, label: words.plan }),
      line(heard, hue, { type: 'solid', width: 2, dots: item.grain === 'month' }),
      ...(expected.length > 0
        ? [line(joined, hue, { type: 'dashed', width: 1.5, label: words.forecast })]
        : []),
    ],
  }
}

/** The plan's value on a day between its ends; undefined outside. */
export function planAt(item: Pick<GoalProgress, 'plan'>, time: number): number | undefined {
  const [start, end] = item.plan
  if (!start || !end || time < timeOf(start.on) || time > timeOf(end.on)) return undefined
  const share = (time - timeOf(start.on)) / (timeOf(end.on) - timeOf(start.on))
  return start.value + share * (end.value - start.value)
}

function tooltip(item: GoalProgress, words: TrendWords, palette: Palette, params: unknown): string {
  const list = (Array.isArray(params) ? params : [params]) as { value?: unknown }[]
  const time = list.flatMap((p) => (Array.isArray(p.value) ? [Number(p.value[0])] : []))[0]
  if (time === undefined) return ''
  const { heard, expected } = pointsOf(item)
  const dot = (color: string) => `<span style="color:${color}">■</span>`
  const told = heard.find((p) => p.time === time)
  const coming = expected.find((p) => p.time === time)
  const plan = planAt(item, time)
  const hue = palette[item.metric.source]
  return [
    words.date(dayOf(time)),
    ...(told ? [`${dot(hue)} ${words.heard}: <b>${words.value(told.value, told.interval)}</b>`] : []),
    ...(coming
      ? [`${dot(hue)} ${words.expected}: <b>${words.value(coming.value, coming.interval)}</b>`]
      : []),
    ...(plan === undefined ? [] : [`${dot(palette.muted)} ${words.planned}: ${words.value(plan, null)}`]),
  ].join('<br>')
}
