/** Fits category models (shares and ordered answers) with random intercepts; shared by the two public functions. */
import { inverseSpd } from '../core/linalg.ts'
import { type Refusal, refuse } from '../core/refusal.ts'
import { interceptPattern } from './cross-products.ts'
import { type Basis, designColumns, invertUpper, orthonormalise } from './design.ts'
import { checkStorage } from './factor.ts'
import { gaussHermite } from './gauss-hermite.ts'
import { type CategoryData, LaplaceModel, type Parameters } from './laplace.ts'
import { laplaceGradient } from './laplace-gradient.ts'
import { readRandom } from './problem.ts'
import { inner } from './profile.ts'
import { differenceHessian, type Objective, quasiNewton } from './quasi-newton.ts'
import type { RandomIntercept, Term } from './types.ts'

/** Rows of answers: a category 0 .. categories - 1 with how many answers it stands for, and the row it came from. */
export type Answers = {
  readonly category: Int32Array
  readonly count: Float64Array
  readonly source: Int32Array
  readonly categories: number
}

/** A fitted category model on the orthonormal basis. */
export type CategoryFit = {
  readonly model: LaplaceModel
  readonly basis: Basis
  /** At the optimum, with theta >= 0. */
  readonly at: Parameters
  readonly logLik: number
  readonly converged: boolean
  /** Covariance of the coefficients given the variances; for shares only. */
  readonly conditionalCovariance: Float64Array | undefined
  /** Covariance of (coefficients, cuts) by the Hessian of all parameters; undefined where it isn't positive definite. */
  readonly covariance: Float64Array | undefined
  /** Coefficients on the original columns. */
  readonly coefficients: Float64Array
  /** Cuts for the original (uncentred) columns. */
  readonly cuts: Float64Array
}

/** Largest linear predictor that is still believable; beyond it the outcome is split perfectly. */
const SEPARATED = 15

type Setting = {
  readonly answers: Answers
  readonly rows: number
  readonly fixed: readonly Term[]
  readonly intercept: boolean
  readonly random: readonly RandomIntercept[]
  readonly points: number
}

/** Fits by Laplace's approximation (points = 1) or adaptive quadrature with that many points. */
export function fitCategories(setting: Setting): CategoryFit | Refusal {
  const data = prepare(setting)
  if ('reason' in data) return data
  const tooLarge = checkStorage(data.category.pattern.symbolic)
  if (tooLarge) return tooLarge
  const model = new LaplaceModel(data.category)
  const objective = makeObjective(model, data, setting.points)
  const { start, scale } = startValues(data, setting)
  const minimum = quasiNewton(objective, start, scale)
  if (minimum === undefined)
    return refuse(
      'not-converged',
      'The model could not be started; check that the outcome varies within the groups.',
    )
  const at = unpack(
    data,
    minimum.x.map((v, i) => (i < data.factors ? Math.abs(v) : v)),
  )
  for (let k = 0; k < data.factors; k++) if (at.theta[k]! < 1e-4) at.theta[k] = 0
  const deviance = model.laplace(at)
  if (deviance === undefined)
    return refuse('not-converged', 'The search for the variances ended where the model has no solution.')
  for (const v of model.fixedPart) {
    if (Math.abs(v) > SEPARATED)
      return refuse(
        'separated',
        'The fixed effects split the outcome perfectly; leave out the term that does.',
      )
  }
  const hessian = differenceHessian(
    objective,
    minimum.x,
    scale.map((s) => 1e-3 / Math.sqrt(Math.max(1, s))),
  )
  const full = hessian && inverseSpd(hessian, minimum.x.length)
  model.laplace(at)
  return {
    ...backTransform(data, model, at, full),
    model,
    basis: data.basis,
    at,
    logLik: -minimum.value / 2,
    converged: minimum.converged,
  }
}

type Prepared = {
  readonly category: CategoryData
  readonly basis: Basis
  /** Whether the cuts are parameters (ordered answers) or the intercept is (shares). */
  readonly freeCuts: boolean
  readonly factors: number
  readonly coefficients: number
  /** Answers in all. */
  readonly total: number
}

