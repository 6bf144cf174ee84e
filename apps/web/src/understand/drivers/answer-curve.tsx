import type { Answers, Metric } from '@tandem/contract'
import type { EChartsOption } from 'echarts'
import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/queries.ts'
import { useScope } from '../../app/scope.ts'
import type { Palette } from '../../app/theme.ts'
import { Chart } from '../../ui/chart.tsx'
import type { ChartOption } from '../../ui/chart-option.ts'
import { type Format, useFormat } from '../../ui/format.ts'
import { scoreRange } from '../../ui/score-range.ts'
import { BlockSkeleton } from '../../ui/skeletons.tsx'
import classes from './drivers.module.css'
import { endsOf } from './ends.ts'

const height = 236

/** The outcome of those who gave each answer to the driver: whether low answers hurt more than high ones help. */
export function AnswerCurve({ driver, outcome }: { readonly driver: Metric; readonly outcome: Metric }) {
  const { t } = useTranslation('drivers')
  const { query } = useScope()
  const answers = useApi('GET /api/v1/linkage/answers', {
    query: { ...query, driver: driver.key, outcome: outcome.key },
  })
  // The figures below stand without it.
  if (answers.isError) return null
  if (!answers.data) return <BlockSkeleton height={height} />
  if (answers.data.bands.length < 2) return null
  return (
    <>
      <Ends bands={answers.data.bands} driver={driver} outcome={outcome} />
      <Curve
        answers={answers.data}
        label={t('curve.label', { driver: driver.name, outcome: outcome.name })}
      />
    </>
  )
}

type Bands = Answers['bands']

function Ends({ bands, driver, outcome }: { bands: Bands; driver: Metric; outcome: Metric }) {
  const { t } = useTranslation('drivers')
  const format = useFormat()
  const ends = endsOf(bands)
  if (!ends) return null
  return (
    <p className={classes.ends}>
      {t(`curve.${ends.kind}`, {
        driver: driver.name,
        outcome: outcome.name,
        low: format.estimate(Math.abs(ends.low.value), ends.low.interval),
        high: format.estimate(Math.abs(ends.high.value), ends.high.interval),
      })}
    </p>
  )
}

/** A band as the answers a person gave: 1 to 5, say, and not the score it became. */
function answerOf(driver: Metric, score: number): number {
  if (driver.kind === 'figure') return score
  const { min, max } = scoreRange(driver)
  return driver.scaleMin + ((score - min) / (max - min)) * (driver.scaleMax - driver.scaleMin)
}

function Curve({ answers, label }: { readonly answers: Answers; readonly label: string }) {
  const { t } = useTranslation('drivers')
  const format = useFormat()
  const { bands, driver, outcome } = answers
  const option: ChartOption = useCallback(
    (palette) => curveOption(answers, palette, format),
    [answers, format],
  )
  const table = useMemo(
    () => ({
      columns: [driver.name, outcome.name, t('column.lower'), t('column.upper'), t('column.n')],
      rows: bands.map((b) => [answerOf(driver, b.at), b.mean, b.interval?.lower, b.interval?.upper, b.n]),
    }),
    [bands, driver, outcome, t],
  )
  return <Chart label={label} option={option} table={table} height={height} />
}

function curveOption({ bands, driver, outcome }: Answers, palette: Palette, format: Format): EChartsOption {
  const points = bands.map((b) => [answerOf(driver, b.at), b.mean])
  const hue = palette[driver.source]
  const rises = (bands.at(-1)?.mean ?? 0) > (bands[0]?.mean ?? 0)
  const scale = driver.scaleMax - driver.scaleMin
  const margin = 0.1 * scale
  const stepped = driver.kind !== 'figure' && Number.isInteger(scale) && scale <= 10
  return {
    grid: { left: 44, right: 22, top: 28, bottom: 42 },
    xAxis: {
      type: 'value',
      scale: true,
      ...(driver.kind === 'figure' ? {} : { min: driver.scaleMin - margin, max: driver.scaleMax + margin }),
      name: driver.name,
      nameLocation: 'middle',
      nameGap: 26,
      splitLine: { show: false },
      axisLabel: {
        ...(stepped
          ? { customValues: Array.from({ length: scale + 1 }, (_, i) => driver.scaleMin + i) }
          : {}),
        formatter: (value: number) => format.number(value),
      },
    },
    yAxis: {
      type: 'value',
      scale: true,
      name: outcome.name,
      nameTextStyle: { align: 'left', padding: [0, 0, 0, -36] },
      nameGap: 12,
      splitNumber: 4,
      axisLabel: { formatter: (value: number) => format.number(value) },
    },
    series: [
      {
        type: 'custom',
        silent: true,
        // Both ends, so that the axis reaches them.
        encode: { x: 0, y: [1, 2, 3] },
        data: bands.map((b, i) => [
          ...(points[i] ?? []),
          b.interval?.lower ?? b.mean,
          b.interval?.upper ?? b.mean,
        ]),
        renderItem: (params, api) => {
          const band = bands[params.dataIndex]
          const x = points[params.dataIndex]?.[0] ?? 0
          if (!band?.interval) return null
          const [x1 = 0, y1 = 0] = api.coord([x, band.interval.lower])
          const [, y2 = 0] = api.coord([x, band.interval.upper])
          return {
            type: 'line',
            shape: { x1, y1, x2: x1, y2 },
            style: { stroke: hue, lineWidth: 6, opacity: 0.32, lineCap: 'round' },
          }
        },
      },
      {
        type: 'line',
        silent: true,
        // The first figure stands below the line, away from those of the axis.
        data: points.map((value, i) =>
          i === 0
            ? { value, label: { position: rises ? 'right' : 'top', offset: rises ? [2, 4] : [14, 0] } }
            : value,
        ),
        symbol: 'circle',
        symbolSize: 7,
        lineStyle: { color: hue, width: 1.5 },
        itemStyle: { color: hue },
        label: {
          show: true,
          position: 'top',
          distance: 7,
          offset: [rises ? -10 : 10, 0],
          color: palette.ink,
          fontSize: 12,
          formatter: ({ dataIndex }: { dataIndex: number }) => {
            const band = bands[dataIndex]
            return band ? format.estimate(band.mean, band.interval) : ''
          },
        },
      },
    ],
  }
}
