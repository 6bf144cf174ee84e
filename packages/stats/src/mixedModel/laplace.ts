/**
 * Mixed models for ordered categories (and shares, which are two of them) with random intercepts: the marginal
 * likelihood by Laplace's approximation, with its exact gradient, or by adaptive Gauss-Hermite quadrature.
 *
 * logit P(Y <= j) = cut_j - eta, eta = X beta + Z Lambda u, u ~ N(0, I). With F the logistic distribution function,
 * f its density, a and b the upper and lower cut of a row's category minus eta:
 *   l = log(F(a) - F(b)),  dl/deta = F(a) + F(b) - 1,  -d2l/deta2 = f(a) + f(b),
 *   dl/dcut = f(a) / (F(a) - F(b)) for the upper and -f(b) / (F(a) - F(b)) for the lower cut.
 * Sources: Bates et al. 2015 (penalised iteratively reweighted least squares); Pinheiro & Chao 2006 (quadrature);
 * Christensen 2019 (cumulative link mixed models).
 */
import { type InterceptPattern, pairAddresses } from './cross-products.ts'
import { SparseFactor } from './factor.ts'
import { inner } from './profile.ts'

/** One row per pattern of category and covariates; `count` rows alike. */
export type CategoryData = {
  readonly category: Int32Array
  readonly count: Float64Array
  /** Columns of the fixed part. */
  readonly columns: readonly Float64Array[]
  readonly pattern: InterceptPattern
}

/** theta (one per factor), coefficients, inner cuts (empty for two categories with an intercept: the cut is 0). */
export type Parameters = {
  readonly theta: Float64Array
  readonly beta: Float64Array
  readonly cuts: Float64Array
}

/**
 * Predicted drop in penalised deviance that ends the inner iteration. log|M| feels errors of the modes to first order,
 * so they are found to rounding; Newton's last steps square the error, which makes that cheap.
 */
const INNER_TOLERANCE = 1e-20

/** Conditional modes at given parameters, and what is needed around them. */
export class LaplaceModel {
  readonly data: CategoryData
  readonly factor: SparseFactor
  /** Spherical conditional modes; start values of the next call. */
  u: Float64Array
  readonly fixedPart: Float64Array
  readonly eta: Float64Array
  /** -d2l/deta2 times count, per row. */
  readonly weight: Float64Array
  /** dl/deta times count, per row. */
  readonly score: Float64Array
  readonly addresses: ReturnType<typeof pairAddresses>
  private loss = 0

  constructor(data: CategoryData) {
    const rows = data.category.length
    this.data = data
    this.factor = new SparseFactor(data.pattern.symbolic)
    this.u = new Float64Array(data.pattern.symbolic.unknowns)
    this.fixedPart = new Float64Array(rows)
    this.eta = new Float64Array(rows)
    this.weight = new Float64Array(rows)
    this.score = new Float64Array(rows)
    this.addresses = pairAddresses(data.pattern)
  }

  /** Finds the modes; false when the parameters are impossible (cuts out of order) or the search fails. */
  solve(p: Parameters): boolean {
    for (let j = 1; j < p.cuts.length; j++) if (!(p.cuts[j]! > p.cuts[j - 1]!)) return false
    const { columns } = this.data
    this.fixedPart.fill(0)
    for (const [j, x] of columns.entries()) {
      const b = p.beta[j]!
      for (let i = 0; i < x.length; i++) this.fixedPart[i] = this.fixedPart[i]! + b * x[i]!
    }
    let current = this.penalisedDeviance(p, this.u)
    if (!Number.isFinite(current)) {
      this.u = new Float64Array(this.u.length)
      current = this.penalisedDeviance(p, this.u)
      if (!Number.isFinite(current)) return false
    }
    for (let step = 0; step < 60; step++) {
      this.linearise(p)
      if (!this.factorAt(p)) return false
      const direction = this.innerGradient(p)
      const gradient = Float64Array.from(direction)
      this.factor.solve(direction)
      const gain = inner(gradient, direction)
      if (gain < INNER_TOLERANCE) {
        this.loss = current
        return true
      }
      const moved = this.halve(p, direction, current)
      if (moved === undefined) {
        this.loss = current
        return gain < 1e-6
      }
      current = moved
    }
    return false
  }

  private halve(p: Parameters, direction: Float64Array, current: number): number | undefined {
    for (let t = 1; t > 1e-6; t /= 2) {
      const trial = this.u.map((v, i) => v + t * direction[i]!)
      const value = this.penalisedDeviance(p, trial)
      if (value <= current + 1e-13 * Math.abs(current)) {
        this.u = trial
        return value
      }
    }
    this.penalisedDeviance(p, this.u)
    return undefined
  }

  /** -2 log-likelihood given u, plus |u|^2; leaves eta at u. */
  private penalisedDeviance(p: Parameters, u: Float64Array): number {
    this.setEta(p, u)
    const { category, count } = this.data
    let sum = 0
    for (let i = 0; i < category.length; i++)
      sum += count[i]! * logProbability(p.cuts, category[i]!, this.eta[i]!)
    return inner(u, u) - 2 * sum
  }

  private setEta(p: Parameters, u: Float64Array): void {
    this.eta.set(this.fixedPart)
    for (const [k, unknown] of this.data.pattern.unknownOf.entries()) {
      const t = p.theta[k]!
      for (let i = 0; i < unknown.length; i++) this.eta[i] = this.eta[i]! + t * u[unknown[i]!]!
    }
  }

