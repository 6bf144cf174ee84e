import type { Linkage, Metric, UnitKind } from '@tandem/contract'
import type { ReactNode } from 'react'
import { Cards } from '../../ui/card.tsx'
import { mainOf } from '../metrics.ts'
import { Bands } from './bands.tsx'
import { stayOf } from './choose.ts'
import { LinkageHeadline } from './headline.tsx'
import { Lags } from './lags.tsx'
import { LeftOut } from './left-out.tsx'
import classes from './linkage.module.css'
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
  const { linkage, metrics, level, grain, search, onChange, refreshing } = props
  const stay = stayOf(metrics)
  const work = mainOf(
    metrics.filter((m) => m.key !== stay?.key),
    'employee',
  )
  return (
    <>
      <LinkageHeadline linkage={linkage} level={level} grain={grain} />
      {props.controls}
      <div className={classes.view} aria-busy={refreshing} data-refreshing={refreshing || undefined}>
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
        {linkage.leftOut.length > 0 && <LeftOut linkage={linkage} level={level} />}
      </div>
    </>
  )
}
