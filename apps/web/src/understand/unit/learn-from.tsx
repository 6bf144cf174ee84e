import type { Change } from '@tandem/contract'
import { useTranslation } from 'react-i18next'
import { Card } from '../../ui/card.tsx'
import { Rich } from '../../ui/rich.tsx'
import type { Overview } from './message.ts'

interface LearnFromProps {
  readonly overview: Overview
  readonly changes: readonly Change[]
}

const placeOf = ({ name, parentName }: NonNullable<Overview['learnFrom']>) =>
  parentName ? `${name} (${parentName})` : name

/** Whom to ask about what is weakest here. What others cause, such as a warehouse, nobody can teach the unit. */
export function LearnFrom({ overview: { learnFrom }, changes }: LearnFromProps) {
  const { t } = useTranslation('unit')
  const byOthers = changes.some(
    (c) => c.place.kind === 'named' && c.metric.key === learnFrom?.metric.key && !c.good,
  )
  if (!learnFrom || byOthers) return null
  return (
    <Card title={t('learn.title')} subtitle={t('learn.subtitle')}>
      <p>
        <Rich
          text={t('learn.text', { metric: learnFrom.metric.name, name: placeOf(learnFrom) })}
          marks={{ e: (name) => <strong>{name}</strong> }}
        />
      </p>
    </Card>
  )
}
