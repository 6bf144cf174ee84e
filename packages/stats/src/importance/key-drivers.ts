import { checkFinite, type Refusal, refuse } from '../core/refusal.ts'

/** Where a driver stands: is it important, and is the unit already good at it? */
export type KeyDriverField = 'improve first' | 'keep up' | 'watch' | 'leave'

/** One driver in the matrix of importance and performance. */
export interface KeyDriver {
  readonly name: string
  readonly importance: number
  readonly performance: number
  /** importance x (target - performance); zero when the target is reached. */
  readonly potential: number
  readonly field: KeyDriverField
}

/**
 * Key-driver matrix: importance against performance, in descending order of improvement potential. A driver counts as
 * important above the mean importance, and as strong when it reaches its target.
 *
 * @param drivers name, importance (for example its LMG share), performance and target on the same scale (0 to 100)
 * @returns one entry per driver, or a refusal: `empty`, `not-finite`, `out-of-range` for a negative importance
 */
export function keyDriverMatrix(
  drivers: readonly {
    readonly name: string
    readonly importance: number
    readonly performance: number
    readonly target: number
  }[],
): readonly KeyDriver[] | Refusal {
  if (drivers.length === 0) return refuse('empty', 'There are no drivers to compare.')
  const bad = checkFinite(
    drivers.flatMap((d) => [d.importance, d.performance, d.target]),
    'Importance, performance and target of each driver',
  )
  if (bad) return bad
  const negative = drivers.find((d) => d.importance < 0)
  if (negative) return refuse('out-of-range', `The importance of ${negative.name} is negative.`)
  const mean = drivers.reduce((s, d) => s + d.importance, 0) / drivers.length
  return drivers
    .map(({ name, importance, performance, target }): KeyDriver => {
      const important = importance >= mean
      const reached = performance >= target
      const field = important ? (reached ? 'keep up' : 'improve first') : reached ? 'leave' : 'watch'
      return {
        name,
        importance,
        performance,
        potential: importance * Math.max(0, target - performance),
        field,
      }
    })
    .sort((a, b) => b.potential - a.potential)
}
