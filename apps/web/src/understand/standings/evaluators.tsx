import { Button } from '@mantine/core'
import type { Standings } from '@tandem/contract'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Card, Pill } from '../../ui/card.tsx'
import { useFormat } from '../../ui/format.ts'
import { IntervalBar } from '../../ui/interval-bar.tsx'
import { ShortTable } from '../../ui/short-table.tsx'
import type { Column } from '../../ui/table-model.ts'
import classes from './standings.module.css'

type Evaluator = Standings['evaluators'][number]

const z90 = 1.6449
const few = 12

function intervalOf(e: Evaluator) {
  return { lower: e.effect - z90 * e.standardError, upper: e.effect + z90 * e.standardError }
}

/** Who scores strictly and who leniently, and what was done about it. */
export function EvaluatorsCard({ standings }: { standings: Standings }) {
  const { t } = useTranslation('understand')
  const format = useFormat()
  const [all, setAll] = useState(false)
  const { evaluators, items } = standings
  const columns = useEvaluatorColumns(evaluators)
  const sorted = useMemo(() => evaluators.toSorted((a, b) => a.effect - b.effect), [evaluators])
  // The strictest and the most lenient: both ends of the list.
  const shown =
    all || sorted.length <= few ? sorted : [...sorted.slice(0, few / 2), ...sorted.slice(-few / 2)]
  const moved = Math.max(...items.map((s) => Math.abs(s.withoutStrictness ?? 0)))
  const clear = evaluators.filter((e) => intervalOf(e).lower > 0 || intervalOf(e).upper < 0).length
  return (
    <Card
      flush
      title={t('evaluators.title')}
      subtitle={t('evaluators.subtitle', {
        count: clear,
        of: format.count(evaluators.length),
        most: format.number(moved),
      })}
    >
      <p className={classes.explain}>{t('evaluators.explain')}</p>
      <ShortTable
        label={t('evaluators.title')}
        columns={columns}
        rows={shown}
        rowKey={(e) => `${e.name}|${e.effect}`}
      />
      {sorted.length > few && (
        <Button variant="subtle" size="compact-sm" mx="md" mb="xs" onClick={() => setAll(!all)}>
          {t(all ? 'evaluators.fewer' : 'evaluators.all', { count: sorted.length })}
        </Button>
      )}
    </Card>
  )
}

function Verdict({ of }: { of: Evaluator }) {
  const { t } = useTranslation('understand')
  const { lower, upper } = intervalOf(of)
  if (upper < 0) return <Pill>{t('evaluators.strict')}</Pill>
  return lower > 0 && <Pill>{t('evaluators.lenient')}</Pill>
}

function useEvaluatorColumns(evaluators: readonly Evaluator[]): readonly Column<Evaluator>[] {
  const { t } = useTranslation('understand')
  const format = useFormat()
  return useMemo(() => {
    const reach = Math.max(
      ...evaluators.flatMap((e) => [Math.abs(intervalOf(e).lower), Math.abs(intervalOf(e).upper)]),
    )
    return [
      {
        key: 'name',
        header: t('evaluators.name'),
        value: (e) => e.name,
        cell: (e) => (
          <span className={classes.evaluator}>
            {e.name} <Verdict of={e} />
          </span>
        ),
      },
      {
        key: 'effect',
        header: t('evaluators.effect'),
        align: 'end',
        value: (e) => e.effect,
        cell: (e) => (
          <>
            {format.signed(e.effect)} <small className="muted">{format.plusMinus(intervalOf(e))}</small>
          </>
        ),
      },
      {
        key: 'interval',
        header: t('evaluators.interval'),
        value: () => null,
        wideOnly: true,
        width: 220,
        cell: (e) => (
          <IntervalBar
            value={e.effect}
            interval={intervalOf(e)}
            min={-reach}
            max={reach}
            mark={0}
            tone="service-test"
          />
        ),
      },
      {
        key: 'n',
        header: t('evaluators.n'),
        align: 'end',
        wideOnly: true,
        value: (e) => e.n,
        cell: (e) => format.count(e.n),
      },
    ]
  }, [evaluators, t, format])
}
