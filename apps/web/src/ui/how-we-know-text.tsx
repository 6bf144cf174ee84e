import type { HowWeKnow as Facts } from '@tandem/contract'
import { useTranslation } from 'react-i18next'
import { useFormat } from './format.ts'
import classes from './how-we-know.module.css'

/** Labels of facts we know the meaning of; others are shown by their own name. */
const known = [
  'betweenSd',
  'withinSd',
  'evaluatorSd',
  'reliability',
  'level',
  'evaluators',
  'leftOut',
  'designEffect',
] as const

function isKnown(key: string): key is (typeof known)[number] {
  return (known as readonly string[]).includes(key)
}

/** How a figure was computed, as text: method, amount of data, window, warnings. */
export default function HowWeKnowText({ facts }: { facts: Facts }) {
  const { t } = useTranslation('common')
  const format = useFormat()
  return (
    <div className={classes.panel}>
      <p>{facts.method}</p>
      <dl>
        <div>
          <dt>{t('how.readings')}</dt>
          <dd>{format.count(facts.n)}</dd>
        </div>
        {facts.units !== undefined && (
          <div>
            <dt>{t('how.units')}</dt>
            <dd>{format.count(facts.units)}</dd>
          </div>
        )}
        <div>
          <dt>{t('how.window')}</dt>
          <dd>{format.dateRange(facts.from, facts.to)}</dd>
        </div>
        {facts.facts?.map(({ key, value }) => (
          <div key={key}>
            <dt>{isKnown(key) ? t(`how.fact.${key}`) : key}</dt>
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
