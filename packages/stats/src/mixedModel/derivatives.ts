/**
 * Exact gradient of the profiled deviance and its average-information Hessian (Gilmour, Thompson & Cullis 1995),
 * both from quantities in the space of the random effects: with H = I + Z Lambda Lambda' Z' (weights absorbed) and
 * P = H^-1 - H^-1 Q (Q'H^-1 Q)^-1 Q'H^-1,
 *   Lambda' Z'H^-1 v = M^-1 Lambda' Z' v   and   Lambda' Z'H^-1 Z Lambda = I - M^-1,
 * so that the diagonal blocks of M^-1 are all that is needed beyond the evaluation itself.
 */
import { eachLevel, invertLower } from './lambda.ts'
import { type Evaluation, inner, type Profile } from './profile.ts'

/** Derivatives at one theta (all diagonal entries of Lambda must be positive). */
export type Derivatives = {
  readonly gradient: Float64Array
  /** Positive semi-definite part of the Hessian (average information, residual variance profiled out). */
  readonly information: Float64Array
  /** Second part of the Hessian: curvature of Lambda Lambda' times the gradient by the covariance; vanishes inside. */
  readonly curvature: Float64Array
  /** y'P H_i P y / sigma^2: derivative of the penalised residual sum of squares, negated and scaled. */
  readonly quadratic: Float64Array
  /** d(Q'H^-1 Q)/d theta_i, negated; p x p each. */
  readonly fixedChange: readonly Float64Array[]
}

/** Computes them at the evaluation that the profile made last. */
export function derivatives(profile: Profile, at: Evaluation): Derivatives {
  const { cross, entries, reml, degrees } = profile
  const sigma2 = at.pwrss / degrees
  const inverse = at.lambda.map((l, k) => invertLower(l, cross.blocks[k]!.size))
  const v = transposedTimes(profile, inverse, at.u)
  const kappa = at.sensitivity.map((s) => transposedTimes(profile, inverse, s))
  const shrunk = shrinkageSums(profile)
  const spread = spreadMatrices(profile, at, inverse, shrunk, v, kappa, sigma2)
  const gradient = new Float64Array(entries.length)
  const quadratic = new Float64Array(entries.length)
  const fixedChange: Float64Array[] = []
  const moves: Float64Array[] = []
  for (const [i, { block, row, column }] of entries.entries()) {
    const size = cross.blocks[block]!.size
    let trace = 0
    for (let j = 0; j < size; j++)
      trace += shrunk[block]![column * size + j]! * inverse[block]![j * size + row]!
    const change = fixedInformationChange(profile, at, kappa, block, row, column)
    fixedChange.push(change)
    let projected = 0
    if (reml) for (let e = 0; e < change.length; e++) projected += change[e]! * at.covariance[e]!
    const { quad, move } = workingVector(profile, inverse[block]!, at.u, v, block, row, column)
    quadratic[i] = quad / sigma2
    moves.push(move)
    gradient[i] = 2 * trace - projected - quadratic[i]!
  }
  const information = averageInformation(profile, at, moves, quadratic, sigma2)
  return { gradient, information, curvature: curvatureOf(profile, spread), quadratic, fixedChange }
}

/** Lambda^-T x. */
function transposedTimes(profile: Profile, inverse: readonly Float64Array[], x: Float64Array): Float64Array {
  const out = new Float64Array(x.length)
  eachLevel(profile.cross, (k, size, at) => {
    const m = inverse[k]!
    for (let i = 0; i < size; i++) {
      let s = 0
      for (let j = i; j < size; j++) s += m[j * size + i]! * x[at + j]!
      out[at + i] = s
    }
  })
  return out
}

/** Sum over levels of I - (M^-1)_ll, per block. */
function shrinkageSums(profile: Profile): Float64Array[] {
  const { width, values } = profile.inverseBlocks()
  const sums = profile.cross.blocks.map((b) => new Float64Array(b.size * b.size))
  eachLevel(profile.cross, (k, size, at) => {
    const s = sums[k]!
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++)
        s[i * size + j] = s[i * size + j]! + (i === j ? 1 : 0) - values[(at + i) * width + j]!
    }
  })
  return sums
}

