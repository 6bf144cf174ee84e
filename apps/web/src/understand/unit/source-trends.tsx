import { NativeSelect } from '@mantine/core'
import type { Change, UnitEvent } from '@tandem/contract'
import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Palette } from '../../app/theme.ts'
import { Chart } from '../../ui/chart.tsx'
import type { ChartOption } from '../../ui/chart-option.ts'
import { useFormat } from '../../ui/format.ts'
import { SourceBadge } from '../../ui/source-badge.tsx'
import { mainOf, sources } from '../metrics.ts'
import { useScoreWords } from '../score-words.ts'
import { type TrendMark, type TrendRow, trendHeight, trendOption } from '../trend-option.ts'
import { useUrl } from '../use-url.ts'
import { useChangeWords } from './change-words.ts'
import type { Overview } from './message.ts'
import { parseUnitSearch } from './search.ts'
import classes from './unit.module.css'

interface SourceTrendsProps {
  readonly name: string
  readonly overview: Overview
  readonly changes: readonly Change[]
}

/** The sources of a unit on one time axis; which metric stands for each can be chosen. */
export function SourceTrends({ name, overview, changes }: SourceTrendsProps) {
  const { t } = useTranslation(['understand', 'unit'])
  const format = useFormat()
  const [search, setSearch] = useUrl(parseUnitSearch)
  const rows = useRows(overview, search.show, changes)
  const marks = useMarks(overview.events, changes)
  const option = useOption(rows, marks)
  const table = useMemo(
    () => ({
      columns: [
        t('trend.metric'),
        t('trend.month'),
        t('trend.value'),
        t('trend.lower'),
        t('trend.upper'),
        t('trend.n'),
        t('unit:trend.lowerLimit'),
        t('unit:trend.upperLimit'),
        t('unit:trend.outside'),
      ],
      rows: rows.flatMap((row) =>
        row.trend.points.map((p) => {
          const limits = row.control?.points.find((c) => c.from === p.from)
          return [
            row.label,
            format.month(p.from),
            p.score.value,
            p.score.interval?.lower,
            p.score.interval?.upper,
            p.score.n,
            limits?.lower,
            limits?.upper,
            limits?.out || limits?.drift ? t('unit:trend.out') : '',
          ]
        }),
      ),
    }),
    [rows, t, format],
  )
  return (
    <>
      <div className={classes.choices}>
        {rows.map(({ metric }) => (
          <NativeSelect
            key={metric.source}
            label={<SourceBadge source={metric.source} />}
            value={metric.key}
            data={overview.trends
              .filter((trend) => trend.metric.source === metric.source)
              .map((trend) => ({ value: trend.metric.key, label: trend.metric.name }))}
            onChange={(event) => {
              const chosen = event.currentTarget.value
              setSearch({
                show: rows.map((r) => (r.metric.source === metric.source ? chosen : r.metric.key)).join(','),
              })
            }}
          />
        ))}
      </div>
      <Chart
        label={t('unit.trendsLabel', { name })}
        option={option}
        table={table}
        height={trendHeight(rows.length)}
      />
      <Happened marks={marks} />
    </>
  )
}

/** What the numbers on the axis stand for. */
function Happened({ marks }: { marks: readonly TrendMark[] }) {
  const { t } = useTranslation('unit')
  const format = useFormat()
  if (marks.length === 0) return null
  return (
    <ol className={classes.happened} aria-label={t('event.title')}>
      {marks.map((mark) => (
        <li key={mark.number} data-tone={mark.tone}>
          <b aria-hidden="true">{mark.number}</b> <time dateTime={mark.on}>{format.date(mark.on)}</time>{' '}
          {mark.label}
        </li>
      ))}
    </ol>
  )
}

/** Openings, moves, new managers and changes found, by date and numbered. */
function useMarks(events: Overview['events'], changes: readonly Change[]): readonly TrendMark[] {
  const { t } = useTranslation('unit')
  const words = useChangeWords()
  return useMemo(() => {
    const named = (event: UnitEvent) => {
      if (event.kind === 'moved')
        return event.name ? t('event.movedTo', { name: event.name }) : t('event.moved')
      if (event.kind === 'manager')
        return event.name ? t('event.managerName', { name: event.name }) : t('event.manager')
      return t(`event.${event.kind}`)
    }
    const all = [
      ...events.map((e) => ({ on: e.on, label: named(e), tone: 'event' as const })),
      ...changes.map((c) => ({
        on: c.since,
        label: t('event.change', { metric: c.metric.name, shift: words.shift(c) }),
        tone: c.good ? ('better' as const) : ('worse' as const),
      })),
    ]
    return all
      .sort((a, b) => (a.on < b.on ? -1 : 1))
      .slice(-12)
      .map((mark, i) => ({ ...mark, number: i + 1 }))
  }, [events, changes, t, words])
}

function useOption(rows: readonly TrendRow[], marks: readonly TrendMark[]): ChartOption {
  const { t } = useTranslation('unit')
  const format = useFormat()
  const value = useScoreWords()
  return useCallback(
    (palette: Palette) =>
      trendOption({
        rows,
        marks,
        words: { date: format.month, value, out: t('trend.out') },
        palette,
      }),
    [rows, marks, value, t, format],
  )
}

/** One metric a source: the one chosen, else one that changed, else the one that says most. */
function useRows(
  overview: Overview,
  show: string | undefined,
  changes: readonly Change[],
): readonly TrendRow[] {
  const { t } = useTranslation(['unit', 'understand'])
  const format = useFormat()
  return useMemo(() => {
    const chosen = (show ?? '').split(',')
    const metrics = overview.trends.map((trend) => trend.metric)
    const changed = metrics.filter((m) => changes.some((c) => c.metric.key === m.key))
    return sources.flatMap((source) => {
      const metric =
        metrics.find((m) => m.source === source && chosen.includes(m.key)) ??
        changed.find((m) => m.source === source) ??
        mainOf(metrics, source)
      const trend = overview.trends.find((candidate) => candidate.metric.key === metric?.key)
      if (!metric || !trend) return []
      const mean = overview.comparisons.find((c) => c.metric.key === metric.key)?.peers.value ?? null
      const peers =
        mean === null
          ? null
          : { value: mean, label: t('understand:unit.peersLine', { value: format.number(mean, 1) }) }
      const label = trend.through === 'work' ? t('trend.ofWork', { metric: metric.name }) : metric.name
      return [{ metric, trend, peers, control: trend.control, label }]
    })
  }, [overview, show, changes, t, format])
}
