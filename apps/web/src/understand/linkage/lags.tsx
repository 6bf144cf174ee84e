import type { LagSlope, Linkage, Metric } from '@tandem/contract'
import { useTranslation } from 'react-i18next'
import { Card } from '../../ui/card.tsx'
import { useFormat } from '../../ui/format.ts'
import { IntervalBar } from '../../ui/interval-bar.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { signedEstimate } from '../signed.ts'
import { useAmounts } from './amounts.ts'
import classes from './linkage.module.css'
import { isClear, type PerPoint, riseOf, times, toldSlope } from './message.ts'
import type { PanelGrain } from './search.ts'

interface LagsProps {
  readonly linkage: Linkage
  readonly grain: PanelGrain
}

/** What leads what: the slopes at each lag, both ways. */
export function Lags({ linkage, grain }: LagsProps) {
  const { t } = useTranslation('linkage')
  const { driver, outcome, points, forward, reverse } = linkage
  const known = [...forward, ...reverse].some((lag) => lag.slope)
  const corrected = [...forward, ...reverse].some((lag) => lag.disattenuated)
  return (
    <Card title={t('lags.title')} subtitle={t('lags.subtitle', { grain: t(`over.${grain}`) })}>
      {!known && (
        <EmptyState compact title={t('lags.once')}>
          {t('lags.onceMore')}
        </EmptyState>
      )}
      {known && (
        <Direction
          grain={grain}
          first={driver}
          second={outcome}
          lags={forward}
          rise={riseOf(
            driver,
            points.map((p) => p.driver),
          )}
        />
      )}
      {known && reverse.length > 0 && (
        <Direction
          grain={grain}
          first={outcome}
          second={driver}
          lags={reverse}
          rise={riseOf(
            outcome,
            points.map((p) => p.outcome),
          )}
        />
      )}
      {known && (
        <p className={classes.note}>
          {t('lags.clear')} {corrected && t('lags.corrected')}
        </p>
      )}
    </Card>
  )
}

interface DirectionProps {
  readonly first: Metric
  readonly second: Metric
  readonly lags: readonly LagSlope[]
  readonly rise: number
  readonly grain: PanelGrain
}

function Direction({ first, second, lags, rise, grain }: DirectionProps) {
  const { t } = useTranslation('linkage')
  const amounts = useAmounts()
  const rows = lags.map((lag) => {
    const slope = toldSlope(lag)
    return { lag, effect: slope && times(slope, rise) }
  })
  const ends = rows.flatMap(({ effect }) => (effect ? [effect.interval.lower, effect.interval.upper] : []))
  const reach = Math.max(0.001, ...ends.map(Math.abs))
  return (
    <section className={classes.direction}>
      <h3>{t('lags.first', { name: first.name })}</h3>
      <p>{t('lags.after', { second: second.name, first: first.name, rise: amounts.of(first, rise) })}</p>
      <ul className={classes.lags}>
        {rows.map(({ lag, effect }) => (
          <li key={lag.lag} data-clear={isClear(lag) || undefined}>
            <span>{lag.lag === 0 ? t(`same.${grain}`) : t(`later.${grain}`, { count: lag.lag })}</span>
            {effect ? (
              <LagValue effect={effect} second={second} reach={reach} clear={isClear(lag)} />
            ) : (
              <span className={classes.reason} title={lag.reason ?? undefined}>
                {t('lags.few')}
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

interface LagValueProps {
  readonly effect: PerPoint
  readonly second: Metric
  readonly reach: number
  readonly clear: boolean
}

function LagValue({ effect, second, reach, clear }: LagValueProps) {
  const format = useFormat()
  const good = effect.estimate > 0 === (second.direction === 'up')
  return (
    <>
      <span className={classes.figure}>
        {signedEstimate(format, effect.estimate, effect.interval)}
        <small>{format.plusMinus(effect.interval)}</small>
      </span>
      <IntervalBar
        value={effect.estimate}
        interval={effect.interval}
        min={-reach}
        max={reach}
        mark={0}
        tone={clear ? (good ? 'better' : 'worse') : 'none'}
      />
    </>
  )
}
