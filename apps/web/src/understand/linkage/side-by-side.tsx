import type { Linkage, Trend } from '@tandem/contract'
import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/queries.ts'
import { useScope } from '../../app/scope.ts'
import type { Palette } from '../../app/theme.ts'
import { Card } from '../../ui/card.tsx'
import { Chart } from '../../ui/chart.tsx'
import type { ChartOption } from '../../ui/chart-option.ts'
import { useFormat } from '../../ui/format.ts'
import { BlockSkeleton } from '../../ui/skeletons.tsx'
import { EmptyState, ErrorState } from '../../ui/states.tsx'
import { useScoreWords } from '../score-words.ts'
import { trendHeight, trendOption } from '../trend-option.ts'
import type { PanelGrain } from './search.ts'

const rowHeight = 104
/** Neither peers nor limits: these rows tell how the two go together. */
const bare = { peers: null, control: null }

/** Both sides over time, one below the other. */
export function SideBySide({ linkage, grain }: { linkage: Linkage; grain: PanelGrain }) {
  const { t } = useTranslation('linkage')
  const { query } = useScope()
  const ask = (metric: string) => ({ query: { ...query, metric, grain } })
  const first = useApi('GET /api/v1/trend', ask(linkage.outcome.key), { keepPrevious: true })
  const second = useApi('GET /api/v1/trend', ask(linkage.driver.key), { keepPrevious: true })
  const failed = first.error ?? second.error
  return (
    <Card title={t('trend.title')} subtitle={t('trend.subtitle')}>
      {failed ? (
        <ErrorState compact error={failed} onRetry={() => Promise.all([first.refetch(), second.refetch()])} />
      ) : first.data && second.data && first.data.points.length < 2 && second.data.points.length < 2 ? (
        <EmptyState compact title={t('trend.once')} />
      ) : first.data && second.data ? (
        <Trends first={first.data} second={second.data} />
      ) : (
        <BlockSkeleton height={trendHeight(2, rowHeight)} />
      )}
    </Card>
  )
}

function Trends({ first, second }: { first: Trend; second: Trend }) {
  const { t } = useTranslation(['linkage', 'understand'])
  const format = useFormat()
  const trends = useMemo(() => [first, second].filter((trend) => trend.points.length > 0), [first, second])
  const date = first.grain === 'year' ? yearOf : format.month
  const value = useScoreWords()
  const option: ChartOption = useCallback(
    (palette: Palette) => {
      const rows = trends.map((trend) => ({ ...bare, metric: trend.metric, label: trend.metric.name, trend }))
      return trendOption({ rows, rowHeight, words: { date, value }, palette })
    },
    [trends, date, value],
  )
  const table = useMemo(
    () => ({
      columns: [
        t('understand:trend.metric'),
        t('trend.from'),
        t('understand:trend.value'),
        t('understand:trend.lower'),
        t('understand:trend.upper'),
        t('understand:trend.n'),
      ],
      rows: trends.flatMap(({ metric, points }) =>
        points.map(({ from, score }) => [
          metric.name,
          date(from),
          score.value,
          score.interval?.lower,
          score.interval?.upper,
          score.n,
        ]),
      ),
    }),
    [trends, date, t],
  )
  return (
    <Chart
      label={t('trend.label', { first: first.metric.name, second: second.metric.name })}
      option={option}
      table={table}
      height={trendHeight(trends.length, rowHeight)}
    />
  )
}

const yearOf = (day: string) => day.slice(0, 4)
