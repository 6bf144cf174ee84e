import type { ResponseOf } from '@tandem/contract'
import { useParams } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/queries.ts'
import { RoomLink, UnitLink } from '../../app/room-link.tsx'
import { useScope } from '../../app/scope.ts'
import { Card, Cards } from '../../ui/card.tsx'
import { useFormat } from '../../ui/format.ts'
import { Em, HeadlineSentence } from '../../ui/headline.tsx'
import { HowWeKnow } from '../../ui/how-we-know.tsx'
import { Rich } from '../../ui/rich.tsx'
import { PageSkeleton } from '../../ui/skeletons.tsx'
import { EmptyState, ErrorState } from '../../ui/states.tsx'
import { Quote } from '../voices/quote.tsx'
import quotes from '../voices/voices.module.css'
import { AgainstPeers } from './against-peers.tsx'
import { Around } from './around.tsx'
import { against, type Overview, unitMessage } from './message.ts'
import { Places } from './places.tsx'
import { SourceTrends } from './source-trends.tsx'

export type UnitDetails = ResponseOf<'GET /api/v1/units/{id}'>

/** A unit on one page: against its peers, over time, in people's words, and what is around it. */
export default function UnitPage() {
  const { unitId = '' } = useParams({ strict: false })
  const { scope } = useScope()
  const details = useApi('GET /api/v1/units/{id}', { params: { id: unitId } })
  const period = { ...(scope.from ? { from: scope.from } : {}), ...(scope.to ? { to: scope.to } : {}) }
  const overview = useApi('GET /api/v1/units/{id}/overview', { params: { id: unitId }, query: period })
  const failed = details.error ?? overview.error
  if (failed)
    return <ErrorState error={failed} onRetry={() => Promise.all([details.refetch(), overview.refetch()])} />
  if (!details.data || !overview.data) return <PageSkeleton />
  return <UnitView key={unitId} details={details.data} overview={overview.data} />
}

function UnitView({ details, overview }: { details: UnitDetails; overview: Overview }) {
  const { t } = useTranslation('understand')
  const { unit } = details
  const rows = useMemo(() => against(overview.comparisons), [overview])
  const heard = overview.trends.length > 0
  return (
    <>
      <UnitHeadline details={details} overview={overview} rows={rows} />
      {heard && (
        <Card
          title={t('unit.trends')}
          subtitle={t('unit.trendsMore')}
          aside={<HowWeKnow facts={overview.howWeKnow} />}
        >
          <SourceTrends name={unit.name} overview={overview} />
        </Card>
      )}
      <Cards wide>
        {rows.length > 0 && <AgainstPeers rows={rows} level={unit.kind} />}
        <div>
          {heard && <Places unit={unit} overview={overview} />}
          <Latest overview={overview} unitId={unit.id} />
        </div>
      </Cards>
      <Around details={details} />
    </>
  )
}

function UnitHeadline(props: { details: UnitDetails; overview: Overview; rows: ReturnType<typeof against> }) {
  const { t } = useTranslation('understand')
  const format = useFormat()
  const { details, overview, rows } = props
  const { unit, ancestors, employees } = details
  const message = unitMessage(rows)
  const name = unit.name
  const sentence = () => {
    switch (message.kind) {
      case 'silent':
        return t('unit.silent', { name })
      case 'alike':
        return t('unit.alike', { name, count: message.of })
      case 'weak':
        return t('unit.weak', {
          name,
          count: message.count,
          of: format.count(message.of),
          most: message.most.name,
        })
      case 'strong':
        return t('unit.strong', {
          name,
          count: message.count,
          of: format.count(message.of),
          most: message.most.name,
        })
      case 'mixed': {
        const { weak, strong, worst, best } = message
        return t('unit.mixed', { name, weak, strong, worst: worst.name, best: best.name })
      }
    }
  }
  const marks = {
    e: (text: string) => <Em>{text}</Em>,
    w: (text: string) => <Em tone="worse">{text}</Em>,
    b: (text: string) => <Em tone="better">{text}</Em>,
  }
  const more = (
    <>
      {t(`level.${unit.kind}`)}
      {ancestors.map((a) => (
        <span key={a.id}>
          {' · '}
          <UnitLink id={a.id}>{a.name}</UnitLink>
        </span>
      ))}
      {employees > 0 && ` · ${t('unit.employees', { count: employees })}`}
      {overview.howWeKnow.n > 0 && ` · ${t('unit.readings', { count: overview.howWeKnow.n })}`}
      {message.kind === 'silent' && ` · ${t('unit.silentMore')}`}
    </>
  )
  return (
    <HeadlineSentence more={more}>
      <Rich text={sentence()} marks={marks} />
    </HeadlineSentence>
  )
}

/** The last things people said about the unit. */
function Latest({ overview, unitId }: { overview: Overview; unitId: string }) {
  const { t } = useTranslation('understand')
  const { comments } = overview
  const metrics = useMemo(() => overview.trends.map((trend) => trend.metric), [overview])
  return (
    <Card
      title={t('unit.comments')}
      aside={comments.length > 0 && <VoicesLink unitId={unitId}>{t('unit.allComments')}</VoicesLink>}
    >
      {comments.length === 0 ? (
        <EmptyState compact title={t('unit.noComments')} />
      ) : (
        <ul className={quotes.list}>
          {comments.slice(0, 6).map((comment) => (
            <Quote
              key={comment.id}
              comment={comment}
              metrics={metrics}
              withUnit={comment.unitId !== unitId}
            />
          ))}
        </ul>
      )}
    </Card>
  )
}

function VoicesLink({ unitId, children }: { unitId: string; children: string }) {
  return (
    <span className="small">
      <RoomLink to={`/voices?unit=${unitId}`} route="/voices">
        {children}
      </RoomLink>
    </span>
  )
}
