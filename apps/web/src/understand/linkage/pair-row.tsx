import { Button } from '@mantine/core'
import type { ParityPair, UnitKind } from '@tandem/contract'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../ui/format.ts'
import { SourceBadge, SuppressedValue } from '../../ui/source-badge.tsx'
import { signedEstimate } from '../signed.ts'
import classes from './linkage.module.css'
import { excludesZero } from './message.ts'
import { PairUnits } from './pair-units.tsx'

interface PairRowProps {
  readonly pair: ParityPair
  readonly axis: { readonly min: number; readonly max: number }
  readonly level: UnitKind
  readonly open: boolean
  readonly onOpen: (open: boolean) => void
}

/** A dimension asked of both sides: both means as dots on one line, and the gap. */
export function PairRow({ pair, axis, level, open, onOpen }: PairRowProps) {
  const { t } = useTranslation('linkage')
  const format = useFormat()
  const { customer, employee, customerMean, employeeMean, gap, suppressed } = pair
  const worse = gap && gap.estimate < 0 === (customer.direction === 'up')
  const tone = gap && excludesZero(gap.interval) ? (worse ? 'worse' : 'better') : undefined
  return (
    <li className={classes.pair}>
      <div className={classes.sides}>
        <SourceBadge source="customer">
          {customer.name}
          <b>{customerMean === null ? '–' : format.estimate(customerMean, null)}</b>
        </SourceBadge>
        <SourceBadge source={employee.source}>
          {employee.name}
          <b>{employeeMean === null ? '–' : format.estimate(employeeMean, null)}</b>
        </SourceBadge>
      </div>
      <PairPlot pair={pair} axis={axis} />
      <div className={classes.gap} data-tone={tone}>
        {gap ? (
          <>
            <span className="visually-hidden">{t('parity.gap')}: </span>
            {signedEstimate(format, gap.estimate, gap.interval)}{' '}
            <small>{format.plusMinus(gap.interval)}</small>
          </>
        ) : (
          suppressed && <SuppressedValue suppressed={suppressed} />
        )}
      </div>
      <Button
        variant="subtle"
        size="compact-sm"
        color="gray"
        aria-expanded={open}
        disabled={!gap}
        onClick={() => onOpen(!open)}
      >
        {t(open ? 'parity.close' : 'parity.where')}
      </Button>
      {open && gap && <PairUnits pair={pair} level={level} />}
    </li>
  )
}

function PairPlot({ pair, axis }: Pick<PairRowProps, 'pair' | 'axis'>) {
  const { customerMean, employeeMean, customer, employee } = pair
  const at = (value: number) => `${(100 * (value - axis.min)) / (axis.max - axis.min)}%`
  const both = customerMean !== null && employeeMean !== null
  return (
    <span className={classes.plot} aria-hidden="true">
      {both && (
        <span
          className={classes.span}
          style={{
            left: at(Math.min(customerMean, employeeMean)),
            right: `calc(100% - ${at(Math.max(customerMean, employeeMean))})`,
          }}
        />
      )}
      {customerMean !== null && (
        <span className={classes.side} data-source={customer.source} style={{ left: at(customerMean) }} />
      )}
      {employeeMean !== null && (
        <span className={classes.side} data-source={employee.source} style={{ left: at(employeeMean) }} />
      )}
    </span>
  )
}
