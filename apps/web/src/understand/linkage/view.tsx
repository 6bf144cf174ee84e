import type { Linkage, Metric, UnitKind } from '@tandem/contract'
import { type ReactNode, useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { Cards } from '../../ui/card.tsx'
import { Answer } from '../answer.tsx'
import { LeftOut, type Reason } from '../left-out.tsx'
import { mainOf } from '../metrics.ts'
import { Bands } from './bands.tsx'
import { stayOf } from './choose.ts'
import { LinkageHeadline } from './headline.tsx'
import { Lags } from './lags.tsx'
import { Parity } from './parity.tsx'
import { Reliability } from './reliability.tsx'
import { Scatter } from './scatter.tsx'
import type { LinkageSearch, PanelGrain } from './search.ts'
import { SideBySide } from './side-by-side.tsx'
import { Stay } from './stay.tsx'

interface LinkageViewProps {
  readonly linkage: Linkage
  readonly metrics: readonly Metric[]
  readonly level: UnitKind
  readonly grain: PanelGrain
  readonly search: LinkageSearch
  readonly onChange: (change: Partial<LinkageSearch>) => void
  /** A newer answer is on its way. */
  readonly refreshing: boolean
  readonly controls: ReactNode
}

/** The sentence, the pictures that prove it, and the golden rule. */
export function LinkageView(props: LinkageViewProps) {
  const { t } = useTranslation(['linkage', 'understand'])
  const { linkage, metrics, level, grain, search, onChange, refreshing } = props
  const left = linkage.leftOut.length
  const reason = useCallback((known: Reason) => t(`leftOut.${known}`), [t])
  const stay = stayOf(metrics)
  const work = mainOf(
    metrics.filter((m) => m.key !== stay?.key),
    'employee',
  )
  return (
    <>
      <LinkageHeadline linkage={linkage} level={level} grain={grain} />
      {props.controls}
      <Answer refreshing={refreshing}>
        <Cards wide>
          <Scatter linkage={linkage} level={level} />
          <Lags linkage={linkage} grain={grain} />
        </Cards>
        <Cards wide>
          <Bands
            metrics={metrics}
            linkage={linkage}
            level={level}
            grain={grain}
            search={search}
            onChange={onChange}
          />
          {stay && work ? <Stay driver={work} stay={stay} /> : <Reliability linkage={linkage} />}
        </Cards>
        <Parity metrics={metrics} level={level} search={search} onChange={onChange} />
        {stay && work ? (
          <Cards wide>
            <SideBySide linkage={linkage} grain={grain} />
            <Reliability linkage={linkage} />
          </Cards>
        ) : (
          <SideBySide linkage={linkage} grain={grain} />
        )}
        {left > 0 && (
          <LeftOut
            leftOut={linkage.leftOut}
            level={level}
            subtitle={t('leftOut.subtitle', { units: t(`understand:units.${level}`, { count: left }) })}
            reason={reason}
          />
        )}
      </Answer>
    </>
  )
}
