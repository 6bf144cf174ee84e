import { isRefusal, type MixedModel, type Moments, mixedModel } from '@tandem/stats'
import { unknownId } from '../platform/analytics/index.ts'
import type { Gathered } from './merge.ts'

/** No evaluator: readings whose rater is not known share this key. */
export const nobody = unknownId

/** Points by evaluator: negative scores lower than others do on the same units. */
export type EvaluatorEffects = ReadonlyMap<
  string,
  { readonly effect: number; readonly standardError: number; readonly n: number }
>

/** Strict and lenient evaluators taken apart from good and bad units. */
export interface Strictness {
  readonly model: MixedModel
  readonly unitIds: readonly string[]
  readonly evaluatorIds: readonly string[]
  readonly effects: EvaluatorEffects
}

/**
 * Fit y = mean + unit + evaluator + error by REML on the cells (crossed random effects, as lme4). Null when there
 * are no evaluators to compare: fewer than two, or each unit has seen one only and each evaluator one unit only.
 */
export function fitStrictness(gathered: Gathered): Strictness | null {
  const unitIds = [...gathered.keys()]
  const evaluatorIndex = new Map<string, number>()
  const units: number[] = []
  const evaluators: number[] = []
  const cells: Moments[] = []
  unitIds.forEach((id, u) => {
    for (const [evaluator, moments] of gathered.get(id)!) {
      if (moments.n === 0) continue
      const e = evaluatorIndex.get(evaluator) ?? evaluatorIndex.size
      evaluatorIndex.set(evaluator, e)
      units.push(u)
      evaluators.push(e)
      cells.push(moments)
    }
  })
  const known = [...evaluatorIndex.keys()].filter((id) => id !== nobody)
  // Without crossing (no more cells than a tree has edges) units and evaluators can't be told apart.
  if (known.length < 2 || unitIds.length < 3 || cells.length < unitIds.length + evaluatorIndex.size)
    return null
  const model = mixedModel({
    cells: {
      count: Float64Array.from(cells, (c) => c.n),
      mean: Float64Array.from(cells, (c) => c.mean),
      m2: Float64Array.from(cells, (c) => c.m2),
    },
    random: [
      { name: 'unit', levels: Int32Array.from(units), levelCount: unitIds.length },
      { name: 'evaluator', levels: Int32Array.from(evaluators), levelCount: evaluatorIndex.size },
    ],
  })
  if (isRefusal(model)) return null
  const counts = new Float64Array(evaluatorIndex.size)
  evaluators.forEach((e, i) => {
    counts[e]! += cells[i]!.n
  })
  const blups = model.blups.evaluator!
  const effects = new Map(
    known.map((id) => {
      const e = evaluatorIndex.get(id)!
      return [id, { effect: blups.estimate[e]!, standardError: blups.conditionalSd[e]!, n: counts[e]! }]
    }),
  )
  return { model, unitIds, evaluatorIds: known, effects }
}

/** What strictness did to a unit's raw mean, in points: the mean effect of the evaluators it met. */
export function strictnessOf(cells: ReadonlyMap<string, Moments>, strictness: EvaluatorEffects): number {
  let sum = 0
  let n = 0
  for (const [evaluator, moments] of cells) {
    sum += moments.n * (strictness.get(evaluator)?.effect ?? 0)
    n += moments.n
  }
  return n > 0 ? sum / n : 0
}

/** The same cells as they would be with an average evaluator, merged by unit. */
export function withoutStrictness(cells: ReadonlyMap<string, Moments>, strictness: Strictness): Moments[] {
  return [...cells].map(([evaluator, m]) => ({
    n: m.n,
    mean: m.mean - (strictness.effects.get(evaluator)?.effect ?? 0),
    m2: m.m2,
  }))
}
