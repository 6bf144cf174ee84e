import { NumberInput } from '@mantine/core'
import type { UnitKind, Value } from '@tandem/contract'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Card } from '../../ui/card.tsx'
import { useFormat } from '../../ui/format.ts'
import { gainOf, messageOf, perYear } from './message.ts'
import { useMoney } from './money.ts'
import type { ValueSearch } from './search.ts'
import classes from './value.module.css'

interface CalculatorProps {
  readonly value: Value
  readonly level: UnitKind
  readonly points: number | undefined
  readonly onChange: (change: Partial<ValueSearch>) => void
}

const usualPoints = 3
const pause = 400

/** What some points more would mean, if they went with money as they did. */
export function Calculator({ value, level, points, onChange }: CalculatorProps) {
  const { t } = useTranslation('value')
  const format = useFormat()
  const [wanted, setWanted] = usePoints(points, onChange)
  const lines = useLines(value, level, wanted)
  const { kind } = messageOf(value)
  return (
    <Card
      title={t('calculator.title', { score: value.score.name })}
      subtitle={t('calculator.subtitle', { level: format.percent(value.perPoint.interval.level) })}
    >
      <NumberInput
        className={classes.points}
        label={t('calculator.points')}
        prefix="+"
        value={wanted}
        min={0.5}
        max={100}
        step={1}
        decimalScale={1}
        onChange={(next) => {
          if (typeof next === 'number' && next > 0 && next <= 100) setWanted(next)
        }}
      />
      <dl className={classes.gains} aria-live="polite">
        {lines.map((line) => (
          <div key={line.name}>
            <dt>{line.name}</dt>
            <dd>
              <strong data-unclear={kind === 'unclear' || undefined}>{line.amount}</strong>
              <small>{line.range}</small>
            </dd>
          </div>
        ))}
      </dl>
      {kind === 'unclear' && <p className="muted small">{t('calculator.unclear')}</p>}
    </Card>
  )
}

/** Points as typed; the address follows when the hand rests. */
function usePoints(points: number | undefined, onChange: CalculatorProps['onChange']) {
  const asked = points ?? usualPoints
  const [wanted, setWanted] = useState(asked)
  useEffect(() => {
    if (wanted === asked) return
    const timer = setTimeout(() => onChange({ points: wanted === usualPoints ? undefined : wanted }), pause)
    return () => clearTimeout(timer)
  }, [wanted, asked, onChange])
  return [wanted, setWanted] as const
}

function useLines({ perPoint, howWeKnow, currency, grain, of }: Value, level: UnitKind, points: number) {
  const { t } = useTranslation(['value', 'understand'])
  const amounts = useMoney(currency)
  const units = howWeKnow.units ?? 1
  const many = t(`understand:units.${level}`, { count: units })
  // An average does not add up: three sites with 2 % more each do not have 6 % more.
  const cases =
    of === 'sum'
      ? [
          { name: t(`calculator.one.${grain}`, { unit: t(`unit.${level}`) }), times: 1 },
          { name: t(`calculator.all.${grain}`, { units: many }), times: units },
          ...(grain === 'year'
            ? []
            : [{ name: t('calculator.year', { units: many }), times: units * perYear[grain] }]),
        ]
      : [{ name: t('calculator.average', { unit: t(`unit.${level}`) }), times: 1 }]
  return cases.map(({ name, times }) => {
    const { estimate, interval } = gainOf(perPoint, points * times)
    const { lower, upper } = amounts.ends(interval)
    return {
      name,
      amount: amounts.amount(estimate, interval),
      range: t('calculator.range', { lower, upper }),
    }
  })
}
