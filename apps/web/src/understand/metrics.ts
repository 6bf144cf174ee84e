import type { Metric, Source } from '@tandem/contract'

export const sources: readonly Source[] = ['customer', 'employee', 'service_test', 'audit', 'operations']

/** The kinds of metric that say most about a source, best first. */
const telling: Readonly<Record<Source, readonly Metric['kind'][]>> = {
  customer: ['nps', 'index', 'csat', 'score', 'ces'],
  employee: ['index', 'enps', 'csat', 'score'],
  service_test: ['score', 'index', 'csat'],
  audit: ['score', 'index', 'csat'],
  operations: ['figure'],
}

/** The metric that stands for a source where there is room for one; undefined when the source is not heard. */
export function mainOf(metrics: readonly Metric[], source: Source): Metric | undefined {
  const own = metrics.filter((m) => m.source === source)
  for (const kind of telling[source]) {
    const hit = own.find((m) => m.kind === kind)
    if (hit) return hit
  }
  return own[0]
}

/** What a screen begins with: the voice of the customers, else the next source that is a quality and not a figure. */
export function mainMetric(metrics: readonly Metric[]): Metric | undefined {
  for (const source of sources) {
    const metric = mainOf(metrics, source)
    if (metric) return metric
  }
  return undefined
}