/** Sum over levels of (Z'PZ)_ll - (Z'Py)(Z'Py)'/sigma^2: gradient by the block's relative covariance matrix. */
function spreadMatrices(
  profile: Profile,
  at: Evaluation,
  inverse: readonly Float64Array[],
  shrunk: readonly Float64Array[],
  v: Float64Array,
  kappa: readonly Float64Array[],
  sigma2: number,
): Float64Array[] {
  const p = kappa.length
  const out = profile.cross.blocks.map(({ size }, k) => {
    const m = inverse[k]!
    const s = new Float64Array(size * size)
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        let sum = 0
        for (let a = i; a < size; a++) {
          for (let b = j; b < size; b++)
            sum += m[a * size + i]! * shrunk[k]![a * size + b]! * m[b * size + j]!
        }
        s[i * size + j] = sum
      }
    }
    return s
  })
  eachLevel(profile.cross, (k, size, t) => {
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        let sum = (v[t + i]! * v[t + j]!) / sigma2
        if (profile.reml) {
          for (let x = 0; x < p; x++) {
            for (let y = 0; y < p; y++)
              sum += kappa[x]![t + i]! * at.covariance[x * p + y]! * kappa[y]![t + j]!
          }
        }
        out[k]![i * size + j] = out[k]![i * size + j]! - sum
      }
    }
  })
  return out
}

/** Q'H^-1 H_i H^-1 Q. */
function fixedInformationChange(
  profile: Profile,
  at: Evaluation,
  kappa: readonly Float64Array[],
  block: number,
  row: number,
  column: number,
): Float64Array {
  const { nodeStart, symbolic } = profile.cross
  const p = kappa.length
  const out = new Float64Array(p * p)
  for (let x = 0; x < p; x++) {
    for (let y = 0; y <= x; y++) {
      const kx = kappa[x]!
      const ky = kappa[y]!
      const rx = at.sensitivity[x]!
      const ry = at.sensitivity[y]!
      let s = 0
      for (let node = nodeStart[block]!; node < nodeStart[block + 1]!; node++) {
        const t = symbolic.nodeOffset[node]!
        s += kx[t + row]! * ry[t + column]! + rx[t + column]! * ky[t + row]!
      }
      out[x * p + y] = s
      out[y * p + x] = s
    }
  }
  return out
}

/** y'P H_i P y and the working vector H_i P y in the coordinates of the spherical effects. */
function workingVector(
  profile: Profile,
  inverse: Float64Array,
  u: Float64Array,
  v: Float64Array,
  block: number,
  row: number,
  column: number,
): { quad: number; move: Float64Array } {
  const { nodeStart, symbolic, blocks } = profile.cross
  const size = blocks[block]!.size
  const move = new Float64Array(u.length)
  let quad = 0
  for (let node = nodeStart[block]!; node < nodeStart[block + 1]!; node++) {
    const t = symbolic.nodeOffset[node]!
    const ub = u[t + column]!
    const va = v[t + row]!
    quad += 2 * va * ub
    for (let i = row; i < size; i++) move[t + i] = inverse[i * size + row]! * ub
    move[t + column] = move[t + column]! + va
  }
  return { quad, move }
}

function averageInformation(
  profile: Profile,
  at: Evaluation,
  moves: readonly Float64Array[],
  quadratic: Float64Array,
  sigma2: number,
): Float64Array {
  const m = moves.length
  const p = at.sensitivity.length
  const projected = moves.map((s) => {
    const x = Float64Array.from(s)
    profile.factor.solve(x)
    for (let i = 0; i < x.length; i++) x[i] = s[i]! - x[i]!
    return x
  })
  const onFixed = moves.map((s) => at.sensitivity.map((r) => inner(r, s)))
  const out = new Float64Array(m * m)
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) {
      let s = inner(moves[i]!, projected[j]!)
      for (let x = 0; x < p; x++) {
        for (let y = 0; y < p; y++) s -= onFixed[i]![x]! * at.covariance[x * p + y]! * onFixed[j]![y]!
      }
      out[i * m + j] = s / sigma2 - (quadratic[i]! * quadratic[j]!) / profile.degrees
    }
  }
  return out
}

function curvatureOf(profile: Profile, spread: readonly Float64Array[]): Float64Array {
  const { entries, cross } = profile
  const m = entries.length
  const out = new Float64Array(m * m)
  for (const [i, a] of entries.entries()) {
    for (const [j, b] of entries.entries()) {
      if (a.block !== b.block || a.column !== b.column) continue
      out[i * m + j] = 2 * spread[a.block]![a.row * cross.blocks[a.block]!.size + b.row]!
    }
  }
  return out
}
