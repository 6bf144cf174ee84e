import type { Score, Standing, Standings, UnitKind } from '@tandem/contract'
import { memo, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { UnitLink } from '../../app/room-link.tsx'
import { Card, Pill } from '../../ui/card.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { type Format, useFormat } from '../../ui/format.ts'
import { Estimate, RankRange } from '../../ui/interval-bar.tsx'
import { SourceBadge } from '../../ui/source-badge.tsx'
import type { Column } from '../../ui/table-model.ts'
import { signedEstimate } from '../signed.ts'
import { changeOf } from './comparison.ts'
import { isUp, sure } from './message.ts'
import classes from './standings.module.css'
import type { Before } from './standings-view.tsx'
import type { SourceScores } from './use-source-scores.ts'

interface StandingsTableProps {
  readonly standings: Standings
  /** Worst first. */
  readonly rows: readonly Standing[]
  readonly of: number
  readonly level: UnitKind
  readonly before: Before | null
  readonly sourceScores: SourceScores
  readonly onOpen: (row: Standing) => void
}

/** Every unit with its figures, the surest of the bottom fifth first. */
export const StandingsTable = memo(function StandingsTable(props: StandingsTableProps) {
  const { t } = useTranslation('understand')
  const format = useFormat()
  const columns = useColumns(props)
  return (
    <Card
      flush
      title={t('standings.table')}
      subtitle={t('standings.tableMore', {
        of: format.count(props.of),
        level: format.percent(props.standings.items[0]?.interval.level ?? 0.9),
      })}
    >
      <DataTable
        label={t('standings.table')}
        columns={columns}
        rows={props.rows}
        rowKey={(s) => s.unitId}
        onOpen={props.onOpen}
        initialSort={{ key: 'bottom', descending: true }}
        rowHeight={48}
      />
    </Card>
  )
})

function useColumns(props: StandingsTableProps): readonly Column<Standing>[] {
  const { t } = useTranslation(['understand', 'common'])
  const format = useFormat()
  const { standings, of, level, before, sourceScores } = props
  return useMemo(() => {
    const column = (key: string, header: string, rest: Omit<Column<Standing>, 'key' | 'header'>) => ({
      key,
      header,
      ...rest,
    })
    const strict = standings.items.some((s) => s.withoutStrictness !== null)
    const number = { align: 'end' as const, wideOnly: true }
    const columns: Column<Standing>[] = [
      column('name', t(`level.${level}`), { value: (s) => s.name, cell: (s) => <Name unit={s} /> }),
      column('estimate', t('standings.column.estimate'), {
        value: (s) => s.estimate,
        align: 'end',
        width: 100,
        cell: (s) => <Estimate value={s.estimate} interval={s.interval} />,
      }),
      column('bottom', t('standings.column.bottom'), {
        value: (s) => s.probabilityBottom,
        align: 'end',
        width: 92,
        cell: (s) => <Chance value={s.probabilityBottom} tone="worse" format={format} />,
      }),
      column('rank', t('standings.column.rank'), {
        value: (s) => s.rank.expected,
        width: 124,
        wideOnly: true,
        cell: (s) => <RankRange rank={s.rank} of={of} />,
      }),
      column('top', t('standings.column.top'), {
        ...number,
        value: (s) => s.probabilityTop,
        width: 104,
        cell: (s) => <Chance value={s.probabilityTop} tone="better" format={format} />,
      }),
      ...changeColumns(standings, before, t('standings.column.change'), format),
      ...(sourceScores.metrics.length > 1
        ? [sourcesColumn(sourceScores, t('standings.column.sources'), format)]
        : []),
      column('raw', t('standings.column.raw'), {
        ...number,
        value: (s) => s.raw,
        cell: (s) =>
          s.raw === null ? '–' : <span className="muted">{format.estimate(s.raw, s.interval)}</span>,
      }),
    ]
    if (strict)
      columns.push(
        column('strictness', t('standings.column.strictness'), {
          ...number,
          value: (s) => s.withoutStrictness,
          cell: (s) => (s.withoutStrictness === null ? '–' : format.signed(s.withoutStrictness)),
        }),
      )
    return columns
  }, [standings, of, level, before, sourceScores, t, format])
}

function Name({ unit }: { unit: Standing }) {
  return (
    <span className={classes.name}>
      <UnitLink id={unit.unitId}>{unit.name}</UnitLink>
      {unit.parentName && <small>{unit.parentName}</small>}
    </span>
  )
}

function Chance({ value, tone, format }: { value: number; tone: 'better' | 'worse'; format: Format }) {
  if (value > sure) return <Pill tone={tone}>{format.probability(value)}</Pill>
  return <span className="muted">{format.probability(value)}</span>
}

function sourcesColumn(scores: SourceScores, header: string, format: Format): Column<Standing> {
  return {
    key: 'sources',
    header,
    value: (s) => scores.metrics.map((m) => shortOf(scores.of(s.unitId, m.source), format)).join(' / '),
    sortable: false,
    searchable: false,
    wideOnly: true,
    cell: (s) => <FourSources scores={scores} unit={s} format={format} />,
  }
}

function shortOf(score: Score | undefined, format: Format): string {
  return score === undefined || score.value === null ? '–' : format.number(score.value, 0)
}

function FourSources({ scores, unit, format }: { scores: SourceScores; unit: Standing; format: Format }) {
  return (
    <span className={classes.sources}>
      {scores.metrics.map(({ source, name }) => {
        const score = scores.of(unit.unitId, source)
        return (
          <SourceBadge key={source} source={source}>
            <span title={score?.suppressed?.message ?? name}>{shortOf(score, format)}</span>
          </SourceBadge>
        )
      })}
    </span>
  )
}

function changeColumns(
  standings: Standings,
  before: Before | null,
  header: string,
  format: Format,
): Column<Standing>[] {
  if (!before) return []
  const old = new Map(before.standings.items.map((s) => [s.unitId, s]))
  const sign = isUp(standings) ? 1 : -1
  const toneOf = (lower: number, upper: number) => (lower > 0 ? 1 : upper < 0 ? -1 : 0) * sign
  return [
    {
      key: 'change',
      header,
      align: 'end',
      width: 130,
      value: (s) => changeOf(s, old.get(s.unitId))?.value ?? null,
      cell: (s) => {
        const change = changeOf(s, old.get(s.unitId))
        if (!change) return '–'
        const tone = toneOf(change.interval.lower, change.interval.upper)
        return (
          <span className={classes.change} data-tone={tone > 0 ? 'better' : tone < 0 ? 'worse' : undefined}>
            {signedEstimate(format, change.value, change.interval)}{' '}
            <small>{format.plusMinus(change.interval)}</small>
          </span>
        )
      },
    },
  ]
}
