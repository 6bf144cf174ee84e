import type { Standing, Standings, UnitKind } from '@tandem/contract'
import { memo, type ReactNode, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { UnitLink } from '../../app/room-link.tsx'
import { Card, Pill } from '../../ui/card.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { type Format, useFormat } from '../../ui/format.ts'
import { Estimate, RankRange } from '../../ui/interval-bar.tsx'
import { SourceBadge } from '../../ui/source-badge.tsx'
import type { Column } from '../../ui/table-model.ts'
import { signedEstimate } from '../signed.ts'
import type { Before } from './comparison.ts'
import { changesOf } from './comparison.ts'
import { isUp, sure } from './message.ts'
import classes from './standings.module.css'
import { type SourceScores, shortOf } from './use-source-scores.ts'

interface StandingsTableProps {
  readonly standings: Standings
  /** Ranks and probabilities are not known yet for what is seen. */
  readonly preview: boolean
  /** Address of the table as a workbook. */
  readonly xlsx: string
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
        rowHeight={51}
        maxHeight={626}
        download={{ name: 'XLSX', href: props.xlsx }}
      />
    </Card>
  )
})

function useColumns(props: StandingsTableProps): readonly Column<Standing>[] {
  const { t } = useTranslation(['understand', 'common'])
  const format = useFormat()
  const { standings, of, level, before, sourceScores, preview } = props
  return useMemo(() => {
    const column = (key: string, header: string, rest: Omit<Column<Standing>, 'key' | 'header'>) => ({
      key,
      header,
      ...rest,
    })
    const number = { align: 'end' as const, wideOnly: true }
    // What the old weights gave says nothing about the new ones.
    const known = (cell: (s: Standing) => ReactNode) =>
      preview ? () => <span className="muted">…</span> : cell
    const points = (value: number | null | undefined) => (value == null ? '–' : format.signed(value))
    const columns: Column<Standing>[] = [
      column('name', t(`level.${level}`), { value: (s) => s.name, cell: (s) => <Name unit={s} /> }),
      column('estimate', t('standings.column.estimate'), {
        value: (s) => s.estimate,
        align: 'end',
        width: 100,
        cell: (s) => <Estimate value={s.estimate} interval={preview ? null : s.interval} />,
      }),
      column('bottom', t('standings.column.bottom'), {
        value: (s) => (preview ? null : s.probabilityBottom),
        align: 'end',
        width: 104,
        cell: known((s) => <Chance value={s.probabilityBottom} tone="worse" format={format} />),
      }),
      column('rank', t('standings.column.rank'), {
        value: (s) => s.rank.expected,
        width: 124,
        wideOnly: true,
        cell: (s) => <RankRange rank={s.rank} of={of} />,
      }),
      column('top', t('standings.column.top'), {
        ...number,
        value: (s) => (preview ? null : s.probabilityTop),
        width: 104,
        cell: known((s) => <Chance value={s.probabilityTop} tone="better" format={format} />),
      }),
      ...changeColumns(standings, before, preview, t('standings.column.change'), format),
      ...(sourceScores.metrics.length > 1
        ? [sourcesColumn(sourceScores, t('standings.column.sources'), format)]
        : []),
      column('raw', t('standings.column.raw'), {
        ...number,
        value: (s) => s.raw,
        cell: (s) =>
          s.raw === null ? (
            '–'
          ) : (
            <span className="muted">{format.estimate(s.raw, preview ? null : s.interval)}</span>
          ),
      }),
    ]
    if (standings.items.some((s) => s.withoutStrictness !== null))
      columns.push(
        column('strictness', t('standings.column.strictness'), {
          ...number,
          value: (s) => s.withoutStrictness,
          cell: known((s) => points(s.withoutStrictness)),
        }),
      )
    if (standings.caseMix)
      columns.push(
        column('mix', t('standings.column.mix'), {
          ...number,
          value: (s) => s.mix?.effect ?? null,
          cell: known((s) => points(s.mix?.effect)),
        }),
      )
    return columns
  }, [standings, of, level, before, sourceScores, preview, t, format])
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

const arrows = { '-1': '▼', '0': '', '1': '▲' } as const

function changeColumns(
  standings: Standings,
  before: Before | null,
  preview: boolean,
  header: string,
  format: Format,
): Column<Standing>[] {
  if (!before || preview) return []
  const found = changesOf(standings.items, before.standings, isUp(standings))
  const changes = new Map(found.map((c) => [c.unit.unitId, c]))
  return [
    {
      key: 'change',
      header,
      align: 'end',
      width: 130,
      value: (s) => changes.get(s.unitId)?.change.value ?? null,
      cell: (s) => {
        const changed = changes.get(s.unitId)
        if (!changed) return '–'
        const { change, way } = changed
        return (
          <span className={classes.change} data-tone={way > 0 ? 'better' : way < 0 ? 'worse' : undefined}>
            <span aria-hidden="true">{arrows[way]} </span>
            {signedEstimate(format, change.value, change.interval)}{' '}
            <small>{format.plusMinus(change.interval)}</small>
          </span>
        )
      },
    },
  ]
}
