import type { Trend } from '@tandem/contract'
import type { EChartsOption } from 'echarts'
import type { Palette } from '../../app/theme.ts'
import { niceStep } from '../nice-ticks.ts'
import { safe, tidy } from './safe.ts'

export interface TrendWords {
  readonly date: (day: string) => string
  readonly value: (score: Trend['points'][number]['score']) => string
}

const rowHeight = 104
const gap = 44
const top = 26

export function trendHeight(rows: number): number {
  return top + rows * (rowHeight + gap)
}

const timeOf = (day: string) => Date.parse(`${day}T00:00:00Z`)
const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10)

/** All means and room for a usual interval: the band of a period of two answers is cut instead of flattening the rest. */
function spanOf({ points }: Trend): { min?: number; max?: number; interval?: number } {
  const values = points.flatMap((p) => p.score.value ?? [])
  if (values.length === 0) return {}
  const halves = points.flatMap(({ score: { interval } }) =>
    interval ? (interval.upper - interval.lower) / 2 : [],
  )
  const usual = halves.sort((a, b) => a - b)[Math.floor(halves.length / 2)] ?? 0
  const [low, high] = [Math.min(...values) - usual, Math.max(...values) + usual]
  const step = niceStep(high - low, 3)
  return {
    min: tidy(Math.floor(low / step) * step),
    max: tidy(Math.ceil(high / step) * step),
    interval: tidy(step),
  }
}

function seriesOf(
  { metric, points }: Trend,
  index: number,
  palette: Palette,
): EChartsOption['series'] & object[] {
  const hue = palette[metric.source]
  const axes = { xAxisIndex: index, yAxisIndex: index }
  const banded = points.filter((p) => p.score.interval)
  return [
    {
      type: 'custom',
      ...axes,
      silent: true,
      clip: true,
      tooltip: { show: false },
      data: banded.length > 1 ? [[timeOf(banded[0]?.from ?? ''), banded[0]?.score.value ?? 0]] : [],
      renderItem: (_params, api) => {
        const edge = (end: 'lower' | 'upper') =>
          banded.map(({ from, score }) => api.coord([timeOf(from), score.interval?.[end] ?? 0]))
        return {
          type: 'polygon',
          shape: { points: [...edge('upper'), ...edge('lower').reverse()] as [number, number][] },
          style: { fill: hue, opacity: 0.16 },
        }
      },
    },
    {
      type: 'line',
      name: metric.name,
      ...axes,
      data: points.map((p) => [timeOf(p.from), p.score.value]),
      symbol: 'circle',
      symbolSize: 5,
      itemStyle: { color: hue },
      lineStyle: { color: hue, width: 2 },
    },
  ]
}

/** Two scores one below the other on one time axis, each with its band. */
export function trendOption(trends: readonly Trend[], words: TrendWords, palette: Palette): EChartsOption {
  const days = trends.flatMap(({ points }) => points.map((p) => timeOf(p.from)))
  const span = { min: Math.min(...days), max: Math.max(...days) }
  const tip = (params: unknown): string => {
    const [first] = (Array.isArray(params) ? params : [params]) as { value?: unknown }[]
    const time = Array.isArray(first?.value) ? Number(first.value[0]) : Number.NaN
    if (Number.isNaN(time)) return ''
    const lines = trends.flatMap(({ metric, points }) => {
      const point = points.find((p) => p.from === dayOf(time))
      if (!point) return []
      const dot = `<span style="color:${palette[metric.source]}">■</span>`
      return `${dot} ${safe(metric.name)}: <b>${safe(words.value(point.score))}</b>`
    })
    return [words.date(dayOf(time)), ...lines].join('<br>')
  }
  return {
    axisPointer: { link: [{ xAxisIndex: 'all' }], lineStyle: { color: palette.muted } },
    tooltip: { trigger: 'axis', formatter: tip },
    grid: trends.map((_, i) => ({
      left: 46,
      right: 12,
      top: top + i * (rowHeight + gap),
      height: rowHeight,
    })),
    xAxis: trends.map((_, i) => ({
      type: 'time' as const,
      gridIndex: i,
      ...span,
      axisLabel: {
        show: i === trends.length - 1,
        hideOverlap: true,
        formatter: (time: number) => words.date(dayOf(time)),
      },
      axisPointer: { label: { show: false } },
    })),
    yAxis: trends.map((trend, i) => ({
      type: 'value' as const,
      gridIndex: i,
      scale: true,
      splitNumber: 3,
      ...spanOf(trend),
      name: trend.metric.name,
      nameLocation: 'end' as const,
      nameGap: 12,
      nameTextStyle: {
        align: 'left' as const,
        color: palette[trend.metric.source],
        fontWeight: 600,
        padding: [0, 0, 0, -38],
      },
    })),
    series: trends.flatMap((trend, i) => seriesOf(trend, i, palette)),
  }
}
