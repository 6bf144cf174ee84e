/** From the optimum back to the caller's units and names. */
import { tQuantile, tSurvival } from '../core/distributions.ts'
import { cholesky } from '../core/linalg.ts'
import { invertUpper } from './design.ts'
import { applyBlocks } from './lambda.ts'
import type { Optimum } from './optimise.ts'
import type { Block, Problem } from './problem.ts'
import { inner, type Profile } from './profile.ts'
import { satterthwaite, type VarianceUncertainty } from './satterthwaite.ts'
import type {
  CovarianceComponent,
  FactorBlups,
  FixedEffect,
  LevelEffects,
  RandomTerm,
  VarianceComponent,
} from './types.ts'

/** Fixed effects on the original columns with Satterthwaite tests. */
export function fixedEffects(
  problem: Problem,
  profile: Profile,
  optimum: Optimum,
  uncertainty: VarianceUncertainty | undefined,
  level: number,
): { fixed: FixedEffect[]; covariance: number[][] } {
  const { basis, scale } = problem
  const { evaluation } = optimum
  const p = basis.names.length
  const back = invertUpper(basis.r, p)
  const total = evaluation.beta.map((b, j) => problem.olsCoefficients[j]! + scale * b)
  const sigma2 = (evaluation.pwrss / profile.degrees) * scale * scale
  const rows = basis.names.map((_, j) => back.slice(j * p, (j + 1) * p))
  const covariance = rows.map((a) => rows.map((b) => sigma2 * quadratic(evaluation.covariance, a, b)))
  const fixed = rows.map((a, j) => {
    const estimate = inner(a, total)
    const standardError = Math.sqrt(covariance[j]![j]!)
    const df = uncertainty === undefined ? profile.degrees : satterthwaite(optimum, uncertainty, a)
    const t = estimate / standardError
    const half = tQuantile((1 + level) / 2, df) * standardError
    const interval = { lower: estimate - half, upper: estimate + half, level }
    return {
      name: basis.names[j]!,
      estimate,
      standardError,
      df,
      t,
      p: 2 * tSurvival(Math.abs(t), df),
      interval,
    }
  })
  return { fixed, covariance }
}

function quadratic(c: Float64Array, a: Float64Array, b: Float64Array): number {
  const p = a.length
  let s = 0
  for (let i = 0; i < p; i++) for (let j = 0; j < p; j++) s += a[i]! * c[i * p + j]! * b[j]!
  return s
}

/** The average row on the orthonormal basis. */
export function averageRow(problem: Problem): Float64Array {
  const { basis } = problem
  const p = basis.names.length
  const back = invertUpper(basis.r, p)
  const out = new Float64Array(p)
  for (let j = 0; j < p; j++)
    for (let i = 0; i <= j; i++) out[j] = out[j]! + basis.means[i]! * back[i * p + j]!
  return out
}

/** Estimate and standard error of the fixed part at the average row. */
export function grandMean(
  problem: Problem,
  profile: Profile,
  optimum: Optimum,
): { estimate: number; standardError: number } {
  const row = averageRow(problem)
  const { beta, covariance, pwrss } = optimum.evaluation
  let estimate = 0
  for (let j = 0; j < row.length; j++)
    estimate += row[j]! * (problem.olsCoefficients[j]! + problem.scale * beta[j]!)
  const variance = (pwrss / profile.degrees) * quadratic(covariance, row, row)
  return { estimate, standardError: problem.scale * Math.sqrt(variance) }
}

type Components = { variances: VarianceComponent[]; covariances: CovarianceComponent[]; theta: number[] }

/** Variances, covariances and lme4's theta in the caller's units. */
export function components(
  problem: Problem,
  optimum: Optimum,
  sigma2: number,
  terms: readonly RandomTerm[],
): Components {
  const out: Components = { variances: [], covariances: [], theta: [] }
  const unit = Math.sqrt(problem.weightScale)
  for (const [k, block] of problem.blocks.entries()) {
    const { size, names } = block
    const root = multiply(block.transform, optimum.evaluation.lambda[k]!, size)
    const relative = new Float64Array(size * size)
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        for (let a = 0; a < size; a++)
          relative[i * size + j] = relative[i * size + j]! + root[i * size + a]! * root[j * size + a]!
      }
    }
    const factor = terms[block.term]!.name
    const label = (c: number): string => (names[c] === '' ? factor : `${factor}|${names[c]}`)
    const coefficient = (c: number): string => names[c] || '(Intercept)'
    const value = (i: number, j: number): number => (sigma2 / problem.weightScale) * relative[i * size + j]!
    for (let i = 0; i < size; i++) {
      out.variances.push({ name: label(i), variance: value(i, i), sd: Math.sqrt(value(i, i)) })
      for (let j = 0; j < i; j++) {
        const product = Math.sqrt(value(i, i) * value(j, j))
        const correlation = product > 0 ? Math.max(-1, Math.min(1, value(i, j) / product)) : 0
        out.covariances.push({
          name: factor,
          first: coefficient(j),
          second: coefficient(i),
          covariance: value(i, j),
          correlation,
        })
      }
    }
    const lower = relativeFactor(relative, size)
    for (let c = 0; c < size; c++) for (let r = c; r < size; r++) out.theta.push(lower[r * size + c]! / unit)
  }
  return out
}

/** Lower Cholesky factor that tolerates a singular matrix. */
function relativeFactor(a: Float64Array, n: number): Float64Array {
  const regular = cholesky(a, n)
  if (regular !== undefined) return regular
  const l = new Float64Array(n * n)
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let s = a[i * n + j]!
      for (let k = 0; k < j; k++) s -= l[i * n + k]! * l[j * n + k]!
      if (i === j) l[j * n + j] = s > 1e-13 * a[j * n + j]! ? Math.sqrt(s) : 0
      else l[i * n + j] = l[j * n + j]! > 0 ? s / l[j * n + j]! : 0
    }
  }
  return l
}

