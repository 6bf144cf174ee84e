import { symmetricEigen } from '../core/linalg.ts'

/** Nodes and weights of a quadrature rule. */
export type QuadratureRule = { readonly nodes: Float64Array; readonly weights: Float64Array }

/**
 * Gauss-Hermite rule for the standard normal weight: sum w_q g(z_q) is the mean of g(Z), exact for polynomials of
 * degree below 2 * points. By the eigenvalues of the Jacobi matrix (Golub & Welsch 1969).
 */
export function gaussHermite(points: number): QuadratureRule {
  const jacobi = new Float64Array(points * points)
  for (let i = 1; i < points; i++) {
    jacobi[i * points + i - 1] = Math.sqrt(i)
    jacobi[(i - 1) * points + i] = Math.sqrt(i)
  }
  const { values, vectors } = symmetricEigen(jacobi, points)
  return { nodes: Float64Array.from(values), weights: values.map((_, q) => vectors[q]! ** 2) }
}
