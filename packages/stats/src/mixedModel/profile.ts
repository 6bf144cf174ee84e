/**
 * The profiled (restricted) deviance as a function of theta, after Bates, Maechler, Bolker & Walker 2015 ("Fitting
 * linear mixed-effects models using lme4", J. Stat. Softw. 67), with fixed effects and residual variance profiled out.
 */
import { cholesky, cholInverse, cholLogDet, cholSolve } from '../core/linalg.ts'
import type { CrossProducts } from './cross-products.ts'
import { SparseFactor } from './factor.ts'
import { applyBlocks, type ThetaEntry, thetaEntries, triangles } from './lambda.ts'

/** The state of the model at one theta; everything is in the units of the scaled problem. */
export type Evaluation = {
  readonly theta: Float64Array
  readonly lambda: readonly Float64Array[]
  /** -2 log-likelihood up to the constants that `constant` adds. */
  readonly deviance: number
  /** Coefficients on the orthonormal basis. */
  readonly beta: Float64Array
  /** (Q'H^-1 Q)^-1, p x p: covariance of beta over sigma^2. */
  readonly covariance: Float64Array
  /** y'Py: penalised residual sum of squares. */
  readonly pwrss: number
  /** Spherical random effects, elimination order. */
  readonly u: Float64Array
  /** M^-1 Lambda' Z'WQ, column by column: how the spherical effects move with beta. */
  readonly sensitivity: readonly Float64Array[]
}

/** Evaluates the deviance; holds the factorization of the latest evaluation. */
export class Profile {
  readonly cross: CrossProducts
  readonly entries: readonly ThetaEntry[]
  readonly factor: SparseFactor
  readonly reml: boolean
  /** n, or n - p under REML. */
  readonly degrees: number
  private readonly rss: number
  evaluations = 0
  /** The evaluation whose factorization is held. */
  private latest: Evaluation | undefined
  private inverse: { width: number; values: Float64Array } | undefined

  constructor(cross: CrossProducts, n: number, rss: number, reml: boolean) {
    this.cross = cross
    this.entries = thetaEntries(cross.blocks)
    this.factor = new SparseFactor(cross.symbolic)
    this.reml = reml
    this.degrees = reml ? n - (cross.right.length - 1) : n
    this.rss = rss
  }

  /** Undefined when the system can't be factored (theta astronomically large). */
  evaluate(theta: Float64Array): Evaluation | undefined {
    this.evaluations++
    this.latest = undefined
    this.inverse = undefined
    const lambda = triangles(this.cross.blocks, this.entries, theta)
    this.assemble(lambda)
    if (!this.factor.factor()) return undefined
    const p = this.cross.right.length - 1
    const rotated = this.cross.right.map((b) => applyBlocks(this.cross, lambda, b, true))
    const solved = rotated.map((b) => {
      const x = Float64Array.from(b)
      this.factor.solve(x)
      return x
    })
    const information = new Float64Array(p * p)
    const score = new Float64Array(p)
    for (let i = 0; i < p; i++) {
      for (let j = 0; j < p; j++) information[i * p + j] = (i === j ? 1 : 0) - inner(rotated[i]!, solved[j]!)
      score[i] = -inner(rotated[i]!, solved[p]!)
    }
    const root = cholesky(information, p)
    if (root === undefined) return undefined
    const beta = cholSolve(root, p, score)
    const pwrss = this.rss - inner(rotated[p]!, solved[p]!) - inner(score, beta)
    if (!(pwrss > 0)) return undefined
    const u = solved[p]!
    for (let j = 0; j < p; j++) for (let i = 0; i < u.length; i++) u[i] = u[i]! - solved[j]![i]! * beta[j]!
    const logDet = this.factor.logDeterminant() + (this.reml ? cholLogDet(root, p) : 0)
    const deviance = logDet + this.degrees * (1 + Math.log((2 * Math.PI * pwrss) / this.degrees))
    const covariance = cholInverse(root, p)
    this.latest = { theta, lambda, deviance, beta, covariance, pwrss, u, sensitivity: solved.slice(0, p) }
    return this.latest
  }

  /** Makes sure that the factorization held is the one of `at`. */
  restore(at: Evaluation): void {
    if (this.latest !== at) this.evaluate(at.theta)
  }

  /** Writes M = Lambda' Z'WZ Lambda + I into the factor's panels. */
  private assemble(lambda: readonly Float64Array[]): void {
    const { cross } = this
    const x = this.factor.clear()
    for (const { rowBlock, columnBlock, address, stride, values } of cross.pairs) {
      const r = cross.blocks[rowBlock]!.size
      const c = cross.blocks[columnBlock]!.size
      const lr = lambda[rowBlock]!
      const lc = lambda[columnBlock]!
      if (r === 1 && c === 1) {
        const s = lr[0]! * lc[0]!
        for (let e = 0; e < address.length; e++) x[address[e]!] = s * values[e]!
        continue
      }
      const lower = rowBlock === columnBlock
      for (let e = 0; e < address.length; e++) {
        for (let i = 0; i < r; i++) {
          for (let j = 0; j < (lower ? i + 1 : c); j++) {
            let s = 0
            for (let a = i; a < r; a++) {
              for (let b = j; b < c; b++) s += lr[a * r + i]! * values[(e * r + a) * c + b]! * lc[b * c + j]!
            }
            x[address[e]! + i * stride[e]! + j] = s
          }
        }
      }
    }
    const { diagonal } = cross
    for (let i = 0; i < diagonal.length; i++) x[diagonal[i]!] = x[diagonal[i]!]! + 1
  }

  /** Diagonal blocks of M^-1 at the latest evaluation: row i of unknown t's block at t * width. */
  inverseBlocks(): { width: number; values: Float64Array } {
    this.inverse ??= this.computeInverse()
    return this.inverse
  }

  private computeInverse(): { width: number; values: Float64Array } {
    const { blocks, blockOf, coefficientOf, symbolic } = this.cross
    const width = Math.max(...blocks.map((b) => b.size))
    const values = new Float64Array(symbolic.unknowns * width)
    this.factor.visitInverse((front, memory, offset) => {
      for (let i = 0; i < front.columns; i++) {
        const t = front.first + i
        const c = coefficientOf[t]!
        const size = blocks[blockOf[t]!]!.size
        for (let j = 0; j < size; j++) values[t * width + j] = memory[offset + i * front.size + i - c + j]!
      }
    })
    return { width, values }
  }
}

/** Scalar product. */
export function inner(a: Float64Array, b: Float64Array): number {
  let s = 0
  for (let i = 0; i < a.length; i++) s += a[i]! * b[i]!
  return s
}
