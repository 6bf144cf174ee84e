/** BFGS with backtracking (Nocedal & Wright 2006, chapter 6) for smooth functions of a few parameters. */

/** Value and gradient at x; undefined where the function isn't defined. */
export type Objective = (
  x: Float64Array,
) => { readonly value: number; readonly gradient: Float64Array } | undefined

/** Where the search ended. */
export type Minimum = {
  readonly x: Float64Array
  readonly value: number
  readonly gradient: Float64Array
  readonly converged: boolean
  /** Approximate inverse Hessian, row major. */
  readonly inverseHessian: Float64Array
}

const MAX_STEPS = 300

/** Minimises from `start`; `scale` is a guess at the diagonal of the Hessian. Undefined if the start is impossible. */
export function quasiNewton(
  objective: Objective,
  start: Float64Array,
  scale: Float64Array,
  tolerance = 1e-10,
): Minimum | undefined {
  const first = objective(start)
  if (first === undefined) return undefined
  const n = start.length
  let x = start
  let { value, gradient } = first
  let h = diagonalInverse(scale)
  let fresh = true
  const small = 0
  for (let step = 0; step < MAX_STEPS; step++) {
    const direction = times(h, gradient).map((v) => -v)
    const slope = dot(gradient, direction)
    if (-slope / 2 < tolerance) {
      if (fresh || -slope / 2 < tolerance / 100)
        return { x, value, gradient, converged: true, inverseHessian: h }
    }
    const next = backtrack(objective, x, value, direction, slope)
    if (next === undefined) {
      // no step gains anything: rounding has the last word
      if (fresh || small > 0) return { x, value, gradient, converged: -slope < 1e-5, inverseHessian: h }
      h = diagonalInverse(scale)
      fresh = true
      continue
    }
    const move = next.x.map((v, i) => v - x[i]!)
    const change = next.gradient.map((v, i) => v - gradient[i]!)
    if (dot(move, change) > 1e-14 * Math.sqrt(dot(move, move) * dot(change, change))) {
      h = update(h, move, change, n)
    }
    fresh = false
    x = next.x
    value = next.value
    gradient = next.gradient
  }
  return { x, value, gradient, converged: false, inverseHessian: h }
}

function backtrack(
  objective: Objective,
  x: Float64Array,
  value: number,
  direction: Float64Array,
  slope: number,
): { x: Float64Array; value: number; gradient: Float64Array } | undefined {
  if (!(slope < 0)) return undefined
  for (let t = 1; t > 1e-10; t /= t === 1 ? 2 : 3) {
    const trial = x.map((v, i) => v + t * direction[i]!)
    const next = objective(trial)
    if (next !== undefined && next.value <= value + 1e-4 * t * slope) return { x: trial, ...next }
  }
  return undefined
}

function diagonalInverse(scale: Float64Array): Float64Array {
  const n = scale.length
  const out = new Float64Array(n * n)
  for (let i = 0; i < n; i++) out[i * n + i] = 1 / scale[i]!
  return out
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((s, v, i) => s + v * b[i]!, 0)

function times(h: Float64Array, v: Float64Array): Float64Array {
  const n = v.length
  return v.map((_, i) => dot(h.subarray(i * n, (i + 1) * n), v))
}

/** BFGS update of the inverse Hessian. */
function update(h: Float64Array, s: Float64Array, y: Float64Array, n: number): Float64Array {
  const rho = 1 / dot(s, y)
  const hy = times(h, y)
  const factor = rho * (1 + rho * dot(y, hy))
  return h.map((v, at) => {
    const i = Math.floor(at / n)
    const j = at % n
    return v + factor * s[i]! * s[j]! - rho * (s[i]! * hy[j]! + hy[i]! * s[j]!)
  })
}

/** Hessian by central differences of the gradient with steps `h`; undefined where a neighbour is impossible. */
export function differenceHessian(
  objective: Objective,
  x: Float64Array,
  h: Float64Array,
): Float64Array | undefined {
  const n = x.length
  const out = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    const up = objective(x.map((v, j) => v + (j === i ? h[i]! : 0)))
    const down = objective(x.map((v, j) => v - (j === i ? h[i]! : 0)))
    if (up === undefined || down === undefined) return undefined
    for (let j = 0; j < n; j++) {
      const d = (up.gradient[j]! - down.gradient[j]!) / (2 * h[i]!)
      out[i * n + j] = out[i * n + j]! + d / 2
      out[j * n + i] = out[j * n + i]! + d / 2
    }
  }
  return out
}
