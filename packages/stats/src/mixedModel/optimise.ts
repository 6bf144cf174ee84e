/** Minimises the profiled deviance by damped Newton steps on exact gradients and average information. */
import { cholesky, cholSolve } from '../core/linalg.ts'
import { type Derivatives, derivatives } from './derivatives.ts'
import type { Evaluation, Profile } from './profile.ts'

/** Where the search ended. `slopes` are the derivatives at the end (before entries at the floor were set to 0). */
export type Optimum = {
  readonly evaluation: Evaluation
  readonly slopes: Derivatives
  readonly converged: boolean
  /** Entries of theta that ended at 0 and don't count as free parameters. */
  readonly atBoundary: readonly boolean[]
}

/** Diagonal entries of Lambda stay above this while searching; below, they are as good as 0. */
const FLOOR = 1e-4
/** A predicted gain in deviance below this ends the search; big problems stop a step earlier. */
const TOLERANCE = { cheap: 1e-12, costly: 1e-9 }
/** Multiplications per factorization from which a problem is big. */
const COSTLY_WORK = 5e7
const MAX_STEPS = 100

type Point = { readonly evaluation: Evaluation; readonly slopes: Derivatives }

/** Searches from `start`; undefined when the deviance can't be evaluated anywhere near. */
export function minimise(profile: Profile, start: Float64Array): Optimum | undefined {
  const first = profile.evaluate(start)
  if (first === undefined) return undefined
  let point: Point = { evaluation: first, slopes: derivatives(profile, first) }
  let converged = false
  for (let step = 0; step < MAX_STEPS && !converged; step++) {
    const fixed = boundaryEntries(profile, point)
    const direction = newtonDirection(profile, point, fixed)
    const next = lineSearch(profile, point, direction)
    if (next === 'done') converged = true
    else if (next === undefined) {
      const fallback = lineSearch(profile, point, scaledGradient(point, fixed))
      if (fallback === 'done' || fallback === undefined) converged = true
      else point = { evaluation: fallback, slopes: derivatives(profile, fallback) }
    } else point = { evaluation: next, slopes: derivatives(profile, next) }
  }
  return settleBoundary(profile, point, converged)
}

/** Diagonal entries at the floor whose gradient pushes them further down. */
function boundaryEntries(profile: Profile, { evaluation, slopes }: Point): boolean[] {
  return profile.entries.map(
    (e, i) => e.row === e.column && evaluation.theta[i]! <= FLOOR && slopes.gradient[i]! >= 0,
  )
}

/** Newton step on the free entries; the curvature part is left out where it spoils positive definiteness. */
function newtonDirection(profile: Profile, { slopes }: Point, fixed: readonly boolean[]): Float64Array {
  const m = profile.entries.length
  const free = [...fixed.keys()].filter((i) => !fixed[i])
  const d = new Float64Array(m)
  const k = free.length
  if (k === 0) return d
  const right = Float64Array.from(free, (i) => -slopes.gradient[i]!)
  for (const share of [1, 0]) {
    for (const damping of share === 1 ? [0] : [1e-8, 1e-3, 1]) {
      const h = new Float64Array(k * k)
      for (let a = 0; a < k; a++) {
        for (let b = 0; b < k; b++) {
          const at = free[a]! * m + free[b]!
          h[a * k + b] = slopes.information[at]! + share * slopes.curvature[at]!
        }
        h[a * k + a] = h[a * k + a]! * (1 + damping) + damping * 1e-6
      }
      const root = cholesky(h, k, 1e-10)
      if (root === undefined) continue
      const x = cholSolve(root, k, right)
      for (const [a, i] of free.entries()) d[i] = x[a]!
      return d
    }
  }
  return scaledGradient({ slopes }, fixed)
}

function scaledGradient({ slopes }: Pick<Point, 'slopes'>, fixed: readonly boolean[]): Float64Array {
  const m = fixed.length
  return slopes.gradient.map((g, i) =>
    fixed[i] ? 0 : -g / Math.max(slopes.information[i * m + i]!, Math.abs(g), 1e-8),
  )
}

