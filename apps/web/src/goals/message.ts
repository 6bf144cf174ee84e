import type { Coverage, GoalProgress } from '@tandem/contract'

/** What is missing at the touchpoints that serve a goal, the graver first. */
export interface Holes {
  readonly kind: 'unheard' | 'unowned'
  readonly count: number
}

/** What the goals say, picked by what matters most; the screen puts it into words. */
export type Message =
  | { readonly kind: 'none' }
  /** Surely behind its plan. `others` are other goals that are behind. */
  | {
      readonly kind: 'behind'
      readonly item: GoalProgress
      readonly others: number
      readonly holes: Holes | null
    }
  /** Near its plan, but the forecast does not reach the target. */
  | {
      readonly kind: 'unlikely'
      readonly item: GoalProgress
      readonly others: number
      readonly holes: Holes | null
    }
  | { readonly kind: 'missed'; readonly item: GoalProgress }
  | { readonly kind: 'unknown'; readonly item: GoalProgress; readonly why: UnknownWhy }
  /** Reached; `rest` are the goals that are still under way, all on track. */
  | { readonly kind: 'reached'; readonly item: GoalProgress; readonly rest: number }
  | {
      readonly kind: 'on_track'
      readonly item: GoalProgress
      readonly count: number
      readonly holes: Holes | null
    }

export type UnknownWhy = 'protected' | 'silent' | 'no_baseline'

/** Why nothing can be said about a goal. */
export function whyUnknown({ current }: Pick<GoalProgress, 'current'>): UnknownWhy {
  if (current.value !== null) return 'no_baseline'
  return current.suppressed?.reason === 'too_few_respondents' ? 'protected' : 'silent'
}

/** How far a goal is off its plan, as a share of the whole way it has to go; negative is behind. */
function gapShare({ gap, baseline, goal }: GoalProgress): number {
  if (!gap || !baseline) return 0
  return gap.value / (Math.abs(goal.target - baseline.value) || 1)
}

/** Whether the value itself is surely worse than the plan, not only the outlook. */
const isSurelyBehind = ({ gap }: GoalProgress) => gap?.interval != null && gap.interval.upper < 0

/** Holes in what serves a goal, or in all touchpoints. */
function holesOf(coverage: Coverage | null, goalId: string | null): Holes | null {
  if (!coverage) return null
  const rows = coverage.rows.filter((row) => goalId === null || row.goalIds.includes(goalId))
  const count = (test: (hole: string) => boolean) => rows.filter((row) => row.holes.some(test)).length
  const unheard = count((hole) => hole === 'never' || hole === 'silent')
  if (unheard > 0) return { kind: 'unheard', count: unheard }
  const unowned = count((hole) => hole === 'no_owner')
  return unowned > 0 ? { kind: 'unowned', count: unowned } : null
}

/**
 * The sentence of the page: the goal that is most behind and what is not listened to on its way; else one that was
 * missed, one of which nothing is known, one that was reached, or that all is well.
 */
export function messageOf(items: readonly GoalProgress[], coverage: Coverage | null): Message {
  const of = (status: GoalProgress['status']) => items.filter((item) => item.status === status)
  const behind = of('behind').sort((a, b) => gapShare(a) - gapShare(b))
  const worst = behind.find(isSurelyBehind) ?? behind[0]
  if (worst) {
    const holes = holesOf(coverage, worst.goal.id)
    const kind = isSurelyBehind(worst) ? 'behind' : 'unlikely'
    return { kind, item: worst, others: behind.length - 1, holes }
  }
  const [missed] = of('missed')
  if (missed) return { kind: 'missed', item: missed }
  const [unknown] = of('unknown')
  if (unknown) return { kind: 'unknown', item: unknown, why: whyUnknown(unknown) }
  const [reached] = of('reached')
  if (reached) return { kind: 'reached', item: reached, rest: items.length - of('reached').length }
  const [first] = items
  if (!first) return { kind: 'none' }
  return { kind: 'on_track', item: first, count: items.length, holes: holesOf(coverage, null) }
}
