import { Button } from '@mantine/core'
import type { Journey } from '@tandem/contract'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan, useMe } from '../../app/session.ts'
import { Card } from '../../ui/card.tsx'
import { HowWeKnow } from '../../ui/how-we-know.tsx'
import { PageSkeleton } from '../../ui/skeletons.tsx'
import { EmptyState, ErrorState } from '../../ui/states.tsx'
import { useUrl } from '../../understand/use-url.ts'
import { CsvMenu } from '../csv-menu.tsx'
import { type Draft, draftOf, starter } from './draft.ts'
import { JourneysHeadline } from './headline.tsx'
import { JourneyBoard } from './journey-board.tsx'
import { JourneyEditor } from './journey-editor.tsx'
import classes from './journeys.module.css'
import { worstFirst } from './message.ts'
import { Part } from './part.tsx'
import type { Point } from './scores.ts'
import { parseJourneysSearch } from './search.ts'
import { SoreList } from './sore-list.tsx'
import { usePoints } from './use-points.ts'

/** The ways customers take: where they hurt, whose part that is, and each way stage by stage. */
export default function Journeys() {
  const { t } = useTranslation('journeys')
  const [search, setSearch] = useUrl(parseJourneysSearch)
  const data = usePoints()
  const me = useMe()
  const { journeys, scores, drawn, points, known, may, nameOf } = data
  if (journeys.isPending || (may && scores.isPending && !scores.isError)) return <PageSkeleton />
  if (journeys.isError) return <ErrorState page error={journeys.error} onRetry={() => journeys.refetch()} />
  const [worst] = worstFirst(points)
  const own = ownPart(points, me.scope?.id)
  const setPart = (part: string | undefined) => setSearch({ part })
  const part = search.part
  return (
    <>
      <JourneysHeadline points={points} known={known} recentFrom={scores.data?.recentFrom} nameOf={nameOf} />
      {scores.isError && (
        <Card>
          <ErrorState compact error={scores.error} onRetry={() => scores.refetch()} />
        </Card>
      )}
      {drawn.length > 0 && (
        <nav className={classes.views} aria-label={t('views.label')}>
          <button type="button" aria-pressed={!part} onClick={() => setPart(undefined)}>
            {t('views.journeys')}
          </button>
          <button
            type="button"
            aria-pressed={part !== undefined}
            onClick={() => setPart(part ?? own ?? worst?.touchpoint.ownerUnitId ?? firstOwner(points))}
          >
            {t(own ? 'views.yourPart' : 'views.part')}
          </button>
          {scores.data && (
            <span className={classes.how}>
              <HowWeKnow facts={scores.data.howWeKnow} />
            </span>
          )}
        </nav>
      )}
      {part !== undefined ? (
        <Part
          part={part}
          points={points}
          worst={worst?.touchpoint.id}
          known={known}
          nameOf={nameOf}
          onChange={setPart}
        />
      ) : (
        <Boards
          drawn={drawn}
          points={points}
          worst={worst}
          known={known}
          nameOf={nameOf}
          chosen={search.journey}
          onChoose={(journey) => setSearch({ journey })}
          onPart={setPart}
        />
      )}
    </>
  )
}

/** The unit whose part someone wants to see first: their own, when it owns a touchpoint. */
function ownPart(points: readonly Point[], unitId: string | undefined): string | undefined {
  return unitId && points.some((p) => p.touchpoint.ownerUnitId === unitId) ? unitId : undefined
}

function firstOwner(points: readonly Point[]): string | undefined {
  return points.flatMap((p) => p.touchpoint.ownerUnitId ?? [])[0] ?? 'none'
}

/** A journey belongs to the whole company, so a role that is limited to a unit only reads it. */
function useMayDraw(): boolean {
  const can = useCan()
  const me = useMe()
  return can('journeys.write') && !me.scope
}

interface BoardsProps {
  readonly drawn: readonly Journey[]
  readonly points: readonly Point[]
  readonly worst: Point | undefined
  readonly known: boolean
  readonly nameOf: (unitId: string) => string | undefined
  readonly chosen: string | undefined
  readonly onChoose: (key: string) => void
  readonly onPart: (unitId: string) => void
}

/** One journey at a time, the one that hurts most first; below it all touchpoints that need somebody. */
function Boards(props: BoardsProps) {
  const { drawn, points, worst, known, nameOf, chosen, onChoose, onPart } = props
  const { t } = useTranslation('link')
  const [draft, setDraft] = useState<Draft | null>(null)
  const may = useMayDraw()
  const shown =
    drawn.find((j) => j.key === chosen) ?? drawn.find((j) => j.id === worst?.journey.id) ?? drawn[0]
  const draw = () =>
    setDraft(
      starter(drawn.length > 0 ? '' : t('journeys.starter.name'), [
        t('journeys.starter.before'),
        t('journeys.starter.during'),
        t('journeys.starter.after'),
      ]),
    )
  if (draft) return <JourneyEditor start={draft} journeys={drawn} onDone={() => setDraft(null)} />
  if (!shown) return <Empty onDraw={draw} />
  return (
    <>
      <Card
        title={<Tabs drawn={drawn} points={points} shown={shown} onChoose={onChoose} />}
        aside={
          <>
            {may && (
              <>
                <Button
                  variant="default"
                  size="compact-md"
                  aria-label={t('journeys.editOf', { name: shown.name })}
                  onClick={() => setDraft(draftOf(shown))}
                >
                  {t('journeys.edit')}
                </Button>
                <Button
                  variant="subtle"
                  size="compact-md"
                  leftSection={<Plus size={15} aria-hidden="true" />}
                  onClick={draw}
                >
                  {t('journeys.add')}
                </Button>
              </>
            )}
            <CsvMenu what="journeys" compact />
          </>
        }
      >
        <JourneyBoard
          journey={shown}
          points={points}
          worst={worst?.touchpoint.id}
          known={known}
          nameOf={nameOf}
        />
      </Card>
      {known && <SoreList points={points} worst={worst?.touchpoint.id} nameOf={nameOf} onPart={onPart} />}
    </>
  )
}

interface TabsProps {
  readonly drawn: readonly Journey[]
  readonly points: readonly Point[]
  readonly shown: Journey
  readonly onChoose: (key: string) => void
}

/** The journeys by name, with how many of their touchpoints need somebody. */
function Tabs({ drawn, points, shown, onChoose }: TabsProps) {
  const { t } = useTranslation('journeys')
  const needy = new Map(Map.groupBy(worstFirst(points), (p) => p.journey.id))
  return (
    <span className={classes.tabs}>
      {drawn.map((journey) => {
        const count = needy.get(journey.id)?.length ?? 0
        return (
          <button
            key={journey.id}
            type="button"
            aria-pressed={journey.id === shown.id}
            onClick={() => onChoose(journey.key)}
          >
            {journey.name}
            {count > 0 && <small>{t('views.needy', { count })}</small>}
          </button>
        )
      })}
    </span>
  )
}

function Empty({ onDraw }: { onDraw: () => void }) {
  const { t } = useTranslation('link')
  const may = useMayDraw()
  return (
    <Card>
      <EmptyState
        title={t('journeys.empty')}
        action={
          may && (
            <>
              <Button onClick={onDraw}>{t('journeys.first')}</Button> <CsvMenu what="journeys" />
            </>
          )
        }
      >
        {t(may ? 'journeys.emptyMore' : 'journeys.emptyRead')}
      </EmptyState>
    </Card>
  )
}
