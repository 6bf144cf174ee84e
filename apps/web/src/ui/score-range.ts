import type { Metric } from '@tandem/contract'

/** Whether a metric is scored from -100 to 100, as NPS and eNPS are; other scores run from 0 to 100. */
export function isNps(kind: Metric['kind'] | undefined): boolean {
  return kind === 'nps' || kind === 'enps'
}

/** Lowest and highest value of a metric, as the contract has it: its own function would bring all its schemas along. */
export function scoreRange({ kind, scaleMin, scaleMax }: Pick<Metric, 'kind' | 'scaleMin' | 'scaleMax'>) {
  if (kind === 'figure') return { min: scaleMin, max: scaleMax }
  return { min: isNps(kind) ? -100 : 0, max: 100 }
}
