import { SegmentedControl } from '@mantine/core'
import type { Band, Linkage, Metric, UnitKind } from '@tandem/contract'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/queries.ts'
import { useScope } from '../../app/scope.ts'
import { Card } from '../../ui/card.tsx'
import { useFormat } from '../../ui/format.ts'
import { HowWeKnow } from '../../ui/how-we-know.tsx'
import { Estimate, IntervalBar } from '../../ui/interval-bar.tsx'
import { Rich } from '../../ui/rich.tsx'
import { ShortTable } from '../../ui/short-table.tsx'
import { ListSkeleton } from '../../ui/skeletons.tsx'
import { EmptyState, ErrorState } from '../../ui/states.tsx'
import type { Column } from '../../ui/table-model.ts'
import { signedEstimate } from '../signed.ts'
import { useAmounts } from './amounts.ts'
import { turnoverCuts, turnoverOf } from './choose.ts'
import classes from './linkage.module.css'
import { bandMessage } from './message.ts'
import type { LinkageSearch, PanelGrain } from './search.ts'

interface BandsProps {
  readonly metrics: readonly Metric[]
  readonly linkage: Linkage
  readonly level: UnitKind
  readonly grain: PanelGrain
  readonly search: LinkageSearch
  readonly onChange: (change: Partial<LinkageSearch>) => void
}

/** The outcome by bands of turnover, or of the chosen metric. */
export function Bands({ metrics, linkage, level, grain, search, onChange }: BandsProps) {
  const { t } = useTranslation('linkage')
  const { query } = useScope()
  const { driver, outcome } = linkage
  const turnover = turnoverOf(metrics)
  const byTurnover = turnover !== undefined && turnover.key !== outcome.key && search.bands !== 'driver'
  const asked = useApi(
    'GET /api/v1/linkage',
    {
      query: {
        ...query,
        driver: turnover?.key ?? '',
        outcome: outcome.key,
        level,
        grain,
        maxLag: 0,
        cuts: turnoverCuts.join(','),
      },
    },
    { enabled: byTurnover, keepPrevious: true },
  )
  const shown = byTurnover ? asked.data : linkage
  return (
    <Card
      title={t('bands.title', { outcome: outcome.name, by: (byTurnover ? turnover : driver).name })}
      subtitle={t('bands.subtitle', { places: t(`places.${level}`) })}
      aside={shown && <HowWeKnow facts={shown.howWeKnow} />}
    >
      {turnover && turnover.key !== driver.key && turnover.key !== outcome.key && (
        <SegmentedControl
          className={classes.choice}
          size="xs"
          aria-label={t('bands.by')}
          value={byTurnover ? 'turnover' : 'driver'}
          data={[
            { value: 'turnover', label: turnover.name },
            { value: 'driver', label: driver.name },
          ]}
          onChange={(value) => onChange({ bands: value === 'driver' ? 'driver' : undefined })}
        />
      )}
      {byTurnover && asked.isError && (
        <ErrorState compact error={asked.error} onRetry={() => asked.refetch()} />
      )}
      {!shown && !asked.isError && <ListSkeleton rows={5} />}
      {shown && <BandTable linkage={shown} level={level} />}
    </Card>
  )
}

function BandTable({ linkage, level }: { linkage: Linkage; level: UnitKind }) {
  const { t } = useTranslation('linkage')
  const columns = useColumns(linkage, level)
  if (linkage.bands.length === 0) return <EmptyState compact title={t('bands.none')} />
  return (
    <>
      <p className={classes.said}>
        <BandSentence linkage={linkage} level={level} />
      </p>
      <div className={classes.bleed}>
        <ShortTable
          label={t('bands.label', { outcome: linkage.outcome.name, by: linkage.driver.name })}
          columns={columns}
          rows={linkage.bands}
          rowKey={(band) => String(band.from)}
        />
      </div>
    </>
  )
}

function BandSentence({ linkage, level }: { linkage: Linkage; level: UnitKind }) {
  const { t } = useTranslation('linkage')
  const amounts = useAmounts()
  const name = useBandName(linkage.driver)
  const message = bandMessage(linkage.bands)
  if (!message) return null
  const { estimate, interval } = message.difference
  const words = {
    places: t(`places.${level}`),
    low: name(message.lowest),
    high: name(message.highest),
    driver: linkage.driver.name,
    outcome: linkage.outcome.name,
    difference: amounts.of(linkage.outcome, estimate, interval),
    range: amounts.range(interval),
  }
  const key = message.kind === 'alike' ? 'alike' : estimate > 0 ? 'above' : 'below'
  return <Rich text={t(`bands.${key}`, words)} marks={{ e: (text) => <strong>{text}</strong> }} />
}

/** A band in words: "below 3 %", "3 to 6 %", "12 % and more". */
function useBandName(driver: Metric): (band: Band) => string {
  const { t } = useTranslation('linkage')
  const format = useFormat()
  return ({ from, to }) => {
    const number = (value: number | null) => format.number(value ?? 0, 2)
    const measured = (value: number | null) => format.unit(number(value), driver.unitLabel)
    if (from === null) return t('bands.under', { to: measured(to) })
    if (to === null) return t('bands.over', { from: measured(from) })
    return t('bands.range', { from: number(from), to: measured(to) })
  }
}

function useColumns({ bands, driver }: Linkage, level: UnitKind): readonly Column<Band>[] {
  const { t } = useTranslation(['linkage', 'understand'])
  const format = useFormat()
  const name = useBandName(driver)
  const means = useMemo(() => bands.flatMap(({ mean }) => mean ?? []), [bands])
  const low = Math.min(...means.map((m) => m.interval.lower))
  const high = Math.max(...means.map((m) => m.interval.upper))
  return [
    { key: 'band', header: t('bands.band'), value: name },
    {
      key: 'units',
      header: t(`places.${level}`),
      align: 'end',
      width: 68,
      wideOnly: true,
      value: (band) => band.units,
      cell: (band) => format.count(band.units),
    },
    {
      key: 'mean',
      header: t('bands.mean'),
      align: 'end',
      width: 110,
      value: (band) => band.mean?.estimate ?? null,
      cell: (band) =>
        band.mean ? <Estimate value={band.mean.estimate} interval={band.mean.interval} /> : '–',
    },
    {
      key: 'plot',
      header: t('bands.plot'),
      width: 112,
      wideOnly: true,
      value: () => null,
      cell: (band) =>
        band.mean && (
          <IntervalBar
            value={band.mean.estimate}
            interval={band.mean.interval}
            min={low}
            max={high}
            tone="customer"
          />
        ),
    },
    {
      key: 'difference',
      header: t('bands.difference'),
      align: 'end',
      width: 112,
      value: (band) => band.difference?.estimate ?? null,
      cell: ({ difference }) =>
        difference ? (
          <span className={classes.figure}>
            {signedEstimate(format, difference.estimate, difference.interval)}
            <small>{format.plusMinus(difference.interval)}</small>
          </span>
        ) : (
          '–'
        ),
    },
  ]
}
