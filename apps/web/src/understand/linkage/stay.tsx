import type { Answers, Metric } from '@tandem/contract'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/queries.ts'
import { useScope } from '../../app/scope.ts'
import { Card } from '../../ui/card.tsx'
import { useFormat } from '../../ui/format.ts'
import { HowWeKnow } from '../../ui/how-we-know.tsx'
import { IntervalBar } from '../../ui/interval-bar.tsx'
import { Rich } from '../../ui/rich.tsx'
import { ListSkeleton } from '../../ui/skeletons.tsx'
import { SuppressedValue } from '../../ui/source-badge.tsx'
import { EmptyState, ErrorState } from '../../ui/states.tsx'
import { isRefused } from '../nothing.tsx'
import classes from './linkage.module.css'
import { answersMessage } from './message.ts'

interface StayProps {
  /** What employees said of their work, and whether they intend to stay, in the same answer. */
  readonly driver: Metric
  readonly stay: Metric
}

/** Who intends to stay, by what the same people say of their work. */
export function Stay({ driver, stay }: StayProps) {
  const { t } = useTranslation('linkage')
  const { query } = useScope()
  const asked = useApi(
    'GET /api/v1/linkage/answers',
    { query: { ...query, driver: driver.key, outcome: stay.key } },
    { keepPrevious: true },
  )
  const refused = isRefused(asked.error) ? asked.error.message : null
  return (
    <Card
      title={t('stay.title', { outcome: stay.name, driver: driver.name })}
      subtitle={t('stay.subtitle')}
      aside={asked.data && <HowWeKnow facts={asked.data.howWeKnow} />}
    >
      {asked.isPending && <ListSkeleton rows={5} />}
      {refused && <EmptyState compact title={refused} />}
      {asked.isError && !refused && (
        <ErrorState compact error={asked.error} onRetry={() => asked.refetch()} />
      )}
      {asked.data?.suppressed && <SuppressedValue suppressed={asked.data.suppressed} />}
      {asked.data && <AnswerBands answers={asked.data} />}
    </Card>
  )
}

function AnswerBands({ answers }: { answers: Answers }) {
  const { t } = useTranslation('linkage')
  const format = useFormat()
  const { bands, outcome, driver } = answers
  const message = answersMessage(answers)
  const share = outcome.unitLabel === '%'
  const told = (value: number) => (share ? format.percent(value / 100) : format.number(value, 0))
  // A band of one score is named by it: people answer in whole steps.
  const name = (band: Answers['bands'][number]) =>
    Math.abs(band.at - band.from) < 0.01
      ? format.number(band.from)
      : t('bands.range', { from: format.number(band.from), to: format.number(Math.min(100, band.to)) })
  return (
    <>
      {message && (
        <p className={classes.said}>
          <Rich
            text={t(share ? 'stay.share' : 'stay.mean', {
              driver: driver.name,
              outcome: outcome.name,
              high: format.number(message.high.at, 0),
              highMean: told(message.high.mean),
              low: format.number(message.low.at, 0),
              lowMean: told(message.low.mean),
            })}
            marks={{ e: (text) => <strong>{text}</strong> }}
          />
        </p>
      )}
      <div className={classes.answersHead} aria-hidden="true">
        <span>{driver.name}</span>
        <span>{t('stay.answers')}</span>
        <span>{t('stay.value')}</span>
      </div>
      <ul className={classes.answers}>
        {bands.map((band) => (
          <li key={band.from}>
            <span>{name(band)}</span>
            <span className="muted number">{format.count(band.n)}</span>
            <span className={classes.figure}>{told(band.mean)}</span>
            <IntervalBar
              value={band.mean}
              interval={band.interval}
              min={0}
              max={100}
              tone="employee"
              shape="bar"
            />
          </li>
        ))}
      </ul>
    </>
  )
}
