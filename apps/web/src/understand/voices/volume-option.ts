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

/** Below this share of periods with enough scores a line would be dots. */
const enoughPeriods = 0.4

const top = 14
const columns = 170
const gap = 34
const strip = 56
/** With the strip below, which is there whenever its line says something. */
export const volumeHeight = top + columns + gap + strip + 26

export function hasStrip(periods: readonly Period[]): boolean {
  return periods.filter((p) => unhappyOf(p) !== null).length >= enoughPeriods * periods.length
}

export const heightOf = (periods: readonly Period[]) =>
  hasStrip(periods) ? volumeHeight : top + columns + 30

/** Columns of the four sources one on the other, or their share of all comments; below it the share of unhappy ones. */
export function volumeOption(
  periods: readonly Period[],
  asShare: boolean,
  words: VolumeWords,
  palette: Palette,
): EChartsOption {
  const days = periods.map((p) => p.from)
  const withStrip = hasStrip(periods)
  const axis = (gridIndex: number, show: boolean) => ({
    type: 'category' as const,
    gridIndex,
    data: days,
    axisLabel: { show, hideOverlap: true, formatter: (day: string) => words.date(day) },
    axisPointer: { label: { show: false }, type: 'shadow' as const },
  })
  return {
    axisPointer: { link: [{ xAxisIndex: 'all' }] },
    tooltip: { trigger: 'axis', formatter: tipOf(periods, words, palette) },
    grid: [
      { left: 44, right: 8, top, height: columns },
      ...(withStrip ? [{ left: 44, right: 8, top: top + columns + gap, height: strip }] : []),
    ],
    xAxis: withStrip ? [axis(0, false), axis(1, true)] : [axis(0, true)],
    yAxis: [
      {
        type: 'value',
        gridIndex: 0,
        splitNumber: 3,
        minInterval: asShare ? 0 : 1,
        axisLabel: { formatter: (v: number) => (asShare ? words.percent(v) : words.count(v)) },
      },
      ...(withStrip ? [stripAxis(words)] : []),
    ],
    series: [
      ...columnSeries(periods, asShare, words, palette),
      ...(withStrip ? [stripLine(periods, words, palette)] : []),
    ],
  }
}

function stripAxis(words: VolumeWords) {
  return {
    type: 'value' as const,
    gridIndex: 1,
    min: 0,
    splitNumber: 2,
    name: words.unhappy,
    nameGap: 8,
    nameTextStyle: { align: 'left' as const, padding: [0, 0, 0, -36] },
    axisLabel: { formatter: (v: number) => words.percent(v) },
  }
}

function stripLine(periods: readonly Period[], words: VolumeWords, palette: Palette) {
  return {
    type: 'line' as const,
    name: words.unhappy,
    xAxisIndex: 1,
    yAxisIndex: 1,
    data: periods.map(unhappyOf),
    symbol: 'circle',
    symbolSize: 4,
    lineStyle: { color: palette.worse, width: 1.5 },
    itemStyle: { color: palette.worse },
  }
}

function columnSeries(periods: readonly Period[], asShare: boolean, words: VolumeWords, palette: Palette) {
  const look = { type: 'bar' as const, barCategoryGap: '22%', cursor: 'pointer' }
  if (asShare)
    return [{ ...look, name: words.share, data: periods.map(shareOf), itemStyle: { color: palette.accent } }]
  return counted.map((source) => ({
    ...look,
    stack: 'all',
    name: words.source(source),
    data: periods.map((p) => p[source]),
    itemStyle: { color: palette[source] },
  }))
}

/** What is said about a period under the pointer. */
function tipOf(periods: readonly Period[], words: VolumeWords, palette: Palette) {
  return (params: unknown): string => {
    const [first] = Array.isArray(params) ? params : [params]
    const period = periods[(first as { dataIndex?: number } | undefined)?.dataIndex ?? -1]
    if (!period) return ''
    const share = shareOf(period)
    const unhappy = unhappyOf(period)
    const dot = (source: (typeof counted)[number]) => `<span style="color:${palette[source]}">■</span>`
    return [
      words.date(period.from),
      ...counted
        .filter((source) => period[source] > 0)
        .map((source) => `${dot(source)} ${words.source(source)}: <b>${words.count(period[source])}</b>`),
      ...(share === null || totalOf(period) === period.all
        ? []
        : [`${words.share}: <b>${words.percent(share)}</b>`]),
      ...(unhappy === null ? [] : [`${words.unhappy}: <b>${words.percent(unhappy)}</b>`]),
    ].join('<br>')
  }
}
