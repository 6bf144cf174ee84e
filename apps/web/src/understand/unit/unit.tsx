import type { Change, Comment } from '@tandem/contract'
import { useParams } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiProblem } from '../../app/api.ts'
import { NotFound } from '../../app/error-pages.tsx'
import { useApi } from '../../app/queries.ts'
import { RoomLink, UnitLink } from '../../app/room-link.tsx'
import { useScope } from '../../app/scope.ts'
import { Card, Cards } from '../../ui/card.tsx'
import { useFormat } from '../../ui/format.ts'
import { Em, HeadlineSentence } from '../../ui/headline.tsx'
import { HowWeKnow } from '../../ui/how-we-know.tsx'
import { Rich } from '../../ui/rich.tsx'
import { joinSentences } from '../../ui/sentences.ts'
import { PageSkeleton } from '../../ui/skeletons.tsx'
import { EmptyState, ErrorState } from '../../ui/states.tsx'
import { Quote } from '../voices/quote.tsx'
import quotes from '../voices/voices.module.css'
import { AgainstPeers } from './against-peers.tsx'
import { Around } from './around.tsx'
import { asComment } from './as-comment.ts'
import { useChangeWords } from './change-words.ts'
import { LearnFrom } from './learn-from.tsx'
import { against, type Overview, type UnitDetails, unitMessage } from './message.ts'
import { People } from './people.tsx'
import { Places } from './places.tsx'
import { SourceTrends } from './source-trends.tsx'
import { Touchpoints } from './touchpoints.tsx'

/** A unit on one page: against its peers, over time, in people's words, and what is around it. */
export default function UnitPage() {
  const { unitId = '' } = useParams({ strict: false })
  const { scope } = useScope()
  const details = useApi('GET /api/v1/units/{id}', { params: { id: unitId } })
  const period = { ...(scope.from ? { from: scope.from } : {}), ...(scope.to ? { to: scope.to } : {}) }
  const overview = useApi('GET /api/v1/units/{id}/overview', { params: { id: unitId }, query: period })
  const changes = useApi('GET /api/v1/changes', { query: { ...period, unitId } })
  const failed = details.error ?? overview.error
  if (failed instanceof ApiProblem && failed.status === 404) return <NotFound />
  if (failed)
    return (
      <ErrorState page error={failed} onRetry={() => Promise.all([details.refetch(), overview.refetch()])} />
    )
  if (!details.data || !overview.data) return <PageSkeleton />
  // A page without its changes is still a page; without waiting the sentence would change under the reader's eyes.
  if (changes.isPending) return <PageSkeleton />
  return (
    <UnitView
      key={unitId}
      details={details.data}
      overview={overview.data}
      changes={changes.data?.items ?? noChanges}
    />
  )
}

const noChanges: readonly Change[] = []

interface UnitViewProps {
  readonly details: UnitDetails
  readonly overview: Overview
  readonly changes: readonly Change[]
}

function UnitView({ details, overview, changes }: UnitViewProps) {
  const { t } = useTranslation(['understand', 'unit'])
  const { unit } = details
  const rows = useMemo(() => against(overview.comparisons), [overview])
  const heard = overview.trends.length > 0
  return (
    <>
      <UnitHeadline details={details} overview={overview} rows={rows} changes={changes} />
      {heard && (
        <Card
          title={t('unit.trends')}
          subtitle={t('unit:trend.moreLimits')}
          aside={<HowWeKnow facts={overview.howWeKnow} />}
        >
          <SourceTrends name={unit.name} overview={overview} changes={changes} />
        </Card>
      )}
      <Cards wide>
        {rows.length > 0 && <AgainstPeers rows={rows} level={unit.kind} />}
        <div>
          {heard && <Places unit={unit} overview={overview} />}
          <LearnFrom overview={overview} changes={changes} />
          <Latest overview={overview} unitId={unit.id} changes={changes} />
        </div>
      </Cards>
      <Cards>
        <Touchpoints overview={overview} details={details} />
        <People overview={overview} unitId={unit.id} />
      </Cards>
      <Around details={details} />
    </>
  )
}

function UnitHeadline(props: UnitViewProps & { rows: ReturnType<typeof against> }) {
  const { t } = useTranslation('understand')
  const format = useFormat()
  const words = useChangeWords()
  const { details, overview, rows, changes } = props
  const { unit, ancestors } = details
  const employees = overview.people?.employees ?? details.employees
  const message = unitMessage(rows, changes)
  const name = unit.name
  const sentence = () => {
    switch (message.kind) {
      case 'changed':
        return words.sentence(message.change)
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
    t: (text: string) => (
      <Em tone={message.kind === 'changed' && message.change.good ? 'better' : 'worse'}>{text}</Em>
    ),
  }
  const more = (
    <>
      {message.kind === 'changed' && (
        <>
          {joinSentences(words.details(message.change))}
          <br />
          {name} ·{' '}
        </>
      )}
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

/** Of a department's work others write: half of the words are then those that came with the change. None twice. */
function lastWords({ comments }: Overview, changes: readonly Change[]): Comment[] {
  const work = changes.find((c) => c.place.kind === 'named' && c.share > 0.95)
  const quoted = (work?.quotes ?? []).slice(0, comments.length > 0 ? 3 : 6).map(asComment)
  const all = [...quoted, ...comments]
  return all.filter((c, i) => all.findIndex((other) => other.text === c.text) === i).slice(0, 6)
}

interface LatestProps {
  readonly overview: Overview
  readonly unitId: string
  readonly changes: readonly Change[]
}

/** The last things people said about the unit. */
function Latest({ overview, unitId, changes }: LatestProps) {
  const { t } = useTranslation('understand')
  const comments = useMemo(() => lastWords(overview, changes), [overview, changes])
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
          {comments.map((comment) => (
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
