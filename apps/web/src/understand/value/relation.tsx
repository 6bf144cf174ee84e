import type { Value } from '@tandem/contract'
import type { EChartsOption } from 'echarts'
import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { fonts, type Palette } from '../../app/theme.ts'
import { Chart } from '../../ui/chart.tsx'
import type { ChartOption } from '../../ui/chart-option.ts'
import { type Format, useFormat } from '../../ui/format.ts'
import { EmptyState } from '../../ui/states.tsx'
import { Lead } from '../answer.tsx'
import { type MoneyFormat, useMoney } from './money.ts'

/** Money against score within units, in ten groups, with the slope and its band. */
export function Relation({ value }: { readonly value: Value }) {
  const { t } = useTranslation('value')
  const format = useFormat()
  const amounts = useMoney(value.currency)
  const { bins, score, money } = value
  const option: ChartOption = useCallback(
    (palette) =>
      relationOption(value, palette, format, amounts, {
        x: t('relation.x'),
        y: t('relation.y'),
        slope: t('relation.slope', {
          amount: amounts.amount(value.perPoint.estimate, value.perPoint.interval),
        }),
      }),
    [value, format, amounts, t],
  )
  const table = useMemo(
    () => ({
      columns: [
        t('relation.column.score'),
        t('relation.column.money'),
        t('relation.column.lower'),
        t('relation.column.upper'),
        t('relation.column.n'),
      ],
      rows: bins.map((b) => [b.score, b.money, b.interval?.lower, b.interval?.upper, b.n]),
    }),
    [bins, t],
  )
  if (bins.length === 0) return <EmptyState compact title={t('relation.few')} />
  return (
    <>
      <Lead>{t('relation.lead', { count: value.howWeKnow.units ?? 0 })}</Lead>
      <Chart
        label={t('relation.title', { score: score.name, money: money.name })}
        option={option}
        table={table}
        height={300}
      />
    </>
  )
}

interface Words {
  readonly x: string
  readonly y: string
  readonly slope: string
}

function relationOption(
  { bins, perPoint }: Value,
  palette: Palette,
  format: Format,
  amounts: MoneyFormat,
  words: Words,
): EChartsOption {
  const reach = 1.12 * Math.max(...bins.map((b) => Math.abs(b.score)))
  const { lower, upper } = perPoint.interval
  const line = (slope: number) => [
    [-reach, -reach * slope],
    [reach, reach * slope],
  ]
  return {
    grid: { left: 52, right: 14, top: 30, bottom: 44 },
    xAxis: {
      type: 'value',
      axisLine: { onZero: false, show: false },
      min: -reach,
      max: reach,
      name: words.x,
      nameLocation: 'middle',
      nameGap: 28,
      axisLabel: {
        showMinLabel: false,
        showMaxLabel: false,
        formatter: (v: number) => (v === 0 ? '0' : format.signed(v, 0)),
      },
      splitLine: { show: false },
    },
    yAxis: {
      type: 'value',
      axisLine: { onZero: false, show: false },
      name: words.y,
      nameGap: 12,
      nameTextStyle: { align: 'left', padding: [0, 0, 0, -44] },
      splitNumber: 4,
      axisLabel: { formatter: (v: number) => (v > 0 ? `+${amounts.axis(v)}` : amounts.axis(v)) },
    },
    series: [
      {
        type: 'custom',
        silent: true,
        clip: true,
        data: [[0, 0]],
        renderItem: (params, api) => {
          const corners = [...line(lower), ...line(upper).reverse()]
          // The two lines cross at the mean: two triangles, not a band that folds.
          const middle = api.coord([0, 0])
          const [a = [], b = [], c = [], d = []] = corners.map((corner) => api.coord(corner))
          const side = (p: number[], q: number[]) => ({
            type: 'polygon' as const,
            shape: { points: [p, q, middle] as [number, number][] },
            style: { fill: palette.accent, opacity: 0.16 },
          })
          const { x = 0, y = 0, width = 0 } = params.coordSys as { x?: number; y?: number; width?: number }
          const rises = perPoint.estimate > 0
          const label = {
            type: 'text' as const,
            x: rises ? x + 8 : x + width - 8,
            y: y + 10,
            style: {
              text: words.slope,
              fill: palette.accent,
              fontFamily: fonts.sans,
              fontSize: 13,
              fontWeight: 600,
              textAlign: rises ? ('left' as const) : ('right' as const),
              textVerticalAlign: 'middle' as const,
            },
          }
          return { type: 'group', children: [side(a, d), side(b, c), label] }
        },
      },
      {
        type: 'line',
        silent: true,
        data: line(perPoint.estimate),
        symbol: 'none',
        lineStyle: { color: palette.accent, width: 2 },
      },
      {
        type: 'custom',
        encode: { x: 0, y: [1, 2, 3] },
        data: bins.map((b) => [b.score, b.money, b.interval?.lower ?? b.money, b.interval?.upper ?? b.money]),
        tooltip: { show: false },
        silent: true,
        renderItem: (params, api) => {
          const bin = bins[params.dataIndex]
          if (!bin) return null
          const [x = 0, y = 0] = api.coord([bin.score, bin.money])
          const at = (v: number) => api.coord([bin.score, v])[1] ?? 0
          return {
            type: 'group',
            children: [
              ...(bin.interval
                ? [
                    {
                      type: 'line' as const,
                      shape: { x1: x, y1: at(bin.interval.lower), x2: x, y2: at(bin.interval.upper) },
                      style: {
                        stroke: palette.operations,
                        lineWidth: 6,
                        opacity: 0.35,
                        lineCap: 'round' as const,
                      },
                    },
                  ]
                : []),
              { type: 'circle', shape: { cx: x, cy: y, r: 4.5 }, style: { fill: palette.operations } },
            ],
          }
        },
      },
    ],
  }
}
