import type { Metric } from '@tandem/contract'
import { mainOf } from '../metrics.ts'
import type { LinkageSearch } from './search.ts'

/** What can come first: what employees say, and what operations know about the work. */
export function driversOf(metrics: readonly Metric[]): Metric[] {
  return metrics.filter((m) => m.source === 'employee' || m.source === 'operations')
}

/** The employees' side to begin with: what they say, else a score, else a figure of operations. */
export function chosenDriver(metrics: readonly Metric[], search: LinkageSearch): Metric | undefined {
  const drivers = driversOf(metrics)
  return (
    drivers.find((m) => m.key === search.driver) ??
    mainOf(drivers, 'employee') ??
    drivers.find((m) => m.kind !== 'figure') ??
    drivers[0]
  )
}

/** What it may go with, to begin with: the voice of customers, else of those who watch the service, else a figure. */
export function chosenOutcome(
  metrics: readonly Metric[],
  search: LinkageSearch,
  driver: Metric,
): Metric | undefined {
  const others = metrics.filter((m) => m.key !== driver.key)
  return (
    others.find((m) => m.key === search.outcome) ??
    mainOf(others, 'customer') ??
    mainOf(others, 'service_test') ??
    mainOf(others, 'audit') ??
    mainOf(others, 'operations') ??
    others[0]
  )
}

const turnoverWords = /turnover|attrition|fluctuation|fluktu|текуч|离职|流失/i
const stayWords = /\bstay|\bintends?\b|intention|остат|остав|maradn|marad\b|留任|留下/i

/** Staff turnover in %, whose usual bands begin at 3, 6, 9 and 12. */
export function turnoverOf(metrics: readonly Metric[]): Metric | undefined {
  return metrics.find(
    (m) =>
      m.source === 'operations' &&
      m.unitLabel === '%' &&
      (turnoverWords.test(m.key) || turnoverWords.test(m.name)),
  )
}
export const turnoverCuts = [3, 6, 9, 12] as const

/** Employees' intention to stay. */
export function stayOf(metrics: readonly Metric[]): Metric | undefined {
  return metrics.find(
    (m) => m.source === 'employee' && (stayWords.test(m.key.replace(/[-_]/g, ' ')) || stayWords.test(m.name)),
  )
}
