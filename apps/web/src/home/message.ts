import type { Change, GoalProgress, Role, Standing } from '@tandem/contract'

/** Probability from which a place in a fifth counts as sure. */
export const sure = 0.8

/** What is told of a unit's place. */
export type Place = Pick<Standing, 'unitId' | 'name' | 'n' | 'rank' | 'probabilityTop' | 'probabilityBottom'>

/** What is known when someone opens Home; what they may not see, or nobody asked, is empty. */
export interface HomeFacts {
  readonly role: Role
  /** Most important first. */
  readonly changes: readonly Change[]
  readonly goals: readonly Pick<GoalProgress, 'goal' | 'metric' | 'status' | 'forecast' | 'current'>[]
  /** Standings of the units in view by the main metric. */
  readonly standings: readonly Place[]
  /** Something could not be read, so that silence means nothing. */
  readonly missing: boolean
  /** How many are ranked, those outside of the view included. */
  readonly ranked: number
  /** The unit of a site manager. */
  readonly ownId: string | null
}

/** One thing that may matter most, and how much: 0 to 100. */
export type Matter = { readonly severity: number } & (
  | { readonly kind: 'worse' | 'better'; readonly change: Change }
  | {
      readonly kind: 'goals'
      readonly behind: number
      readonly of: number
      /** The one that is least likely to be reached. */
      readonly worst: HomeFacts['goals'][number]
    }
  | { readonly kind: 'goalsWell'; readonly of: number }
  | { readonly kind: 'ownBottom' | 'ownTop' | 'ownPlace'; readonly own: Place; readonly of: number }
  | { readonly kind: 'bottom'; readonly count: number; readonly of: number }
  | { readonly kind: 'calm'; readonly of: number }
  | { readonly kind: 'unread' }
)

/** Whose first question is the goals, and whose the sites of their own. */
const goalsFirst: readonly Role[] = ['sponsor']
const sitesFirst: readonly Role[] = ['regional_manager']

/** How far a change moves the whole in view, 0 to 1: strong for a part, or slight for all. */
function reach({ effect, share }: Change): number {
  return Math.min(1, 1.5 * Math.abs(effect) * Math.sqrt(share))
}

function ofChanges({ changes, role }: HomeFacts): Matter[] {
  return changes.map((change) => {
    const concerned = role === 'hr_lead' && change.metric.source === 'employee' ? 15 : 0
    return change.good
      ? { kind: 'better', change, severity: 20 + 30 * reach(change) + concerned }
      : { kind: 'worse', change, severity: Math.min(100, 50 + 50 * reach(change) + concerned) }
  })
}

function ofGoals({ goals, role }: HomeFacts): Matter[] {
  const known = goals.filter((g) => g.status !== 'unknown')
  const behind = known.filter((g) => g.status === 'behind' || g.status === 'missed')
  const first = goalsFirst.includes(role) ? 35 : 0
  const [worst] = behind.toSorted((a, b) => chance(a) - chance(b))
  if (worst) {
    const severity = Math.min(100, 40 + 10 * Math.min(3, behind.length) + first)
    return [{ kind: 'goals', behind: behind.length, of: known.length, worst, severity }]
  }
  return known.length > 0 ? [{ kind: 'goalsWell', of: known.length, severity: 15 + first }] : []
}

/** Probability to reach the target; a missed goal has none. */
function chance(goal: HomeFacts['goals'][number]): number {
  return goal.status === 'missed' ? 0 : (goal.forecast?.probability ?? 0.5)
}

function ofStandings({ standings, ranked, ownId, role }: HomeFacts): Matter[] {
  const own = standings.find((s) => s.unitId === ownId)
  if (own) {
    if (own.probabilityBottom > sure) return [{ kind: 'ownBottom', own, of: ranked, severity: 84 }]
    if (own.probabilityTop > sure) return [{ kind: 'ownTop', own, of: ranked, severity: 58 }]
    return [{ kind: 'ownPlace', own, of: ranked, severity: 44 }]
  }
  const bottom = standings.filter((s) => s.probabilityBottom > sure).length
  if (bottom === 0) return []
  // The bottom fifth always holds a fifth of all; that more of them are sure is knowing more, not being worse.
  const crowd = Math.min(1, bottom / Math.max(1, standings.length / 5))
  const severity = 42 + 16 * crowd + (sitesFirst.includes(role) ? 10 : 0)
  return [{ kind: 'bottom', count: bottom, of: standings.length, severity }]
}

/**
 * Everything worth saying, what matters most first: the biggest real change, goals behind plan, places in the bottom
 * fifth (for a site manager the own place), what got better. Never empty: where all is calm, it says so, unless some of
 * it could not be read.
 */
export function matters(facts: HomeFacts): readonly [Matter, ...Matter[]] {
  const all = [...ofChanges(facts), ...ofGoals(facts), ...ofStandings(facts)]
  const [first, ...rest] = all.sort((a, b) => b.severity - a.severity)
  if (first) return [first, ...rest]
  return [
    facts.missing
      ? { kind: 'unread', severity: 0 }
      : { kind: 'calm', of: facts.standings.length, severity: 0 },
  ]
}
