import type { CommentSummary, Source } from '@tandem/contract'
import type { EChartsOption } from 'echarts'
import type { Palette } from '../../app/theme.ts'

export type Period = CommentSummary['periods'][number]
export const counted = ['customer', 'employee', 'service_test', 'audit'] as const satisfies readonly Source[]

/** Fewer comments with a score than this have no share of unhappy ones worth drawing. */
const fewestScored = 5

export const totalOf = (p: Period) => counted.reduce((sum, source) => sum + p[source], 0)
/** Share of the period's comments; null without any. */
export const shareOf = (p: Period) => (p.all > 0 ? totalOf(p) / p.all : null)
export const unhappyOf = (p: Period) => (p.scored >= fewestScored ? p.unhappy / p.scored : null)

export interface VolumeWords {
  readonly date: (day: string) => string
  readonly source: (source: Source) => string
  readonly percent: (share: number) => string
  readonly count: (n: number) => string
  readonly share: string
  readonly unhappy: string
}

const top = 14
const columns = 170
const gap = 34
const strip = 56
export const volumeHeight = top + columns + gap + strip + 26

/** Columns of the four sources one on the other, or their share of all comments; below it the share of unhappy ones. */
export function volumeOption(
  periods: readonly Period[],
  asShare: boolean,
  words: VolumeWords,
  palette: Palette,
): EChartsOption {
  const days = periods.map((p) => p.from)
  const tip = (params: unknown): string => {
    const index = (Array.isArray(params) ? params : [params]).map(
      (p: { dataIndex?: number }) => p.dataIndex,
    )[0]
    const period = index === undefined ? undefined : periods[index]
    if (!period) return ''
    const share = shareOf(period)
    const unhappy = unhappyOf(period)
    return [
      words.date(period.from),
      ...counted
        .filter((source) => period[source] > 0)
        .map(
          (source) =>
            `<span style="color:${palette[source]}">■</span> ${words.source(source)}: <b>${words.count(period[source])}</b>`,
        ),
      ...(share === null || totalOf(period) === period.all
        ? []
        : [`${words.share}: <b>${words.percent(share)}</b>`]),
      ...(unhappy === null ? [] : [`${words.unhappy}: <b>${words.percent(unhappy)}</b>`]),
    ].join('<br>')
  }
  const axis = (gridIndex: number, show: boolean) => ({
    type: 'category' as const,
    gridIndex,
    data: days,
    axisLabel: { show, hideOverlap: true, formatter: (day: string) => words.date(day) },
    axisPointer: { label: { show: false }, type: 'shadow' as const },
  })
  return {
    axisPointer: { link: [{ xAxisIndex: 'all' }] },
    tooltip: { trigger: 'axis', formatter: tip },
    grid: [
      { left: 44, right: 8, top, height: columns },
      { left: 44, right: 8, top: top + columns + gap, height: strip },
    ],
    xAxis: [axis(0, false), axis(1, true)],
    yAxis: [
      {
        type: 'value',
        gridIndex: 0,
        splitNumber: 3,
        minInterval: asShare ? 0 : 1,
        axisLabel: { formatter: (v: number) => (asShare ? words.percent(v) : words.count(v)) },
      },
      {
        type: 'value',
        gridIndex: 1,
        min: 0,
        splitNumber: 2,
        name: words.unhappy,
        nameGap: 8,
        nameTextStyle: { align: 'left', padding: [0, 0, 0, -36] },
        axisLabel: { formatter: (v: number) => words.percent(v) },
      },
    ],
    series: [
      ...(asShare
        ? [
            {
              type: 'bar' as const,
              name: words.share,
              data: periods.map(shareOf),
              itemStyle: { color: palette.accent },
              barCategoryGap: '22%',
            },
          ]
        : counted.map((source) => ({
            type: 'bar' as const,
            stack: 'all',
            name: words.source(source),
            data: periods.map((p) => p[source]),
            itemStyle: { color: palette[source] },
            barCategoryGap: '22%',
            cursor: 'pointer',
          }))),
      {
        type: 'line',
        name: words.unhappy,
        xAxisIndex: 1,
        yAxisIndex: 1,
        data: periods.map(unhappyOf),
        symbol: 'circle',
        symbolSize: 4,
        lineStyle: { color: palette.worse, width: 1.5 },
        itemStyle: { color: palette.worse },
      },
    ],
  }
}
