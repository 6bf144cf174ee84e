/**
 * Exact gradient of Laplace's deviance D = -2 sum l + |u|^2 + log|M| by theta, coefficients and cuts.
 *
 * The modes u solve Lambda Z'l' = u, so that only log|M| feels their movement. With leverages
 * h_i = (Z Lambda M^-1 Lambda Z')_ii, c_i = h_i dW_i/deta_i and r = M^-1 Lambda Z'c:
 *   dD/dbeta_j  = sum_i x_ij (-2 l'_i + c_i - W_i (Z Lambda r)_i)
 *   dD/dtheta_k = the same with x replaced by the level's u, plus 2/theta_k sum(1 - M^-1_ll) and r_k'Z_k'l'
 *   dD/dcut     = sum_i (-2 dl_i/dcut + h_i dW_i/dcut + (Z Lambda r)_i dl'_i/dcut).
 */
import { cutAbove, cutBelow, type LaplaceModel, logistic, type Parameters } from './laplace.ts'

/** Gradient in the order theta, beta, cuts; the model must just have been solved at `p`. */
export function laplaceGradient(model: LaplaceModel, p: Parameters): Float64Array {
  const { data, weight, score, u } = model
  const { unknownOf } = data.pattern
  const rows = data.category.length
  const { leverage, shrunk } = leverages(model, p)
  const third = new Float64Array(rows)
  for (let i = 0; i < rows; i++) third[i] = leverage[i]! * weightChange(model, p, i)
  const r = model.gather(p, third)
  model.factor.solve(r)
  const moved = new Float64Array(rows)
  for (const [k, unknown] of unknownOf.entries()) {
    for (let i = 0; i < rows; i++) moved[i] = moved[i]! + p.theta[k]! * r[unknown[i]!]!
  }
  const row = new Float64Array(rows)
  for (let i = 0; i < rows; i++) row[i] = -2 * score[i]! + third[i]! - weight[i]! * moved[i]!
  const gradient: number[] = []
  for (const [k, unknown] of unknownOf.entries()) {
    let g = Math.abs(p.theta[k]!) > 1e-10 ? (2 / p.theta[k]!) * shrunk[k]! : 0
    for (let i = 0; i < rows; i++) g += row[i]! * u[unknown[i]!]! + score[i]! * r[unknown[i]!]!
    gradient.push(g)
  }
  for (const x of data.columns) {
    let g = 0
    for (let i = 0; i < rows; i++) g += row[i]! * x[i]!
    gradient.push(g)
  }
  const cuts = cutGradient(model, p, leverage, moved)
  return Float64Array.from([...gradient, ...cuts])
}

/** dW/deta of one row, count included. */
function weightChange(model: LaplaceModel, p: Parameters, i: number): number {
  const { category, count } = model.data
  const upper = logistic(cutAbove(p.cuts, category[i]!) - model.eta[i]!)
  const lower = logistic(cutBelow(p.cuts, category[i]!) - model.eta[i]!)
  return -count[i]! * (slope(upper) + slope(lower))
}

/** f'(x) of the logistic density, from F(x). */
const slope = (F: number): number => F * (1 - F) * (1 - 2 * F)

/** Leverage of each row, and per factor the sum over its levels of 1 - (M^-1)_ll. */
function leverages(model: LaplaceModel, p: Parameters): { leverage: Float64Array; shrunk: Float64Array } {
  const { pattern, category } = model.data
  const { unknownOf, symbolic } = pattern
  const inverse = new InverseEntries(model)
  const leverage = new Float64Array(category.length)
  for (let a = 0; a < unknownOf.length; a++) {
    for (let b = 0; b <= a; b++) {
      const s = (a === b ? 1 : 2) * p.theta[a]! * p.theta[b]!
      const values = inverse.pair(b, a)
      for (let i = 0; i < leverage.length; i++) leverage[i] = leverage[i]! + s * values[i]!
    }
  }
  const shrunk = new Float64Array(unknownOf.length)
  for (let k = 0; k < unknownOf.length; k++) {
    for (let node = pattern.nodeStart[k]!; node < pattern.nodeStart[k + 1]!; node++) {
      shrunk[k] = shrunk[k]! + 1 - inverse.diagonal[symbolic.nodeOffset[node]!]!
    }
  }
  return { leverage, shrunk }
}

/** Entries of M^-1 on the pattern of the panels: the inverse of a front is copied in the layout of its panel. */
class InverseEntries {
  readonly diagonal: Float64Array
  private readonly panels: Float64Array
  private readonly model: LaplaceModel

  constructor(model: LaplaceModel) {
    const { symbolic, diagonal } = model.data.pattern
    this.model = model
    this.panels = new Float64Array(symbolic.panelLength)
    model.factor.visitInverse((front, memory, offset) => {
      for (let i = 0; i < front.size; i++) {
        for (let j = 0; j < front.columns; j++) {
          this.panels[front.panel + i * front.columns + j] = memory[offset + i * front.size + j]!
        }
      }
    })
    this.diagonal = Float64Array.from(diagonal, (at) => this.panels[at]!)
  }

  /** (M^-1) between each row's levels of factors a <= b. */
  pair(a: number, b: number): Float64Array {
    const found = this.model.addresses.find((p) => p.a === a && p.b === b)!
    return Float64Array.from(found.address, (at) => this.panels[at]!)
  }
}

function cutGradient(
  model: LaplaceModel,
  p: Parameters,
  leverage: Float64Array,
  moved: Float64Array,
): Float64Array {
  const { category, count } = model.data
  const out = new Float64Array(p.cuts.length)
  if (out.length === 0) return out
  for (let i = 0; i < category.length; i++) {
    const c = category[i]!
    const upper = logistic(cutAbove(p.cuts, c) - model.eta[i]!)
    const lower = logistic(cutBelow(p.cuts, c) - model.eta[i]!)
    const probability = categoryProbability(p, c, model.eta[i]!)
    for (const [cut, F, sign] of [
      [c, upper, 1],
      [c - 1, lower, -1],
    ] as const) {
      if (cut < 0 || cut >= out.length) continue
      const f = F * (1 - F)
      const g = (-2 * sign * f) / probability + leverage[i]! * slope(F) + moved[i]! * f
      out[cut] = out[cut]! + count[i]! * g
    }
  }
  return out
}

/** P(category | eta) without cancellation. */
function categoryProbability(p: Parameters, category: number, eta: number): number {
  const a = cutAbove(p.cuts, category) - eta
  const b = cutBelow(p.cuts, category) - eta
  if (b === Number.NEGATIVE_INFINITY) return logistic(a)
  if (a === Number.POSITIVE_INFINITY) return logistic(-b)
  return logistic(a) * logistic(-b) * -Math.expm1(b - a)
}
