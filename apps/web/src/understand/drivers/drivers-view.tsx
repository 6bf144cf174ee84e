import type { Drivers } from '@tandem/contract'
import { type ReactNode, useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { Card, Cards } from '../../ui/card.tsx'
import { useFormat } from '../../ui/format.ts'
import { HowWeKnow } from '../../ui/how-we-know.tsx'
import { Answer } from '../answer.tsx'
import { DriverDetail } from './driver-detail.tsx'
import { DriversTable } from './drivers-table.tsx'
import { DriversHeadline } from './headline.tsx'
import { Importance } from './importance.tsx'
import { KeyDrivers } from './key-drivers.tsx'
import type { DriversSearch } from './search.ts'
import { WithinBetween } from './within-between.tsx'

interface DriversViewProps {
  readonly answer: Drivers
  readonly search: DriversSearch
  readonly onChange: (change: Partial<DriversSearch>) => void
  /** A newer answer is on its way. */
  readonly refreshing: boolean
  readonly controls: ReactNode
}

/** The sentence, the two pictures that prove it, one driver in detail, and the table. */
export function DriversView(props: DriversViewProps) {
  const { t } = useTranslation('drivers')
  const format = useFormat()
  const { answer, search, onChange } = props
  const pick = useCallback((key: string) => onChange({ driver: key }), [onChange])
  const level = format.percent(answer.drivers[0]?.shareInterval?.level ?? 0.9)
  const picked = answer.drivers.find((d) => d.metric.key === search.driver) ?? answer.drivers[0]
  return (
    <>
      <DriversHeadline answer={answer} search={search} />
      {props.controls}
      {picked && (
        <Answer refreshing={props.refreshing}>
          <Cards>
            <Card
              title={t('importance.title', { outcome: answer.outcome.name })}
              subtitle={t('importance.subtitle', { level })}
              aside={<HowWeKnow facts={answer.howWeKnow} />}
            >
              <Importance answer={answer} picked={picked.metric.key} onPick={pick} />
            </Card>
            <Card
              title={t('matrix.title')}
              subtitle={t('matrix.subtitle', { target: format.percent(answer.target / 100) })}
            >
              <KeyDrivers answer={answer} picked={picked.metric.key} onPick={pick} />
            </Card>
          </Cards>
          <Cards>
            <DriverDetail answer={answer} driver={picked} filter={search.filter} onPick={pick} />
            <WithinBetween answer={answer} />
          </Cards>
          <DriversTable answer={answer} onPick={pick} />
        </Answer>
      )}
    </>
  )
}
