import type { Linkage } from '@tandem/contract'
import type { CustomSeriesRenderItemAPI, EChartsOption } from 'echarts'
import { fonts, type Palette } from '../../app/theme.ts'
import { cut, measure } from '../measure.ts'
import { niceStep } from '../nice-ticks.ts'
import { placeWhereFree, type Rect } from '../place-labels.ts'
import { safe, tidy } from '../safe.ts'
import { extremes } from './message.ts'

export interface ScatterWords {
  readonly tip: (point: Linkage['points'][number]) => readonly string[]
  readonly number: (value: number) => string
}

const fontSize = 11.5

/** Names of the most telling dots, as many as find a place that covers neither a dot nor the line. */
function namesOf(
  { points, line }: Linkage,
  box: Rect,
  dot: number,
  narrow: boolean,
  api: CustomSeriesRenderItemAPI,
): { readonly text: string; readonly rect: Rect }[] {
  const square = ([x = 0, y = 0]: readonly number[], size: number): Rect => ({
    x: x - size / 2,
    y: y - size / 2,
    width: size,
    height: size,
  })
  const byId = new Map(points.map((p) => [p.unitId, p]))
  const named = extremes(points, line, narrow ? 10 : 16).map((id) => {
    const point = byId.get(id)
    const [x = 0, y = 0] = api.coord([point?.driver ?? 0, point?.outcome ?? 0])
    const text = cut(point?.name ?? '', narrow ? 110 : 180, (t) => measure(t, 500, fontSize))
    return { x, y, text, label: { width: measure(text, 500, fontSize) + 2, height: 14 } }
  })
  const taken = [
    ...points.map((p) => square(api.coord([p.driver, p.outcome]), dot + 1)),
    ...line.map((p) => square(api.coord([p.driver, p.outcome]), 6)),
  ]
  const rects = placeWhereFree(named, box, taken)
  return named.flatMap(({ text }, i) => {
    const rect = rects[i]
    return rect ? [{ text, rect }] : []
  })
}

/** Round ends of an axis around all values. */
function axisOf(values: readonly number[]): { min: number; max: number } {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const step = niceStep(high - low, 6)
  return { min: tidy(Math.floor(low / step) * step), max: tidy(Math.ceil(high / step) * step) }
}

/** Each unit a dot, the line through them with its band, and the names of the extremes. */
export function scatterOption(
  linkage: Linkage,
  words: ScatterWords,
  palette: Palette,
  narrow: boolean,
): EChartsOption {
  const { driver, outcome, points, line } = linkage
  const xAxis = axisOf(points.map((p) => p.driver))
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
        data: points.map((point) => [point.driver, point.outcome]),
      },
      {
        type: 'custom',
        name: 'names',
        silent: true,
        tooltip: { show: false },
        data: points.length > 0 ? [[points[0]?.driver ?? 0, points[0]?.outcome ?? 0]] : [],
        renderItem: (params, api) => {
          const { x = 0, y = 0, width = 0, height = 0 } = params.coordSys as Partial<Rect>
          const names = namesOf(linkage, { x, y, width, height }, dots, narrow, api)
          return {
            type: 'group',
            children: names.map(({ text, rect }) => ({
              type: 'text' as const,
              x: rect.x + 1,
              y: rect.y + rect.height / 2,
              style: {
                text,
                fill: palette.ink,
                stroke: palette.card,
                lineWidth: 2,
                fontFamily: fonts.sans,
                fontSize,
                fontWeight: 500,
                textVerticalAlign: 'middle' as const,
              },
            })),
          }
        },
      },
    ],
  }
}
