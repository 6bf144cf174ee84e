import { Button, NativeSelect } from '@mantine/core'
import type { Metric, ParityPair } from '@tandem/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isNps } from '../../ui/score-range.ts'
import classes from './linkage.module.css'
import type { LinkageSearch } from './search.ts'

interface PairPickerProps {
  readonly metrics: readonly Metric[]
  /** What is shown now. */
  readonly pairs: readonly ParityPair[]
  readonly search: LinkageSearch
  readonly onChange: (change: Partial<LinkageSearch>) => void
}

/** NPS with eNPS, other scores with scores: a point must be a point on both sides. */
const comparable = (a: Metric, b: Metric) => isNps(a.kind) === isNps(b.kind)

/** Holds two questions against each other that were not found by themselves. */
export function PairPicker({ metrics, pairs, search, onChange }: PairPickerProps) {
  const { t } = useTranslation('linkage')
  const scores = metrics.filter((m) => m.kind !== 'figure')
  const asked = scores.filter((m) => m.source === 'customer')
  const [customerKey, setCustomer] = useState('')
  const [employeeKey, setEmployee] = useState('')
  const customer = asked.find((m) => m.key === customerKey) ?? asked[0]
  const answered = scores.filter(
    (m) =>
      customer &&
      (m.source === 'employee' || m.source === 'operations') &&
      comparable(m, customer) &&
      m.direction === customer.direction,
  )
  const employee = answered.find((m) => m.key === employeeKey) ?? answered[0]
  if (asked.length === 0) return null
  const all = (list: readonly Metric[]) => list.map((m) => ({ value: m.key, label: m.name }))
  const add = () => {
    if (!customer || !employee) return
    const shown = pairs.map((p) => `${p.customer.key}:${p.employee.key}`)
    onChange({ pairs: [...new Set([...shown, `${customer.key}:${employee.key}`])].slice(-12).join(',') })
  }
  return (
    <details className={classes.picker}>
      <summary>{t('parity.choose')}</summary>
      <div className={classes.controls}>
        <NativeSelect
          className={classes.metric}
          label={t('parity.askedCustomers')}
          value={customer?.key ?? ''}
          data={all(asked)}
          onChange={(event) => setCustomer(event.currentTarget.value)}
        />
        <NativeSelect
          className={classes.metric}
          label={t('parity.askedEmployees')}
          value={employee?.key ?? ''}
          disabled={!employee}
          data={all(answered)}
          onChange={(event) => setEmployee(event.currentTarget.value)}
        />
        <Button variant="default" disabled={!employee} onClick={add}>
          {t('parity.add')}
        </Button>
        {search.pairs && (
          <Button variant="subtle" onClick={() => onChange({ pairs: undefined, pair: undefined })}>
            {t('parity.reset')}
          </Button>
        )}
      </div>
    </details>
  )
}
