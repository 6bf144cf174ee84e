import { Button } from '@mantine/core'
import type { Journey } from '@tandem/contract'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/queries.ts'
import { useCan, useMe } from '../../app/session.ts'
import { Card } from '../../ui/card.tsx'
import { ListSkeleton } from '../../ui/skeletons.tsx'
import { EmptyState, ErrorState } from '../../ui/states.tsx'
import { type Draft, draftOf, starter } from './draft.ts'
import { JourneyBoard } from './journey-board.tsx'
import { JourneyEditor } from './journey-editor.tsx'
import classes from './journeys.module.css'

/** The ways customers take, stage by stage, with who answers for each touchpoint. */
export default function Journeys() {
  const { t } = useTranslation('link')
  const journeys = useApi('GET /api/v1/journeys')
  const [draft, setDraft] = useState<Draft | null>(null)
  const may = useMayDraw()
  if (journeys.isPending) return <ListSkeleton />
  if (journeys.isError) return <ErrorState error={journeys.error} onRetry={() => journeys.refetch()} />
  const { items } = journeys.data
  const draw = () =>
    setDraft(
      starter(items.length > 0 ? '' : t('journeys.starter.name'), [
        t('journeys.starter.before'),
        t('journeys.starter.during'),
        t('journeys.starter.after'),
      ]),
    )
  const stop = () => setDraft(null)
  return (
    <>
      {items.length === 0 && !draft && <Empty onDraw={draw} />}
      {items.map((journey) =>
        draft?.key === journey.key ? (
          <JourneyEditor key={journey.id} start={draft} journeys={items} onDone={stop} />
        ) : (
          <Shown
            key={journey.id}
            journey={journey}
            onEdit={may && !draft ? () => setDraft(draftOf(journey)) : null}
          />
        ),
      )}
      {draft?.key === null && <JourneyEditor start={draft} journeys={items} onDone={stop} />}
      {may && items.length > 0 && !draft && (
        <div className={classes.add}>
          <Button variant="default" leftSection={<Plus size={15} aria-hidden="true" />} onClick={draw}>
            {t('journeys.add')}
          </Button>
        </div>
      )}
    </>
  )
}

/** A journey belongs to the whole company, so a role that is limited to a unit only reads it. */
function useMayDraw(): boolean {
  const can = useCan()
  const me = useMe()
  return can('journeys.write') && !me.scope
}

function Empty({ onDraw }: { onDraw: () => void }) {
  const { t } = useTranslation('link')
  const may = useMayDraw()
  return (
    <Card>
      <EmptyState
        title={t('journeys.empty')}
        action={may && <Button onClick={onDraw}>{t('journeys.first')}</Button>}
      >
        {t(may ? 'journeys.emptyMore' : 'journeys.emptyRead')}
      </EmptyState>
    </Card>
  )
}

function Shown({ journey, onEdit }: { journey: Journey; onEdit: (() => void) | null }) {
  const { t } = useTranslation('link')
  const points = journey.stages.flatMap((stage) => stage.touchpoints)
  const unowned = points.filter((point) => point.ownerUnitId === null).length
  return (
    <Card
      title={journey.name}
      subtitle={
        unowned > 0
          ? t('journeys.unowned', { count: unowned })
          : t('journeys.owned', { count: points.length })
      }
      aside={
        onEdit && (
          <Button
            variant="default"
            size="compact-md"
            aria-label={t('journeys.editOf', { name: journey.name })}
            onClick={onEdit}
          >
            {t('journeys.edit')}
          </Button>
        )
      }
    >
      <JourneyBoard journey={journey} />
    </Card>
  )
}
