import type { Linkage } from '@tandem/contract'
import type { EChartsOption } from 'echarts'
import type { Palette } from '../../app/theme.ts'
import { niceStep } from '../nice-ticks.ts'
import { safe, tidy } from '../safe.ts'
import { extremes } from './message.ts'

export interface ScatterWords {
  readonly tip: (point: Linkage['points'][number]) => readonly string[]
  readonly number: (value: number) => string
}

const short = (name: string, most: number) => (name.length > most ? `${name.slice(0, most - 1)}…` : name)

/** Round ends of an axis around all values. */
function axisOf(values: readonly number[]): { min: number; max: number } {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const step = niceStep(high - low, 6)
  return { min: tidy(Math.floor(low / step) * step), max: tidy(Math.ceil(high / step) * step) }
}

/** Each unit a dot, the line through them with its band, and the names of the extremes. */
export function scatterOption(
  { driver, outcome, points, line }: Linkage,
  words: ScatterWords,
  palette: Palette,
  narrow: boolean,
): EChartsOption {
  const named = extremes(points, line, narrow ? 3 : 6)
  const xAxis = axisOf(points.map((p) => p.driver))
  const middle = (xAxis.min + xAxis.max) / 2
  const dots = points.length > 400 ? 5 : 8
  return {
    grid: { left: 44, right: 18, top: 34, bottom: 46 },
    xAxis: {
      type: 'value',
      ...xAxis,
      name: driver.name,
      nameLocation: 'middle',
      nameGap: 28,
      splitLine: { show: false },
      axisLabel: { formatter: words.number },
    },
    yAxis: {
      type: 'value',
      ...axisOf(points.map((p) => p.outcome)),
      name: outcome.name,
      nameGap: 14,
      nameTextStyle: { align: 'left', padding: [0, 0, 0, -38] },
      axisLabel: { formatter: words.number },
    },
    tooltip: {
      trigger: 'item',
      formatter: (params: unknown) => {
        const { dataIndex, seriesName } = params as { dataIndex?: number; seriesName?: string }
        const point = seriesName === 'units' ? points[dataIndex ?? -1] : undefined
        if (!point) return ''
        const [name = '', ...rest] = words.tip(point).map(safe)
        return [`<b>${name}</b>`, ...rest].join('<br>')
      },
    },
    series: [
      {
        type: 'custom',
        name: 'band',
        silent: true,
        clip: true,
        tooltip: { show: false },
        data: line.length > 1 ? [[line[0]?.driver ?? 0, line[0]?.outcome ?? 0]] : [],
        renderItem: (_params, api) => {
          const upper = line.map((p) => api.coord([p.driver, p.upper]))
          const lower = line.map((p) => api.coord([p.driver, p.lower]))
          return {
            type: 'polygon',
            shape: { points: [...upper, ...lower.reverse()] as [number, number][] },
            style: { fill: palette.accent, opacity: 0.13 },
          }
        },
      },
      {
        type: 'line',
        name: 'line',
        silent: true,
        clip: true,
        showSymbol: false,
        tooltip: { show: false },
        lineStyle: { color: palette.accent, width: 2 },
        data: line.map((p) => [p.driver, p.outcome]),
      },
      {
        type: 'scatter',
        name: 'units',
        symbolSize: dots,
        cursor: 'pointer',
        itemStyle: {
          color: palette[outcome.source],
          opacity: 0.62,
          borderColor: palette.card,
          borderWidth: 1,
        },
        emphasis: { itemStyle: { opacity: 1 }, scale: 1.5 },
        data: points.map((point) => ({
          value: [point.driver, point.outcome],
          label: {
            show: named.has(point.unitId),
            formatter: short(point.name, narrow ? 16 : 26),
            position: point.driver > middle ? ('left' as const) : ('right' as const),
            color: palette.ink,
            fontSize: 11.5,
            distance: 6,
            textBorderColor: palette.card,
            textBorderWidth: 3,
          },
        })),
      },
    ],
  }
}