/**
 * Halves the step until the deviance falls enough. 'done' when no step could gain more than the tolerance,
 * undefined when the direction leads nowhere.
 */
function lineSearch(
  profile: Profile,
  { evaluation, slopes }: Point,
  direction: Float64Array,
): Evaluation | 'done' | undefined {
  const theta = evaluation.theta
  const tolerance = profile.cross.symbolic.work > COSTLY_WORK ? TOLERANCE.costly : TOLERANCE.cheap
  const rounding = 1e-14 * Math.abs(evaluation.deviance)
  for (let half = 0, t = 1; half < 20; half++, t /= 2) {
    const candidate = theta.map((v, i) => limited(profile, i, v, v + t * direction[i]!))
    let slope = 0
    for (let i = 0; i < theta.length; i++) slope += slopes.gradient[i]! * (candidate[i]! - theta[i]!)
    // near the minimum the gain of a Newton step is half of the fall along the gradient
    if (half === 0 && -slope / 2 < tolerance && slope <= 0) return 'done'
    if (slope >= 0) return undefined
    const next = profile.evaluate(candidate)
    if (next !== undefined && next.deviance <= evaluation.deviance + 1e-4 * slope + rounding) return next
    if (-slope * t < 1e-7) return 'done'
  }
  return undefined
}

/** Keeps one step within reach of where it starts, and the diagonal positive. */
function limited(profile: Profile, i: number, from: number, to: number): number {
  const { row, column } = profile.entries[i]!
  if (row === column) return Math.max(FLOOR, Math.min(Math.max(to, from / 10), 4 * from + 0.1))
  const reach = 1 + 2 * Math.abs(from)
  return Math.max(from - reach, Math.min(to, from + reach))
}

/** Sets diagonal entries at the floor to 0 where that is no worse. */
function settleBoundary(profile: Profile, point: Point, converged: boolean): Optimum {
  const { theta, deviance } = point.evaluation
  const atBoundary = profile.entries.map((e, i) => e.row === e.column && theta[i]! <= 1.01 * FLOOR)
  if (!atBoundary.includes(true)) return { ...point, converged, atBoundary }
  const zeroed = theta.map((v, i) => (atBoundary[i] ? 0 : v))
  const evaluation = profile.evaluate(zeroed)
  if (evaluation !== undefined && evaluation.deviance <= deviance + 1e-6) {
    return { evaluation, slopes: point.slopes, converged, atBoundary }
  }
  const back = profile.evaluate(theta)
  return {
    evaluation: back ?? point.evaluation,
    slopes: point.slopes,
    converged,
    atBoundary: atBoundary.map(() => false),
  }
}

/** Hessian of the deviance at an interior optimum by central differences of the gradient. */
export function hessian(profile: Profile, optimum: Optimum): Float64Array {
  const { theta } = optimum.evaluation
  const m = theta.length
  const out = new Float64Array(m * m)
  for (let i = 0; i < m; i++) {
    if (optimum.atBoundary[i]) continue
    const e = profile.entries[i]!
    const h = 1e-4 * (e.row === e.column ? Math.max(theta[i]!, 1e-3) : 1)
    const sides = [h, -h].map((shift) => {
      const moved = theta.map((v, j) =>
        Math.max(
          v + (j === i ? shift : 0),
          profile.entries[j]!.row === profile.entries[j]!.column ? FLOOR : -Infinity,
        ),
      )
      const at = profile.evaluate(moved)
      return at === undefined ? optimum.slopes.gradient : derivatives(profile, at).gradient
    })
    for (let j = 0; j < m; j++) out[i * m + j] = (sides[0]![j]! - sides[1]![j]!) / (2 * h)
  }
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < i; j++) {
      const s = (out[i * m + j]! + out[j * m + i]!) / 2
      out[i * m + j] = s
      out[j * m + i] = s
    }
  }
  return out
}
