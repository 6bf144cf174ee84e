import type { Metric } from '@tandem/contract'

/** Lowest and highest value of a metric, as the contract has it: its own function would bring all its schemas along. */
export function scoreRange({ kind, scaleMin, scaleMax }: Pick<Metric, 'kind' | 'scaleMin' | 'scaleMax'>) {
  if (kind === 'figure') return { min: scaleMin, max: scaleMax }
  return { min: kind === 'nps' || kind === 'enps' ? -100 : 0, max: 100 }
}
