import type { Value } from '@tandem/contract'
import type { CustomSeriesRenderItemAPI, EChartsOption } from 'echarts'
import { fonts, type Palette } from '../../app/theme.ts'
import type { MoneyFormat } from './money.ts'

type Lag = Value['lags'][number]

interface LagsPicture {
  /** Those that have a slope. */
  readonly lags: readonly Lag[]
  readonly chosen: number
  readonly palette: Palette
  readonly amounts: MoneyFormat
  readonly words: { readonly x: string; readonly moneyFirst: string; readonly scoreFirst: string }
}

interface Column {
  readonly x: number
  readonly width: number
  readonly top: number
  readonly height: number
}

const isSure = ({ slope }: Lag) => slope !== null && (slope.interval.lower > 0 || slope.interval.upper < 0)

const words = (text: string, x: number, y: number, fill: string, rest: object = {}) => ({
  type: 'text' as const,
  silent: true,
  x,
  y,
  style: { text, fill, fontFamily: fonts.sans, fontSize: 12, textVerticalAlign: 'middle' as const, ...rest },
})

/** Between the lags at which the money comes first and those at which the score does. */
function divide({ words: text, palette }: LagsPicture, { x, width, top, height }: Column) {
  const at = x - width / 2
  return [
    {
      type: 'line' as const,
      silent: true,
      shape: { x1: at, y1: top - 22, x2: at, y2: top + height },
      style: { stroke: palette.control, lineWidth: 1, lineDash: [4, 4] },
    },
    words(text.moneyFirst, at - 6, top - 14, palette.muted, { textAlign: 'right' }),
    words(text.scoreFirst, at + 6, top - 14, palette.muted),
  ]
}

function estimateOf(picture: LagsPicture, index: number, column: Column, api: CustomSeriesRenderItemAPI) {
  const { palette, amounts, chosen, lags } = picture
  const item = lags[index]
  if (!item?.slope) return []
  const { estimate, interval } = item.slope
  const y = (value: number) => api.coord([index, value])[1] ?? 0
  const { x, width } = column
  const isChosen = item.lag === chosen
  const color = isChosen ? palette.accent : isSure(item) ? palette.operations : palette.none
  const right = index >= lags.length - 2
  return [
    {
      type: 'line' as const,
      silent: true,
      shape: { x1: x - width / 2, y1: y(0), x2: x + width / 2, y2: y(0) },
      style: { stroke: palette.control, lineWidth: 1 },
    },
    {
      type: 'line' as const,
      silent: true,
      shape: { x1: x, y1: y(interval.lower), x2: x, y2: y(interval.upper) },
      style: { stroke: color, lineWidth: 6, opacity: 0.35, lineCap: 'round' as const },
    },
    {
      type: 'circle' as const,
      silent: true,
      shape: { cx: x, cy: y(estimate), r: 4.5 },
      style: { fill: color },
    },
    ...(isChosen
      ? [
          words(amounts.amount(estimate, interval), right ? x - 10 : x + 10, y(estimate), palette.ink, {
            fontSize: 13,
            fontWeight: 600,
            ...(right ? { textAlign: 'right' } : {}),
          }),
        ]
      : []),
  ]
}

/** The slope at each lag with its interval; the chosen one stands out, and a line parts what comes first. */
export function lagsOption(picture: LagsPicture): EChartsOption {
  const { lags, chosen, palette, amounts } = picture
  const zero = lags.findIndex((l) => l.lag === 0)
  return {
    grid: { left: 52, right: 12, top: 34, bottom: 44 },
    xAxis: {
      type: 'category',
      data: lags.map((l) => (l.lag < 0 ? `\u2212${-l.lag}` : String(l.lag))),
      name: picture.words.x,
      nameLocation: 'middle',
      nameGap: 28,
    },
    yAxis: { type: 'value', splitNumber: 4, axisLabel: { formatter: (v: number) => amounts.axis(v) } },
    series: [
      {
        type: 'custom',
        // Both ends, so that the axis reaches them.
        encode: { x: 0, y: [1, 2, 3] },
        data: lags.map((l, i) => [
          i,
          l.slope?.estimate ?? 0,
          l.slope?.interval.lower ?? 0,
          l.slope?.interval.upper ?? 0,
        ]),
        renderItem: (params, api) => {
          const index = params.dataIndex
          const { y: top = 0, height = 0 } = params.coordSys as { y?: number; height?: number }
          const [width = 30] = [api.size?.([1, 0])].flat()
          const column = { x: api.coord([index, 0])[0] ?? 0, width, top, height }
          return {
            type: 'group',
            children: [
              {
                type: 'rect',
                shape: { x: column.x - width / 2, y: top, width, height },
                style: { fill: palette.better, opacity: lags[index]?.lag === chosen ? 0.07 : 0 },
              },
              ...(index === zero && zero > 0 ? divide(picture, column) : []),
              ...estimateOf(picture, index, column, api),
            ],
          }
        },
      },
    ],
  }
}
