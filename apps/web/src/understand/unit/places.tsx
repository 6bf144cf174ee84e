import type { Source, Standing, Unit } from '@tandem/contract'
import { useQueries } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { apiQuery } from '../../app/queries.ts'
import { RoomLink } from '../../app/room-link.tsx'
import { useScope } from '../../app/scope.ts'
import { Card, Pill } from '../../ui/card.tsx'
import { useFormat } from '../../ui/format.ts'
import { Estimate, RankRange } from '../../ui/interval-bar.tsx'
import { ListSkeleton } from '../../ui/skeletons.tsx'
import { SourceBadge } from '../../ui/source-badge.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { mainOf } from '../metrics.ts'
import { sure } from '../standings/message.ts'
import type { Overview } from './message.ts'
import classes from './unit.module.css'

const voices: readonly Source[] = ['customer', 'employee', 'service_test', 'audit']

/** Where the unit stands by the main metric of each source. */
export function Places({ unit, overview }: { unit: Unit; overview: Overview }) {
  const { t } = useTranslation('understand')
  const { scope } = useScope()
  const known = overview.trends.map((trend) => trend.metric)
  const metrics = voices.flatMap((source) => mainOf(known, source) ?? [])
  const period = { ...(scope.from ? { from: scope.from } : {}), ...(scope.to ? { to: scope.to } : {}) }
  const answers = useQueries({
    queries: metrics.map((m) => ({
      ...apiQuery('GET /api/v1/standings', { query: { ...period, metrics: m.key, level: unit.kind } }),
      // On too few units or readings the server refuses; the row is then left out.
      retry: false,
    })),
  })
  const rows = metrics.flatMap((metric, i) => {
    const data = answers[i]?.data
    const own = data?.items.find((s) => s.unitId === unit.id)
    return data && own ? [{ metric, own, of: data.howWeKnow.units ?? data.items.length }] : []
  })
  const waiting = answers.some((a) => a.isPending)
  return (
    <Card
      title={t('places.title', { peers: t(`peers.${unit.kind}`) })}
      aside={
        <span className="small">
          <RoomLink to={`/standings?level=${unit.kind}`} route="/standings">
            {t('places.all')}
          </RoomLink>
        </span>
      }
    >
      {rows.length === 0 && waiting && <ListSkeleton rows={4} />}
      {rows.length === 0 && !waiting && <EmptyState compact title={t('places.none')} />}
      <ul className={classes.places}>
        {rows.map(({ metric, own, of }) => (
          <li key={metric.key}>
            <SourceBadge source={metric.source}>{metric.name}</SourceBadge>
            <Estimate value={own.estimate} interval={own.interval} />
            <RankRange rank={own.rank} of={of} />
            <Verdict own={own} of={of} />
          </li>
        ))}
      </ul>
    </Card>
  )
}

function Verdict({ own, of }: { own: Standing; of: number }) {
  const { t } = useTranslation('understand')
  const format = useFormat()
  if (own.probabilityBottom > sure)
    return <Pill tone="worse">{t('places.bottom', { p: format.probability(own.probabilityBottom) })}</Pill>
  if (own.probabilityTop > sure)
    return <Pill tone="better">{t('places.top', { p: format.probability(own.probabilityTop) })}</Pill>
  const range = {
    lower: format.count(own.rank.lower),
    upper: format.count(own.rank.upper),
    of: format.count(of),
  }
  return <span className="muted small number">{t('standings.tip.rank', range)}</span>
}
