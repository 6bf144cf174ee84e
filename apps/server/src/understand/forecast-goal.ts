import { type GoalForecast, type GoalProgress, type Metric, scoreRange } from '@tandem/contract'
import { isRefusal, localTrendForecast } from '@tandem/stats'
import {
  addDays,
  type Cell,
  daysBetween,
  type GoalGrain,
  periodEnd,
  periodStart,
  windowLength,
} from './goal-series.ts'
import { intervalLevel } from './protect.ts'

export interface GoalToForecast {
  readonly metric: Metric
  readonly target: number
  readonly dueOn: string
  readonly grain: GoalGrain
  readonly cells: readonly Cell[]
  /** The day that is today for the goal. */
  readonly on: string
}

type Answer = Pick<GoalProgress, 'forecast' | 'noForecast'> & { readonly warnings: readonly string[] }
const none = (message: string): Answer => ({
  forecast: null,
  noForecast: { reason: 'not_enough_data', message },
  warnings: [],
})

/** The value to expect over the window that ends at the due date, and how likely it reaches the target. */
export function forecastGoal({ metric, target, dueOn, grain, cells, on }: GoalToForecast): Answer {
  const first = cells[0]?.from
  const steps = countPeriods(on, dueOn, grain)
  if (!first) return none('Nothing was heard yet, so there is nothing to forecast from.')
  if (steps < 1)
    return none(`The due date lies in the running ${grain}: the value now is all there is to go by.`)
  const byStart = new Map(cells.map((cell) => [cell.from, cell.moments]))
  const past = Array.from({ length: countPeriods(first, on, grain) + 1 }, (_, i) =>
    byStart.get(periodStart(first, grain, i)),
  )
  const spread = withinVariance(cells)
  // Figures are counted, not sampled: what a month's figure lacks in certainty shows from month to month.
  const exact = metric.source === 'operations'
  const result = localTrendForecast({
    values: past.map((moments) => moments?.mean ?? Number.NaN),
    variances: past.map((moments) => (moments && !exact ? spread / moments.n : 0)),
    steps,
    window: windowLength[grain],
    target,
    level: intervalLevel,
  })
  if (isRefusal(result)) return none(`No forecast: ${result.message}`)
  const { min, max } = scoreRange(metric)
  const clip = (value: number) => Math.min(max, Math.max(min, value))
  const clipped = ({ lower, upper, level }: GoalForecast['interval']) => ({
    lower: clip(lower),
    upper: clip(upper),
    level,
  })
  const probability = result.probability ?? 0
  return {
    forecast: {
      on: dueOn,
      value: clip(result.estimate),
      interval: clipped(result.interval),
      probability: metric.direction === 'up' ? probability : 1 - probability,
      path: result.path.map(({ estimate, interval }, i) => ({
        on: middleOf(periodStart(on, grain, i + 1), grain),
        value: clip(estimate),
        interval: clipped(interval),
      })),
    },
    noForecast: null,
    warnings: result.warnings,
  }
}

/** Variance of single readings within a period, over all periods; 0 where each has one reading. */
function withinVariance(cells: readonly Cell[]): number {
  const freedom = cells.reduce((sum, { moments }) => sum + moments.n - 1, 0)
  return freedom > 0 ? cells.reduce((sum, { moments }) => sum + moments.m2, 0) / freedom : 0
}

/** Periods from that of one day to that of another. */
function countPeriods(from: string, to: string, grain: GoalGrain): number {
  const [a, b] = [periodStart(from, grain), periodStart(to, grain)]
  if (grain === 'week') return daysBetween(a, b) / 7
  const months = (day: string) => 12 * Number(day.slice(0, 4)) + Number(day.slice(5, 7))
  return months(b) - months(a)
}

function middleOf(start: string, grain: GoalGrain): string {
  return addDays(start, Math.floor(daysBetween(start, periodEnd(start, grain)) / 2))
}
