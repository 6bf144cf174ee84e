import { Button } from '@mantine/core'
import type { Person, ResponseOf } from '@tandem/contract'
import { type InfiniteData, type QueryClient, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiProblem } from '../../app/api.ts'
import { NotFound } from '../../app/error-pages.tsx'
import { useApi } from '../../app/queries.ts'
import { UnitLink } from '../../app/room-link.tsx'
import { useCan } from '../../app/session.ts'
import { Card } from '../../ui/card.tsx'
import { useFormat } from '../../ui/format.ts'
import { Em, HeadlineSentence } from '../../ui/headline.tsx'
import { Rich } from '../../ui/rich.tsx'
import { ShortTable } from '../../ui/short-table.tsx'
import { BlockSkeleton, PageSkeleton } from '../../ui/skeletons.tsx'
import { EmptyState, ErrorState } from '../../ui/states.tsx'
import classes from '../link.module.css'
import { Span } from '../span.tsx'
import { today } from '../today.ts'
import { EraseDialog } from './erase-dialog.tsx'
import { PersonDrawer } from './person-drawer.tsx'
import { Timeline, type Track } from './timeline.tsx'

type Details = ResponseOf<'GET /api/v1/people/{id}'>

/** One person: where they belong, what was true of them when, and what can be done about it. */
export default function PersonPage() {
  const { id } = useParams({ strict: false })
  const answer = useApi('GET /api/v1/people/{id}', { params: { id: id ?? '' } })
  const client = useQueryClient()
  if (answer.isPending) {
    const known = knownPerson(client, id)
    if (!known) return <PageSkeleton />
    // Who comes from the list is named at once; the rest of the sentence follows.
    return (
      <>
        <HeadlineSentence more={'\u00a0'}>
          <Em>{known.name ?? known.key}</Em>
        </HeadlineSentence>
        <BlockSkeleton height={280} />
      </>
    )
  }
  if (answer.error instanceof ApiProblem && answer.error.status === 404) return <NotFound />
  if (answer.isError) return <ErrorState page error={answer.error} onRetry={() => answer.refetch()} />
  return <Shown details={answer.data} />
}

/** The person as a list of people showed them before. */
function knownPerson(client: QueryClient, id: string | undefined): Person | undefined {
  const lists = client.getQueriesData<InfiniteData<ResponseOf<'GET /api/v1/people'>>>({
    queryKey: ['GET /api/v1/people', 'pages'],
  })
  return lists
    .flatMap(([, list]) => list?.pages ?? [])
    .flatMap((page) => page.items)
    .find((person) => person.id === id)
}

function Shown({ details }: { details: Details }) {
  const { t } = useTranslation('link')
  const can = useCan()
  const [doing, setDoing] = useState<'look' | 'edit' | 'erase'>('look')
  const { person } = details
  const look = () => setDoing('look')
  const tracks = useTracks(details)
  return (
    <>
      <HeadlineSentence more={<More details={details} />}>
        <Sentence details={details} />
      </HeadlineSentence>
      <div className={classes.actions} style={{ marginBottom: 22 }}>
        {can('people.write') && <Button onClick={() => setDoing('edit')}>{t('person.edit')}</Button>}
        {can('people.erase') && (
          <Button variant="default" onClick={() => setDoing('erase')}>
            {t('erase.open')}
          </Button>
        )}
      </div>
      <Card title={t('person.timeline')} subtitle={t('person.timelineMore')}>
        {tracks.length > 0 ? (
          <Timeline tracks={tracks} />
        ) : (
          <EmptyState compact title={t('person.nothing')} />
        )}
      </Card>
      {tracks.length > 0 && (
        <Card flush title={t('person.table')}>
          <Words tracks={tracks} />
        </Card>
      )}
      {doing === 'edit' && <PersonDrawer person={person} onClose={look} />}
      {doing === 'erase' && <EraseDialog person={person} onClose={look} />}
    </>
  )
}

function Sentence({ details }: { details: Details }) {
  const { t } = useTranslation('link')
  const format = useFormat()
  const { person, units } = details
  const day = today()
  const now = units.find((u) => (u.from ?? '') <= day && (u.to === null || day < u.to))
  const name = person.name ?? person.key
  if (!now) return <Rich text={t('person.nowhere', { name })} marks={{ e: (text) => <Em>{text}</Em> }} />
  const since = now.from ? t('span.from', { from: format.date(now.from) }) : t('span.always')
  const unit = now.unitName ?? t('person.outside')
  return (
    <Rich
      text={t(person.kind === 'employee' ? 'person.at' : 'person.atKnown', { name, unit, since })}
      marks={{ e: (text) => <Em>{text}</Em> }}
    />
  )
}

function More({ details }: { details: Details }) {
  const { t } = useTranslation('link')
  const { person, units } = details
  const unit = units.find((u) => u.unitId !== null && u.unitId === person.unitId)?.unitName
  const parts: { key: string; node: ReactNode }[] = [
    { key: 'who', node: t(`person.${person.kind}`, { key: person.key }) },
    ...(person.email ? [{ key: 'mail', node: person.email }] : []),
    ...(person.unitId && unit
      ? [{ key: 'unit', node: <UnitLink id={person.unitId}>{t('person.openUnit', { unit })}</UnitLink> }]
      : []),
  ]
  return (
    <>
      {parts.map(({ key, node }, i) => (
        <span key={key}>
          {i > 0 && ' · '}
          {node}
        </span>
      ))}
      <br />
      {t('person.signals', { count: details.signals })} {t('person.noted')}{' '}
      <Link to="/sites" search={{ tab: 'people' }}>
        {t('person.back')}
      </Link>
    </>
  )
}

/** Units first, then each fact by name. */
function useTracks({ units, history }: Details): Track[] {
  const { t } = useTranslation('link')
  const places = units.map((u) => ({ value: u.unitName ?? t('person.outside'), from: u.from, to: u.to }))
  const facts = Map.groupBy(history, (fact) => fact.key)
  return [
    ...(places.length > 0 ? [{ name: t('person.unit'), held: places }] : []),
    ...[...facts].map(([name, held]) => ({ name, held })),
  ]
}

function Words({ tracks }: { tracks: readonly Track[] }) {
  const { t } = useTranslation('link')
  const rows = tracks.flatMap((track) => track.held.map((held) => ({ ...held, what: track.name })))
  return (
    <ShortTable
      label={t('person.table')}
      rows={rows}
      rowKey={(row) => `${row.what} ${row.from}`}
      columns={[
        { key: 'what', header: t('person.what'), value: (row) => row.what },
        { key: 'value', header: t('person.value'), value: (row) => row.value },
        {
          key: 'when',
          header: t('person.when'),
          value: (row) => row.from,
          cell: (row) => <Span from={row.from} to={row.to} />,
        },
      ]}
    />
  )
}