function prepare({ answers, rows, fixed, intercept, random }: Setting): Prepared | Refusal {
  const perRow = new Float64Array(rows)
  let total = 0
  for (const [i, row] of answers.source.entries()) {
    perRow[row] = perRow[row]! + answers.count[i]!
    total += answers.count[i]!
  }
  if (total === 0) return refuse('empty', 'There are no answers to fit a mixed model to.')
  const blocks = readRandom(random, rows, total, perRow)
  if ('reason' in blocks) return blocks
  const freeCuts = !intercept
  const columns = designColumns(rows, fixed, true)
  if ('reason' in columns) return columns
  const basis = orthonormalise(columns, perRow)
  if ('reason' in basis) return basis
  const unit = Math.sqrt(total) // columns of unit size, so that coefficients are of order 1
  const used = (freeCuts ? basis.q.slice(1) : basis.q).map((q) => q.map((v) => v * unit))
  const merged = mergeRows(
    answers,
    blocks.map((b) => b.levels),
    used,
  )
  const pick = (v: Float64Array): Float64Array => Float64Array.from(merged.source, (row) => v[row]!)
  const pattern = interceptPattern(
    blocks.map((b) => ({ ...b, levels: Int32Array.from(merged.source, (row) => b.levels[row]!) })),
  )
  const category = { ...merged, columns: used.map(pick), pattern }
  return { category, basis, freeCuts, factors: blocks.length, coefficients: used.length, total }
}

/** Rows with the same category, levels and covariates become one. */
function mergeRows(
  answers: Answers,
  levels: readonly Int32Array[],
  columns: readonly Float64Array[],
): Answers {
  const index = new Map<string, number>()
  const category: number[] = []
  const count: number[] = []
  const source: number[] = []
  for (const [i, row] of answers.source.entries()) {
    const c = answers.category[i]!
    const key = `${c},${levels.map((l) => l[row]).join()},${columns.map((x) => x[row]).join()}`
    const at = index.get(key)
    if (at === undefined) {
      index.set(key, category.length)
      category.push(c)
      count.push(answers.count[i]!)
      source.push(row)
    } else count[at] = count[at]! + answers.count[i]!
  }
  return {
    category: Int32Array.from(category),
    count: Float64Array.from(count),
    source: Int32Array.from(source),
    categories: answers.categories,
  }
}

function unpack(data: Prepared, x: Float64Array): Parameters {
  const beta = data.factors + data.coefficients
  return { theta: x.slice(0, data.factors), beta: x.slice(data.factors, beta), cuts: x.slice(beta) }
}

/** -2 log-likelihood with its gradient: exact for Laplace, central differences for quadrature. */
function makeObjective(model: LaplaceModel, data: Prepared, points: number): Objective {
  if (points === 1) {
    return (x) => {
      const p = unpack(data, x)
      const value = model.laplace(p)
      return value === undefined ? undefined : { value, gradient: laplaceGradient(model, p) }
    }
  }
  const rule = gaussHermite(points)
  const value = (x: Float64Array): number | undefined => model.quadrature(unpack(data, x), rule)
  return (x) => {
    const centre = value(x)
    if (centre === undefined) return undefined
    const gradient = new Float64Array(x.length)
    for (let i = 0; i < x.length; i++) {
      const side = (h: number): number => value(x.map((v, j) => v + (j === i ? h : 0))) ?? centre
      const h = 1e-4
      // fourth-order differences: the search needs more digits than second-order ones give
      gradient[i] = (8 * (side(h) - side(-h)) - (side(2 * h) - side(-2 * h))) / (12 * h)
    }
    return { value: centre, gradient }
  }
}