  private linearise(p: Parameters): void {
    const { category, count } = this.data
    for (let i = 0; i < category.length; i++) {
      const upper = logistic(cutAbove(p.cuts, category[i]!) - this.eta[i]!)
      const lower = logistic(cutBelow(p.cuts, category[i]!) - this.eta[i]!)
      this.score[i] = count[i]! * (upper + lower - 1)
      this.weight[i] = count[i]! * (upper * (1 - upper) + lower * (1 - lower))
    }
  }

  /** M = Lambda Z'WZ Lambda + I. */
  private factorAt(p: Parameters): boolean {
    const x = this.factor.clear()
    for (const { a, b, address } of this.addresses) {
      const s = p.theta[a]! * p.theta[b]!
      for (let i = 0; i < address.length; i++) x[address[i]!] = x[address[i]!]! + s * this.weight[i]!
    }
    for (const at of this.data.pattern.diagonal) x[at] = x[at]! + 1
    return this.factor.factor()
  }

  /** Lambda Z' v for a row vector v. */
  gather(p: Parameters, v: Float64Array): Float64Array {
    const out = new Float64Array(this.u.length)
    for (const [k, unknown] of this.data.pattern.unknownOf.entries()) {
      const t = p.theta[k]!
      for (let i = 0; i < unknown.length; i++) out[unknown[i]!] = out[unknown[i]!]! + t * v[i]!
    }
    return out
  }

  private innerGradient(p: Parameters): Float64Array {
    const g = this.gather(p, this.score)
    for (let i = 0; i < g.length; i++) g[i] = g[i]! - this.u[i]!
    return g
  }

  /** -2 log marginal likelihood by Laplace; undefined where the modes can't be found. */
  laplace(p: Parameters): number | undefined {
    return this.solve(p) ? this.loss + this.factor.logDeterminant() : undefined
  }

  /** -2 log marginal likelihood by adaptive quadrature; one factor only, so that its levels are independent. */
  quadrature(
    p: Parameters,
    rule: { readonly nodes: Float64Array; readonly weights: Float64Array },
  ): number | undefined {
    if (!this.solve(p)) return undefined
    const { category, count, pattern } = this.data
    const unknown = pattern.unknownOf[0]!
    const sd = this.diagonalSd()
    const base = new Float64Array(this.u.length)
    this.addLogLikelihoods(p, base, this.u)
    const sums = new Float64Array(this.u.length)
    for (const [q, node] of rule.nodes.entries()) {
      const u = this.u.map((v, l) => v + sd[l]! * node)
      const logs = new Float64Array(u.length)
      this.setEta(p, u)
      for (let i = 0; i < category.length; i++) {
        const l = unknown[i]!
        logs[l] = logs[l]! + count[i]! * logProbability(p.cuts, category[i]!, this.eta[i]!)
      }
      for (let l = 0; l < u.length; l++) {
        const h = logs[l]! - base[l]! - (u[l]! * u[l]! - this.u[l]! * this.u[l]!) / 2
        sums[l] = sums[l]! + rule.weights[q]! * Math.exp(h + (node * node) / 2)
      }
    }
    this.setEta(p, this.u)
    let total = this.loss + this.factor.logDeterminant()
    for (let l = 0; l < sums.length; l++) total -= 2 * Math.log(sums[l]!)
    return total
  }

  private addLogLikelihoods(p: Parameters, out: Float64Array, u: Float64Array): void {
    const { category, count, pattern } = this.data
    const unknown = pattern.unknownOf[0]!
    this.setEta(p, u)
    for (let i = 0; i < category.length; i++) {
      const l = unknown[i]!
      out[l] = out[l]! + count[i]! * logProbability(p.cuts, category[i]!, this.eta[i]!)
    }
  }

  /** 1 / sqrt of the diagonal of M; with one factor M is diagonal, so this is its inverse's root. */
  private diagonalSd(): Float64Array {
    const x = this.factor.arena.memory
    const out = new Float64Array(this.u.length)
    for (const [t, at] of this.data.pattern.diagonal.entries()) out[t] = 1 / x[at]!
    return out
  }
}

/** 1 / (1 + exp(-x)), 0 and 1 at the infinities. */
export function logistic(x: number): number {
  return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x))
}

/** Upper cut of a category; without free cuts there are two categories and the cut is 0. */
export function cutAbove(cuts: Float64Array, category: number): number {
  if (cuts.length === 0) return category === 0 ? 0 : Number.POSITIVE_INFINITY
  return category < cuts.length ? cuts[category]! : Number.POSITIVE_INFINITY
}

/** Lower cut of a category. */
export function cutBelow(cuts: Float64Array, category: number): number {
  if (category === 0) return Number.NEGATIVE_INFINITY
  return cuts.length === 0 ? 0 : cuts[category - 1]!
}

/** log P(category | eta), without cancellation in the tails. */
function logProbability(cuts: Float64Array, category: number, eta: number): number {
  const a = cutAbove(cuts, category) - eta
  const b = cutBelow(cuts, category) - eta
  if (b === Number.NEGATIVE_INFINITY) return -softplus(-a)
  if (a === Number.POSITIVE_INFINITY) return -softplus(b)
  // F(a) - F(b) = F(a) (1 - F(b)) (1 - exp(b - a))
  return -softplus(-a) - softplus(b) + Math.log(-Math.expm1(b - a))
}

/** log(1 + exp(x)). */
function softplus(x: number): number {
  return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x))
}
