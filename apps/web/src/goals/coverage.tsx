import { NativeSelect, Switch } from '@mantine/core'
import type { Coverage, CoverageCell, CoverageRow, Goal } from '@tandem/contract'
import { useTranslation } from 'react-i18next'
import { RoomLink } from '../app/room-link.tsx'
import { Card, Pill } from '../ui/card.tsx'
import { useFormat } from '../ui/format.ts'
import { HowWeKnow } from '../ui/how-we-know.tsx'
import { SaveMenu } from '../ui/save-menu.tsx'
import { SourceBadge, sourceHue } from '../ui/source-badge.tsx'
import { EmptyState } from '../ui/states.tsx'
import { useUrl } from '../understand/use-url.ts'
import classes from './coverage.module.css'
import { parseGoalsSearch } from './search.ts'

/** Who is heard at which touchpoint, from which source, and where nobody is. */
export function CoverageCard({ coverage, goals }: { coverage: Coverage; goals: readonly Goal[] }) {
  const { t } = useTranslation('goals')
  const [search, setSearch] = useUrl(parseGoalsSearch)
  const chosen = goals.find(({ id }) => id === search.goal)
  const own = chosen ? coverage.rows.filter((row) => row.goalIds.includes(chosen.id)) : coverage.rows
  const rows = search.holes ? own.filter((row) => row.holes.length > 0) : own
  const unheard = own.filter((row) => row.holes.some((hole) => hole === 'never' || hole === 'silent')).length
  if (coverage.rows.length === 0)
    return (
      <Card title={t('coverage.title')}>
        <EmptyState
          compact
          title={t('coverage.empty')}
          action={<RoomLink to="/sites">{t('coverage.draw')}</RoomLink>}
        />
      </Card>
    )
  return (
    <Card
      flush
      title={t('coverage.title')}
      subtitle={
        unheard > 0
          ? t('coverage.unheard', { count: unheard, of: own.length })
          : t('coverage.allHeard', { count: own.length })
      }
      aside={
        <>
          <HowWeKnow facts={coverage.howWeKnow} />
          <SaveCoverage coverage={coverage} rows={rows} />
        </>
      }
    >
      <div className={classes.tools}>
        <NativeSelect
          label={t('coverage.goal')}
          value={chosen?.id ?? ''}
          data={[
            { value: '', label: t('coverage.anyGoal') },
            ...goals.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={(event) => setSearch({ goal: event.currentTarget.value || undefined })}
        />
        <Switch
          label={t('coverage.onlyHoles')}
          checked={search.holes ?? false}
          onChange={(event) => setSearch({ holes: event.currentTarget.checked || undefined })}
        />
      </div>
      {rows.length === 0 ? (
        <EmptyState compact title={t('coverage.noHoles')} />
      ) : (
        <Matrix coverage={coverage} rows={rows} elsewhere={!chosen && !search.holes} />
      )}
    </Card>
  )
}

function Matrix(props: { coverage: Coverage; rows: readonly CoverageRow[]; elsewhere: boolean }) {
  const { t } = useTranslation(['goals', 'common'])
  const { coverage, rows, elsewhere } = props
  const journeys = Map.groupBy(rows, (row) => row.journeyId)
  const audiences = Map.groupBy(coverage.sources, ({ audience }) => audience)
  const most = Math.max(1, ...coverage.rows.flatMap((row) => row.cells.map((cell) => cell.signals ?? 0)))
  return (
    <table className={classes.matrix} aria-label={t('coverage.title')}>
      <thead>
        <tr className={classes.audiences}>
          <td />
          {[...audiences].map(([audience, list]) => (
            <th key={audience} scope="colgroup" colSpan={list.length}>
              {list.length > 1 && t(`audience.${audience}`)}
            </th>
          ))}
          <td colSpan={2} />
        </tr>
        <tr>
          <th scope="col">{t('coverage.touchpoint')}</th>
          {coverage.sources.map(({ source }) => (
            <th key={source} scope="col" data-figure>
              <SourceBadge source={source} />
            </th>
          ))}
          <th scope="col">{t('coverage.owner')}</th>
          <th scope="col">{t('coverage.missing')}</th>
        </tr>
      </thead>
      {[...journeys].map(([id, points]) => (
        <tbody key={id}>
          <tr className={classes.journey}>
            <th colSpan={coverage.sources.length + 3} scope="rowgroup">
              {points[0]?.journey}
            </th>
          </tr>
          {points.map((row) => (
            <Row key={row.touchpointId} row={row} most={most} on={coverage.howWeKnow.to} />
          ))}
        </tbody>
      ))}
      {elsewhere && coverage.elsewhere.some((cell) => cell.signals !== 0) && (
        <tbody>
          <tr className={classes.journey}>
            <th colSpan={coverage.sources.length + 3} scope="rowgroup">
              {t('coverage.elsewhere')}
            </th>
          </tr>
          <tr>
            <th scope="row">
              {t('coverage.noTouchpoint')}
              <small>{t('coverage.noTouchpointMore')}</small>
            </th>
            {coverage.elsewhere.map((cell) => (
              <HeardCell key={cell.source} cell={cell} most={most} hole={false} on={coverage.howWeKnow.to} />
            ))}
            <td data-none />
            <td data-none />
          </tr>
        </tbody>
      )}
    </table>
  )
}

function Row({ row, most, on }: { row: CoverageRow; most: number; on: string }) {
  const { t } = useTranslation('goals')
  const unheard = row.holes.includes('never') || row.holes.includes('silent')
  const wanted = row.side === 'frontstage' ? 'customer' : 'employee'
  return (
    <tr>
      <th scope="row">
        {row.name}
        <small>
          {row.stage} · {t(`side.${row.side}`)}
        </small>
      </th>
      {row.cells.map((cell) => (
        <HeardCell
          key={cell.source}
          cell={cell}
          most={most}
          on={on}
          hole={cell.source === wanted && (unheard || cell.signals === 0)}
        />
      ))}
      <td data-label={t('coverage.owner')}>
        {row.owner ? (
          (row.owner.name ?? <span className="muted">{t('coverage.outside')}</span>)
        ) : (
          <span className="muted">{t(row.side === 'frontstage' ? 'coverage.site' : 'coverage.nobody')}</span>
        )}
      </td>
      <td data-none={row.holes.length === 0 || undefined} className={classes.holes}>
        {row.holes.map((hole) => (
          <Pill key={hole} tone={hole === 'never' || hole === 'silent' ? 'worse' : 'muted'}>
            {t(`hole.${hole}`)}
          </Pill>
        ))}
      </td>
    </tr>
  )
}

/** Days that count as lately. */
const fresh = 14
const daysBefore = (day: string, days: number) =>
  new Date(Date.parse(day) - days * 86_400_000).toISOString().slice(0, 10)

/** How many signals, with a bar on a scale of digits, and how lately; a hole where this voice is missed. */
function HeardCell(props: { cell: CoverageCell; most: number; hole: boolean; on: string }) {
  const { cell, most, hole, on } = props
  const { t } = useTranslation(['goals', 'common'])
  const format = useFormat()
  const { source, signals, lastHeardOn } = cell
  const style = { '--hue': sourceHue(source) } as React.CSSProperties
  const label = t(`common:source.${source}`)
  // Only what is not fresh is worth a line.
  const last = lastHeardOn && lastHeardOn < daysBefore(on, fresh) && (
    <small>{t('coverage.last', { date: format.date(lastHeardOn) })}</small>
  )
  if (signals === 0)
    return (
      <td
        className={classes.cell}
        data-hole={hole || undefined}
        data-none={(!hole && !last) || undefined}
        data-label={label}
        style={style}
      >
        <span className={hole ? classes.gap : 'muted'}>{hole ? t('coverage.gap') : '–'}</span>
        {last}
      </td>
    )
  const width = signals === null ? 8 : (100 * Math.log1p(signals)) / Math.log1p(most)
  return (
    <td className={classes.cell} data-label={label} style={style}>
      <span className="number">{signals === null ? t('few') : format.count(signals)}</span>
      <span className={classes.amount} style={{ width: `${width}%` }} aria-hidden="true" />
      {last}
    </td>
  )
}

function SaveCoverage({ coverage, rows }: { coverage: Coverage; rows: readonly CoverageRow[] }) {
  const { t } = useTranslation(['goals', 'common'])
  return (
    <SaveMenu
      name={t('coverage.title')}
      png={null}
      svg={null}
      table={() => ({
        columns: [
          t('coverage.journey'),
          t('coverage.stage'),
          t('coverage.touchpoint'),
          ...coverage.sources.flatMap(({ source }) => [
            t(`common:source.${source}`),
            `${t(`common:source.${source}`)}: ${t('coverage.lastHeard')}`,
          ]),
          t('coverage.owner'),
          t('coverage.missing'),
        ],
        rows: rows.map((row) => [
          row.journey,
          row.stage,
          row.name,
          ...row.cells.flatMap((cell) => [cell.signals ?? t('few'), cell.lastHeardOn]),
          row.owner?.name,
          row.holes.map((hole) => t(`hole.${hole}`)).join('; '),
        ]),
      })}
    />
  )
}
