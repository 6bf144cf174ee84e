import type { Metric, ParityPair, Parity as ParityResult, UnitKind } from '@tandem/contract'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/queries.ts'
import { useScope } from '../../app/scope.ts'
import { Card } from '../../ui/card.tsx'
import { useFormat } from '../../ui/format.ts'
import { HowWeKnow } from '../../ui/how-we-know.tsx'
import { Rich } from '../../ui/rich.tsx'
import { ListSkeleton } from '../../ui/skeletons.tsx'
import { EmptyState, ErrorState } from '../../ui/states.tsx'
import { niceStep } from '../nice-ticks.ts'
import { useAmounts } from './amounts.ts'
import classes from './linkage.module.css'
import { parityMessage } from './message.ts'
import { PairPicker } from './pair-picker.tsx'
import { PairRow } from './pair-row.tsx'
import type { LinkageSearch } from './search.ts'

interface ParityProps {
  readonly metrics: readonly Metric[]
  readonly level: UnitKind
  readonly search: LinkageSearch
  readonly onChange: (change: Partial<LinkageSearch>) => void
}

/** The golden rule: are employees treated as customers are? */
export function Parity({ metrics, level, search, onChange }: ParityProps) {
  const { t } = useTranslation('linkage')
  const { query } = useScope()
  const asked = useApi(
    'GET /api/v1/parity',
    { query: { ...query, ...(search.pairs ? { pairs: search.pairs } : {}) } },
    { keepPrevious: true },
  )
  const { data } = asked
  return (
    <Card
      title={t('parity.title')}
      subtitle={t('parity.subtitle')}
      aside={data && data.pairs.length > 0 && <HowWeKnow facts={data.howWeKnow} />}
    >
      {asked.isPending && <ListSkeleton rows={5} />}
      {asked.isError && <ErrorState compact error={asked.error} onRetry={() => asked.refetch()} />}
      {data && data.pairs.length === 0 && (
        <EmptyState compact title={t('parity.none')}>
          {t('parity.noneMore')}
        </EmptyState>
      )}
      {data && data.pairs.length > 0 && (
        <>
          <p className={classes.said}>
            <ParitySentence parity={data} />
          </p>
          <PairList
            pairs={data.pairs.filter((p) => p.customer.kind !== 'nps')}
            level={level}
            search={search}
            onChange={onChange}
          />
          <PairList
            pairs={data.pairs.filter((p) => p.customer.kind === 'nps')}
            level={level}
            search={search}
            onChange={onChange}
          />
        </>
      )}
      {data && <PairPicker metrics={metrics} pairs={data.pairs} search={search} onChange={onChange} />}
    </Card>
  )
}

function ParitySentence({ parity }: { parity: ParityResult }) {
  const { t } = useTranslation('linkage')
  const format = useFormat()
  const amounts = useAmounts()
  const message = parityMessage(parity)
  const marks = { e: (text: string) => <strong>{text}</strong> }
  if (message.kind === 'none') return t('parity.unknown')
  if (message.kind === 'even') return t('parity.even', { count: message.of })
  const { pair } = message
  if (!pair.gap) return null
  const words = {
    customer: pair.customer.name,
    employee: pair.employee.name,
    gap: amounts.of(pair.customer, pair.gap.estimate, pair.gap.interval),
    range: amounts.range(pair.gap.interval),
  }
  const first = t(pair.gap.estimate < 0 ? 'parity.less' : 'parity.more', words)
  const rest =
    message.kind === 'worse' && message.of > 1
      ? t('parity.worse', { count: message.count, of: format.count(message.of) })
      : message.kind === 'better'
        ? t('parity.better')
        : ''
  return <Rich text={`${first} ${rest}`} marks={marks} />
}

interface PairListProps extends Omit<ParityProps, 'metrics'> {
  /** All on one scale. */
  readonly pairs: readonly ParityPair[]
}

/** Pairs one below the other on one axis. */
function PairList({ pairs, level, search, onChange }: PairListProps) {
  const format = useFormat()
  if (pairs.length === 0) return null
  const values = pairs.flatMap((p) => [p.customerMean, p.employeeMean].filter((v) => v !== null))
  const [low, high] = values.length > 0 ? [Math.min(...values), Math.max(...values)] : [0, 100]
  const step = niceStep(Math.max(20, high - low), 4)
  const axis = { min: Math.floor(low / step - 0.25) * step, max: Math.ceil(high / step + 0.25) * step }
  return (
    <div className={classes.pairs}>
      <ul>
        {pairs.map((pair) => (
          <PairRow
            key={`${pair.customer.key}:${pair.employee.key}`}
            pair={pair}
            axis={axis}
            level={level}
            open={search.pair === `${pair.customer.key}:${pair.employee.key}`}
            onOpen={(open) =>
              onChange({ pair: open ? `${pair.customer.key}:${pair.employee.key}` : undefined })
            }
          />
        ))}
      </ul>
      <div className={classes.pairAxis} aria-hidden="true">
        <div>
          <span>{format.number(axis.min)}</span>
          <span>{format.number(axis.max)}</span>
        </div>
      </div>
    </div>
  )
}
