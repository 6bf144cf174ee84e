import { symmetricEigen } from '../core/linalg.ts'
import type { ClusterSums, LinearBasis } from './linear-basis.ts'

/** A k x k covariance in orthonormal coordinates, and the degrees of freedom of each coefficient's t. */
export interface Sandwich {
  readonly meat: Float64Array
  readonly df: Float64Array
}

/** CR0: the plain cluster sandwich (Liang & Zeger 1986); degrees of freedom G - 1. */
export function plainSandwich(
  clusters: Iterable<ClusterSums>,
  k: number,
): Sandwich & { readonly count: number } {
  const meat = new Float64Array(k * k)
  let count = 0
  for (const { score } of clusters) {
    addOuter(meat, score, k)
    count++
  }
  return { meat, count, df: new Float64Array(k).fill(count - 1) }
}

/** The small-sample factor of CR1 (as Stata and R's sandwich): G/(G-1) (n-1)/(n-k). */
export function cr1Factor(clusters: number, n: number, k: number): number {
  return ((clusters / (clusters - 1)) * (n - 1)) / (n - k)
}

/** Below this, 1 minus a leverage eigenvalue counts as zero (a direction that one cluster alone decides). */
const FULL_LEVERAGE = 1e-10

/**
 * CR2, the bias-reduced sandwich of Bell & McCaffrey (2002) under an independent working model, with Satterthwaite
 * degrees of freedom per coefficient (Pustejovsky & Tipton 2018), as R's clubSandwich computes them. Only k x k
 * matrices are needed: (I - H_gg)^(-1/2) acts within the span of a cluster's predictors.
 */
export function biasReducedSandwich(clusters: Iterable<ClusterSums>, basis: LinearBasis): Sandwich {
  const { k, toCoefficients } = basis
  const meat = new Float64Array(k * k)
  const trace = new Float64Array(k)
  const squares = new Float64Array(k)
  const crossed = Array.from({ length: k }, () => new Float64Array(k * k))
  const projected = new Float64Array(k)
  const u = new Float64Array(k)
  const adjusted = new Float64Array(k)
  for (const { gram, score } of clusters) {
    const { values, vectors } = symmetricEigen(gram, k)
    const root = values.map((s) => (1 - s > FULL_LEVERAGE ? 1 / Math.sqrt(1 - s) : 0))
    const rotate = (v: (j: number) => number): void => {
      for (let i = 0; i < k; i++) {
        let sum = 0
        for (let j = 0; j < k; j++) sum += vectors[j * k + i]! * v(j)
        projected[i] = sum
      }
    }
    const back = (weight: (i: number) => number, out: Float64Array): void => {
      for (let j = 0; j < k; j++) {
        let sum = 0
        for (let i = 0; i < k; i++) sum += vectors[j * k + i]! * weight(i) * projected[i]!
        out[j] = sum
      }
    }
    rotate((j) => score[j]!)
    back((i) => root[i]!, adjusted)
    addOuter(meat, adjusted, k)
    for (let c = 0; c < k; c++) {
      rotate((j) => toCoefficients[c * k + j]!)
      let own = 0
      for (let i = 0; i < k; i++) own += Math.max(0, values[i]!) * (root[i]! * projected[i]!) ** 2
      back((i) => values[i]! * root[i]!, u)
      let norm = 0
      for (let j = 0; j < k; j++) norm += u[j]! ** 2
      trace[c]! += own - norm
      squares[c]! += (own - norm) ** 2 - norm * norm
      addOuter(crossed[c]!, u, k)
    }
  }
  const df = new Float64Array(k)
  for (let c = 0; c < k; c++) {
    let frobenius = 0
    for (const v of crossed[c]!) frobenius += v * v
    const below = squares[c]! + frobenius
    df[c] = below > 0 ? trace[c]! ** 2 / below : 0
  }
  return { meat, df }
}

/** m += v v'. */
export function addOuter(m: Float64Array, v: Float64Array, k: number, weight = 1): void {
  for (let i = 0; i < k; i++) {
    const f = weight * v[i]!
    for (let j = 0; j < k; j++) m[i * k + j]! += f * v[j]!
  }
}