function multiply(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const out = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++)
      for (let j = 0; j < n; j++) out[i * n + j] = out[i * n + j]! + a[i * n + k]! * b[k * n + j]!
  }
  return out
}

/** BLUPs of all factors with their standard deviations. */
export function predictions(
  problem: Problem,
  profile: Profile,
  optimum: Optimum,
  terms: readonly RandomTerm[],
): Record<string, FactorBlups> {
  const { evaluation } = optimum
  const { width, values } = profile.inverseBlocks()
  const roots = problem.blocks.map((b, k) => multiply(b.transform, evaluation.lambda[k]!, b.size))
  const state: State = {
    problem,
    profile,
    optimum,
    roots,
    effects: applyBlocks(profile.cross, roots, evaluation.u, false),
    moves: evaluation.sensitivity.map((s) => applyBlocks(profile.cross, roots, s, false)),
    width,
    inverse: values,
  }
  const out: Record<string, FactorBlups> = {}
  for (const [t, term] of terms.entries()) {
    const effects = problem.blocks.flatMap((b, k) => (b.term === t ? blockEffects(state, k) : []))
    const first = problem.blocks.findIndex((b) => b.term === t)
    const slopes = Object.fromEntries(
      effects.filter((e) => e.name !== '').map(({ name, ...rest }) => [name, rest]),
    )
    const { name: _, ...head } = effects[0]!
    out[term.name] = { ...head, ...levelScores(state, first), names: term.names, slopes }
  }
  return out
}

type State = {
  readonly problem: Problem
  readonly profile: Profile
  readonly optimum: Optimum
  /** transform * Lambda per block. */
  readonly roots: readonly Float64Array[]
  readonly effects: Float64Array
  readonly moves: readonly Float64Array[]
  readonly width: number
  readonly inverse: Float64Array
}

/** a' M^-1 a within one level, a being row `i` of the block's root or any combination of its rows. */
function conditionalVariance(state: State, at: number, a: Float64Array): number {
  let s = 0
  for (let x = 0; x < a.length; x++) {
    for (let y = 0; y < a.length; y++) s += a[x]! * state.inverse[(at + x) * state.width + y]! * a[y]!
  }
  return s
}

function blockEffects(state: State, k: number): (LevelEffects & { name: string })[] {
  const { problem, profile, optimum } = state
  const block = problem.blocks[k]!
  const unit = problem.scale * Math.sqrt(optimum.evaluation.pwrss / profile.degrees)
  return block.names.map((name, c) => {
    const a = state.roots[k]!.slice(c * block.size, (c + 1) * block.size)
    const out = { name, ...emptyEffects(block) }
    const move = new Float64Array(state.moves.length)
    for (let l = 0; l < block.levelCount; l++) {
      const at = profile.cross.symbolic.nodeOffset[profile.cross.nodeStart[k]! + l]!
      const own = conditionalVariance(state, at, a)
      for (let j = 0; j < move.length; j++) move[j] = state.moves[j]![at + c]!
      out.estimate[l] = problem.scale * state.effects[at + c]!
      out.conditionalSd[l] = unit * Math.sqrt(Math.max(0, own))
      out.predictionSd[l] =
        unit * Math.sqrt(Math.max(0, own + quadratic(optimum.evaluation.covariance, move, move)))
    }
    return out
  })
}

function emptyEffects(block: Block): LevelEffects {
  const make = (): Float64Array => new Float64Array(block.levelCount)
  return { estimate: make(), conditionalSd: make(), predictionSd: make() }
}

/** Grand mean + effect of the level at the average of its covariates, with the sd of the sum's prediction error. */
function levelScores(state: State, k: number): { level: Float64Array; levelSd: Float64Array } {
  const { problem, profile, optimum } = state
  const { evaluation } = optimum
  const block = problem.blocks[k]!
  const mean = grandMean(problem, profile, optimum).estimate
  const row = averageRow(problem)
  const z = averageCovariates(problem, block)
  const root = evaluation.lambda[k]!
  const a = new Float64Array(block.size)
  for (let x = 0; x < a.length; x++)
    for (let c = 0; c < a.length; c++) a[x] = a[x]! + z[c]! * root[c * block.size + x]!
  const level = new Float64Array(block.levelCount)
  const levelSd = new Float64Array(block.levelCount)
  const unit = problem.scale * Math.sqrt(evaluation.pwrss / profile.degrees)
  const move = new Float64Array(row.length)
  for (let l = 0; l < block.levelCount; l++) {
    const at = profile.cross.symbolic.nodeOffset[profile.cross.nodeStart[k]! + l]!
    const along = (v: Float64Array): number => {
      let s = 0
      for (let x = 0; x < a.length; x++) s += a[x]! * v[at + x]!
      return s
    }
    for (let j = 0; j < row.length; j++) move[j] = row[j]! - along(evaluation.sensitivity[j]!)
    level[l] = mean + problem.scale * along(evaluation.u)
    const variance = conditionalVariance(state, at, a) + quadratic(evaluation.covariance, move, move)
    levelSd[l] = unit * Math.sqrt(Math.max(0, variance))
  }
  return { level, levelSd }
}

/** Mean of each (internal) column of a block: 1 for an intercept, 0 for a centred covariate. */
function averageCovariates(problem: Problem, block: Block): Float64Array {
  return Float64Array.from(block.columns, (column) => {
    if (column === undefined) return 1
    let s = 0
    for (let i = 0; i < column.length; i++) s += problem.weights[i]! * column[i]!
    return s / problem.n
  })
}
