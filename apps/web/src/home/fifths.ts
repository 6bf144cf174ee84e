import type { Standing, Standings } from '@tandem/contract'
import { sure } from './message.ts'

/** Worst first where the good direction is up; the probabilities shown are rounded, so these come before the estimate. */
function by(
  chance: (s: Standing) => number,
  { items, metrics }: Pick<Standings, 'items' | 'metrics'>,
  side: 1 | -1,
): Standing[] {
  const down = metrics.length === 1 && metrics[0]?.metric.direction === 'down'
  const sign = down ? -side : side
  const shown = (s: Standing) => Math.round(100 * Math.min(0.995, chance(s)))
  return items
    .filter((s) => chance(s) > sure)
    .sort((a, b) => shown(b) - shown(a) || sign * (b.estimate - a.estimate))
}

/** Those surely in the bottom fifth: surest first, of equally sure ones the worst. */
export function bottomOf(standings: Pick<Standings, 'items' | 'metrics'>): Standing[] {
  return by((s) => s.probabilityBottom, standings, -1)
}

/** Those surely in the top fifth: surest first, of equally sure ones the best. */
export function topOf(standings: Pick<Standings, 'items' | 'metrics'>): Standing[] {
  return by((s) => s.probabilityTop, standings, 1)
}
