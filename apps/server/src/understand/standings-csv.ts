import type { Standings } from '@tandem/contract'
import { csvLine } from '../link/index.ts'

/** Standings as a table for spreadsheets: one row a unit, best first. */
export function standingsCsv({ items, metrics }: Standings): string {
  const header = [
    'key',
    'name',
    'parent',
    'n',
    'raw',
    'estimate',
    'lower',
    'upper',
    'rank_expected',
    'rank_lower',
    'rank_upper',
    'probability_top_fifth',
    'probability_bottom_fifth',
    'evaluator_strictness',
    ...metrics.map((m) => `estimate_${m.metric.key}`),
  ]
  const rows = items.map((s) => [
    s.key,
    s.name,
    s.parentName ?? '',
    ...[
      s.n,
      s.raw,
      s.estimate,
      s.interval.lower,
      s.interval.upper,
      s.rank.expected,
      s.rank.lower,
      s.rank.upper,
      s.probabilityTop,
      s.probabilityBottom,
      s.withoutStrictness,
      ...metrics.map((m) => s.metrics.find((x) => x.metric === m.metric.key)?.estimate ?? null),
    ].map((x) => (x === null ? null : Math.round(x * 10_000) / 10_000)),
  ])
  return [header, ...rows].map(csvLine).join('')
}