/** Null model as start, and a guess at the diagonal of the Hessian. */
function startValues(data: Prepared, { answers }: Setting): { start: Float64Array; scale: Float64Array } {
  const shares = new Float64Array(answers.categories)
  for (const [i, c] of answers.category.entries()) shares[c] = shares[c]! + answers.count[i]! / data.total
  const cuts: number[] = []
  let below = 0
  for (let j = 0; j + 1 < answers.categories; j++) {
    below += shares[j]!
    cuts.push(Math.log(below / (1 - below)))
  }
  const beta = new Float64Array(data.coefficients)
  // the first column is constant and positive
  if (!data.freeCuts) beta[0] = -cuts[0]! / data.category.columns[0]![0]!
  const theta = new Float64Array(data.factors).fill(0.5)
  const levels = data.category.pattern.nodeStart
  const scale = [...theta.keys()].map((k) => levels[k + 1]! - levels[k]!)
  const start = Float64Array.from([...theta, ...beta, ...(data.freeCuts ? cuts : [])])
  return { start, scale: Float64Array.from(start, (_, i) => scale[i] ?? 0.3 * data.total) }
}

type Back = Pick<CategoryFit, 'conditionalCovariance' | 'covariance' | 'coefficients' | 'cuts'>

/** From the basis to the original columns: coefficients, cuts and their covariances. */
function backTransform(
  data: Prepared,
  model: LaplaceModel,
  at: Parameters,
  full: Float64Array | undefined,
): Back {
  const map = originalFromBasis(data, at.cuts.length)
  const width = at.beta.length + at.cuts.length
  const values = [...at.beta, ...at.cuts]
  const original = Float64Array.from(values, (_, i) =>
    values.reduce((s, v, j) => s + map[i * width + j]! * v, 0),
  )
  const conditional = data.freeCuts ? undefined : inverseSpd(fixedInformation(model, at), width)
  return {
    coefficients: original.slice(0, at.beta.length),
    cuts: original.slice(at.beta.length),
    conditionalCovariance: conditional && sandwich(map, conditional, width, 0),
    // minus twice the log-likelihood was differentiated, so its inverse Hessian is half the covariance
    covariance:
      full &&
      sandwich(
        map,
        full.map((v) => 2 * v),
        width,
        data.factors,
      ),
  }
}

/** Matrix from (basis coefficients, centred cuts) to (original coefficients, original cuts). */
function originalFromBasis(data: Prepared, cuts: number): Float64Array {
  const { basis, freeCuts, coefficients: p } = data
  const unit = Math.sqrt(data.total)
  const size = basis.names.length
  const inverse = invertUpper(basis.r, size)
  const skip = freeCuts ? 1 : 0
  const width = p + cuts
  const map = new Float64Array(width * width)
  for (let i = 0; i < p; i++) {
    for (let j = 0; j < p; j++) map[i * width + j] = inverse[(i + skip) * size + j + skip]! * unit
  }
  for (let k = p; k < width; k++) {
    map[k * width + k] = 1
    for (let j = 0; j < p; j++) {
      for (let i = 0; i < p; i++)
        map[k * width + j] = map[k * width + j]! + basis.means[i + 1]! * map[i * width + j]!
    }
  }
  return map
}

/** map V map', V being the width x width block of `v` that starts at `offset`. */
function sandwich(map: Float64Array, v: Float64Array, width: number, offset: number): Float64Array {
  const stride = width + offset
  const out = new Float64Array(width * width)
  for (let i = 0; i < width; i++) {
    for (let j = 0; j < width; j++) {
      let s = 0
      for (let a = 0; a < width; a++) {
        for (let b = 0; b < width; b++) {
          s += map[i * width + a]! * v[(a + offset) * stride + b + offset]! * map[j * width + b]!
        }
      }
      out[i * width + j] = s
    }
  }
  return out
}

/** Information of the coefficients given the variances, random effects eliminated (lme4's RX'RX). */
function fixedInformation(model: LaplaceModel, at: Parameters): Float64Array {
  const { columns } = model.data
  const p = columns.length
  const weighted = columns.map((x) => x.map((v, i) => v * model.weight[i]!))
  const gathered = weighted.map((x) => model.gather(at, x))
  const solved = gathered.map((g) => {
    const x = Float64Array.from(g)
    model.factor.solve(x)
    return x
  })
  const out = new Float64Array(p * p)
  for (let i = 0; i < p; i++) {
    for (let j = 0; j < p; j++)
      out[i * p + j] = inner(columns[i]!, weighted[j]!) - inner(gathered[i]!, solved[j]!)
  }
  return out
}
