import { NativeSelect } from '@mantine/core'
import type { Driver, Drivers } from '@tandem/contract'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { RoomLink } from '../../app/room-link.tsx'
import { Card, Pill } from '../../ui/card.tsx'
import { useFormat } from '../../ui/format.ts'
import { scoreRange } from '../../ui/score-range.ts'
import { Lead } from '../answer.tsx'
import { AnswerCurve } from './answer-curve.tsx'
import classes from './drivers.module.css'
import { shareRange } from './importance.tsx'

interface DriverDetailProps {
  readonly answer: Drivers
  readonly driver: Driver
  readonly filter: string | undefined
  readonly onPick: (key: string) => void
}

/** One driver in words and figures. */
export function DriverDetail({ answer, driver, filter, onPick }: DriverDetailProps) {
  const { t } = useTranslation('drivers')
  const { metric, field } = driver
  const tone = field === 'improve' ? 'worse' : field === 'keep' ? 'better' : 'muted'
  return (
    <Card title={t('detail.title')} aside={<Pill tone={tone}>{t(`field.${field}`)}</Pill>}>
      <NativeSelect
        className={classes.choose}
        aria-label={t('detail.choose')}
        value={metric.key}
        data={answer.drivers.map((d) => ({ value: d.metric.key, label: d.metric.name }))}
        onChange={(event) => onPick(event.currentTarget.value)}
      />
      <Lead>{useSentence(answer, driver)}</Lead>
      {/* Answers are read together whatever their slice, so the curve is that of all answers. */}
      {filter === undefined && <AnswerCurve driver={metric} outcome={answer.outcome} />}
      <Facts answer={answer} driver={driver} />
      <p className={classes.go}>
        <RoomLink to={`/standings?metrics=${encodeURIComponent(metric.key)}`} route="/standings">
          {t('detail.standings', { driver: metric.name })}
        </RoomLink>
      </p>
    </Card>
  )
}

/** What a point of the driver, and a step of its scale, goes with. */
function useSentence({ outcome }: Drivers, driver: Driver): string {
  const { t } = useTranslation('drivers')
  const format = useFormat()
  const { metric, coefficient, coefficientInterval: around } = driver
  const points = (scale: number) => ({
    points: format.estimate(
      scale * coefficient,
      around && { lower: scale * around.lower, upper: scale * around.upper },
    ),
    range: around ? format.range({ lower: scale * around.lower, upper: scale * around.upper }) : '–',
  })
  const names = { driver: metric.name, outcome: outcome.name }
  const steps = metric.scaleMax - metric.scaleMin
  // Ratings are asked in steps; one of them is what a person can imagine.
  if (metric.kind !== 'figure' && steps >= 2 && steps <= 10 && Number.isInteger(steps)) {
    const { min, max } = scoreRange(metric)
    const scale = (max - min) / steps
    const scaleEnds = { from: format.number(metric.scaleMin), to: format.number(metric.scaleMax) }
    return t('detail.step', { ...names, ...scaleEnds, ...points(scale) })
  }
  return t('detail.point', { ...names, ...points(1) })
}

function Facts({ answer, driver }: { readonly answer: Drivers; readonly driver: Driver }) {
  const { t } = useTranslation('drivers')
  const format = useFormat()
  const { attainment, attainmentInterval: level, shareInterval: share } = driver
  const heard = Math.round(driver.missing < 1 ? driver.n / (1 - driver.missing) : driver.n)
  return (
    <dl className={classes.facts}>
      <Fact name={t('detail.share')}>
        {format.percent(driver.share)} {share && <small>{shareRange(format.percent, share)}</small>}
      </Fact>
      <Fact name={t('detail.attainment', { target: format.percent(answer.target / 100) })}>
        {format.percent(attainment / 100)}{' '}
        {level && (
          <small>
            {shareRange((v) => format.percent(v, 1), { lower: level.lower / 100, upper: level.upper / 100 })}
          </small>
        )}
      </Fact>
      <Fact name={t('detail.correlation')}>{format.number(driver.correlation, 2)}</Fact>
      <Fact name={t('detail.answered')}>
        {t('detail.answers', { n: format.count(driver.n), of: format.count(heard) })}
      </Fact>
    </dl>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
