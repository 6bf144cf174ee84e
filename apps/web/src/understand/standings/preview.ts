import type { Standing, Standings } from '@tandem/contract'

/** Whether an answer was computed with these weights (any scale), in the order of its metrics. */
export function hasWeights(standings: Pick<Standings, 'metrics'>, weights: readonly number[]): boolean {
  const sum = weights.reduce((a, b) => a + b, 0)
  return (
    weights.length === standings.metrics.length &&
    standings.metrics.every((m, i) => Math.abs(m.weight - (weights[i] ?? 0) / sum) < 1e-9)
  )
}

/**
 * The standings with other weights, as far as the answer at hand tells. The composite estimate is the weighted sum of
 * the estimates of the metrics, whatever the weights (the model of the metrics does not depend on them), so estimates
 * and order are right. Intervals, rank ranges and probabilities need the errors' correlations, which only the server
 * has: intervals and ranges are closed, and all else is that of the old weights until the answer comes.
 */
export function previewOf(standings: Standings, weights: readonly number[]): Standings {
  const sum = weights.reduce((a, b) => a + b, 0)
  const share = weights.map((w) => w / sum)
  const place = new Map(standings.metrics.map(({ metric }, i) => [metric.key, i]))
  const signed = standings.metrics.map(
    ({ metric }, i) => (metric.direction === 'down' ? -1 : 1) * (share[i] ?? 0),
  )
  const figures = standings.items.map((unit) => {
    let estimate = 0
    let raw: number | null = unit.metrics.length === signed.length ? 0 : null
    for (const m of unit.metrics) {
      const weight = signed[place.get(m.metric) ?? -1] ?? 0
      estimate += weight * m.estimate
      raw = raw === null || m.raw === null ? null : raw + weight * m.raw
    }
    return { unit, estimate, raw }
  })
  figures.sort((a, b) => b.estimate - a.estimate || (a.unit.key < b.unit.key ? -1 : 1))
  // Copied once and only when the order is known: thousands of copies a move are what costs.
  const items = figures.map(({ unit, estimate, raw }, i): Standing => {
    const interval = { lower: estimate, upper: estimate, level: unit.interval.level }
    return { ...unit, estimate, raw, interval, rank: { expected: i + 1, lower: i + 1, upper: i + 1 } }
  })
  return {
    ...standings,
    items,
    metrics: standings.metrics.map((m, i) => ({ ...m, weight: share[i] ?? 0 })),
    mean: items.reduce((total, s) => total + s.estimate, 0) / Math.max(1, items.length),
  }
}
