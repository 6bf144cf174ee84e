import type { Unit } from '@tandem/contract'
import { useTranslation } from 'react-i18next'
import { useApi } from '../app/queries.ts'
import { useMe } from '../app/session.ts'
import { Card } from '../ui/card.tsx'
import { Em, HeadlineSentence } from '../ui/headline.tsx'
import { Rich } from '../ui/rich.tsx'
import { PageSkeleton } from '../ui/skeletons.tsx'
import { ErrorState } from '../ui/states.tsx'
import { partsIn } from './part-in-journey.ts'
import classes from './team-home.module.css'

/** For those who see no figures, such as employees and evaluators: their part in what customers go through. */
export default function TeamHome() {
  const { t } = useTranslation('home')
  const me = useMe()
  const units = useApi('GET /api/v1/units')
  const journeys = useApi('GET /api/v1/journeys')
  const failed = units.error ?? journeys.error
  if (failed)
    return (
      <ErrorState page error={failed} onRetry={() => Promise.all([units.refetch(), journeys.refetch()])} />
    )
  if (!units.data || !journeys.data) return <PageSkeleton />
  const own = me.scope ? (units.data.items.find((u) => u.id === me.scope?.id) ?? null) : null
  const parts = partsIn(journeys.data.items, own && unitsUnder(own, units.data.items))
  const moments = parts.reduce((sum, p) => sum + p.own, 0)
  const kind = me.role === 'evaluator' ? 'evaluator' : moments > 0 ? 'team' : 'plain'
  return (
    <>
      <HeadlineSentence more={t(kind === 'evaluator' ? 'team.evaluatorMore' : 'team.more')}>
        <Rich
          text={t(`team.${kind}`, { name: own?.name ?? me.user.name, count: moments })}
          marks={{ e: (text) => <Em>{text}</Em> }}
        />
      </HeadlineSentence>
      {parts.map(({ journey, own: mine, stages }) => (
        <Card
          key={journey.id}
          title={journey.name}
          subtitle={kind === 'team' ? t('team.moments', { count: mine }) : undefined}
        >
          <ol className={classes.stages}>
            {stages.map((stage) => (
              <li key={stage.id}>
                <h3>{stage.name}</h3>
                <ul>
                  {stage.touchpoints.map((touchpoint) => (
                    <li key={touchpoint.id} data-own={touchpoint.own || undefined}>
                      {touchpoint.name}
                      {touchpoint.own && <span className="visually-hidden"> ({t('team.yours')})</span>}
                    </li>
                  ))}
                </ul>
              </li>
            ))}
          </ol>
        </Card>
      ))}
    </>
  )
}

function unitsUnder(top: Unit, units: readonly Unit[]): { kind: Unit['kind']; ids: ReadonlySet<string> } {
  const ids = new Set([top.id])
  // Parents stand before their children.
  for (const unit of units) if (unit.parentId && ids.has(unit.parentId)) ids.add(unit.id)
  return { kind: top.kind, ids }
}
