import type { Agreement, Linkage, Metric } from '@tandem/contract'
import { useTranslation } from 'react-i18next'
import { Card, Pill } from '../../ui/card.tsx'
import { useFormat } from '../../ui/format.ts'
import { SourceBadge } from '../../ui/source-badge.tsx'
import classes from './linkage.module.css'
import { trustIn } from './message.ts'

/** How much the means of units say about units, in plain words. */
export function Reliability({ linkage }: { linkage: Linkage }) {
  const { t } = useTranslation('linkage')
  const { driver, outcome, agreement } = linkage
  return (
    <Card title={t('reliability.title')} subtitle={t('reliability.subtitle')}>
      <ul className={classes.trust}>
        <Trust metric={driver} agreement={agreement.driver} />
        <Trust metric={outcome} agreement={agreement.outcome} />
      </ul>
    </Card>
  )
}

function Trust({ metric, agreement }: { metric: Metric; agreement: Agreement }) {
  const { t } = useTranslation('linkage')
  const format = useFormat()
  const { icc1, icc2, periods } = agreement
  const trust = trustIn(icc2)
  const tone = trust === 'good' ? 'better' : trust === 'poor' ? 'worse' : 'muted'
  const told = (value: number | null) => (value === null ? '–' : format.number(value, 2))
  return (
    <li>
      <div className={classes.trustHead}>
        <SourceBadge source={metric.source}>{metric.name}</SourceBadge>
        <Pill tone={tone}>{t(`reliability.trust.${trust}`)}</Pill>
      </div>
      <p>{t(`reliability.means.${trust}`)}</p>
      <dl>
        <div>
          <dt>{t('reliability.icc1')}</dt>
          <dd>{told(icc1)}</dd>
        </div>
        <div>
          <dt>{t('reliability.icc2')}</dt>
          <dd>{told(icc2)}</dd>
        </div>
        <div>
          <dt>{t('reliability.periods')}</dt>
          <dd>{told(periods)}</dd>
        </div>
      </dl>
    </li>
  )
}
