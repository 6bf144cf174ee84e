import type { HowWeKnow as Facts } from '@tandem/contract'
import { useTranslation } from 'react-i18next'
import { useApi } from '../app/queries.ts'
import { useFormat } from './format.ts'
import classes from './how-we-know.module.css'

/** Codes of facts that have words; others are shown by their code. */
const known = [
  'betweenUnitsSd',
  'betweenEvaluatorsSd',
  'withinSd',
  'evaluators',
  'draws',
  'blocks',
  'seriesTested',
  'weeksLookedAt',
] as const

function isKnown(key: string): key is (typeof known)[number] {
  return (known as readonly string[]).includes(key)
}

/** How a figure was computed, as text: method, amount of data, window, warnings. */
export default function HowWeKnowText({ facts }: { facts: Facts }) {
  const { t } = useTranslation('how')
  const format = useFormat()
  const named = facts.facts?.some(({ of }) => of) ?? false
  const metrics = useApi('GET /api/v1/metrics', undefined, { enabled: named })
  const nameOf = (key: string) => metrics.data?.items.find((m) => m.key === key)?.name ?? key
  return (
    <div className={classes.panel}>
      <p>{facts.method}</p>
      <dl>
        <div>
          <dt>{t('readings')}</dt>
          <dd>{format.count(facts.n)}</dd>
        </div>
        {facts.units !== undefined && (
          <div>
            <dt>{t('units')}</dt>
            <dd>{format.count(facts.units)}</dd>
          </div>
        )}
        <div>
          <dt>{t('window')}</dt>
          <dd>{format.dateRange(facts.from, facts.to)}</dd>
        </div>
        {facts.facts?.map(({ key, of, value }) => (
          <div key={`${key} ${of}`}>
            <dt>
              {isKnown(key) ? t(`fact.${key}`) : key}
              {of && `: ${nameOf(of)}`}
            </dt>
            <dd>{format.number(value, 2)}</dd>
          </div>
        ))}
      </dl>
      {facts.warnings.length > 0 && (
        <ul>
          {facts.warnings.map((warning) => (
            <li key={warning.code + warning.message}>{warning.message}</li>
          ))}
        </ul>
      )}
    </div>
  )
}
