import type { UnitKind, Value } from '@tandem/contract'
import { type ReactNode, useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { Card, Cards } from '../../ui/card.tsx'
import { useFormat } from '../../ui/format.ts'
import { HowWeKnow } from '../../ui/how-we-know.tsx'
import { Answer } from '../answer.tsx'
import { LeftOut } from '../left-out.tsx'
import { Calculator } from './calculator.tsx'
import { ValueHeadline } from './headline.tsx'
import { Lags } from './lags.tsx'
import { Relation } from './relation.tsx'
import type { ValueSearch } from './search.ts'
import classes from './value.module.css'

interface ValueViewProps {
  readonly value: Value
  readonly level: UnitKind
  readonly points: number | undefined
  readonly onChange: (change: Partial<ValueSearch>) => void
  /** A newer answer is on its way. */
  readonly refreshing: boolean
  readonly controls: ReactNode
}

/** The sentence, the relation that proves it, what leads what, and what a few points would mean. */
export function ValueView(props: ValueViewProps) {
  const { t } = useTranslation('value')
  const format = useFormat()
  const { value, level, points, onChange } = props
  const { money, score, perPoint, grain, leftOut } = value
  const percent = format.percent(perPoint.interval.level)
  const pickLag = useCallback((lag: number) => onChange({ lag }), [onChange])
  return (
    <>
      <ValueHeadline value={value} level={level} />
      {props.controls}
      <Answer refreshing={props.refreshing}>
        <Cards>
          <Card
            title={t('relation.title', { score: score.name, money: money.name })}
            subtitle={t('relation.subtitle', { level: percent })}
            aside={<HowWeKnow facts={value.howWeKnow} />}
          >
            <Relation value={value} />
          </Card>
          <Card title={t('lags.title')} subtitle={t(`lags.subtitle.${grain}`, { level: percent })}>
            <Lags value={value} onPick={pickLag} />
          </Card>
        </Cards>
        <Cards>
          <Calculator value={value} level={level} points={points} onChange={onChange} />
          <Card title={t('not.title')}>
            <ul className={classes.not}>
              <li>{t('not.cause', { score: score.name, money: money.name })}</li>
              <li>{t('not.itself')}</li>
              <li>{t('not.together')}</li>
              <li>{t('not.explained', { share: format.percent(value.r2Within), money: money.name })}</li>
            </ul>
          </Card>
        </Cards>
        {leftOut.length > 0 && <LeftOut leftOut={leftOut} level={level} />}
      </Answer>
    </>
  )
}
