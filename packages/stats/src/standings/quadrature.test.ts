import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRng } from '../core/rng.ts'
import { rankQuadrature } from './quadrature.ts'
import { type FactorPosterior, factorSampler, rankDistribution } from './ranks.ts'

/** So many groups; means and errors as told by a function of standard normal numbers. */
function posterior(
  groups: number,
  one: (z: number, w: number, g: number) => { mean: number; sd: number; loadings?: readonly number[] },
): FactorPosterior {
  const rng = createRng(groups)
  const z = new Float64Array(2 * groups)
  rng.fillNormal(z)
  const all = Array.from({ length: groups }, (_, g) => one(z[g]!, z[groups + g]!, g))
  return {
    mean: Float64Array.from(all, (a) => a.mean),
    sd: Float64Array.from(all, (a) => a.sd),
    loadings: Float64Array.from(all.flatMap((a) => a.loadings ?? [])),
    q: all[0]!.loadings?.length ?? 0,
  }
}

const cases: [string, FactorPosterior][] = [
  ['alike', posterior(200, (z) => ({ mean: 70 + z, sd: 2 }))],
  ['clear', posterior(200, (z) => ({ mean: 10 * z, sd: 0.3 }))],
  ['of very different certainty', posterior(300, (z, w) => ({ mean: 3 * z, sd: Math.exp(1.5 * w) }))],
  ['with outliers', posterior(250, (z, w, g) => ({ mean: g < 5 ? 1000 * z : z, sd: 0.2 + w * w }))],
  ['in clusters', posterior(240, (z, _, g) => ({ mean: 20 * (g % 3) + z / 4, sd: 0.5 }))],
  ['with a shared error', posterior(220, (z, w) => ({ mean: z, sd: 0.6, loadings: [0.1 * Math.abs(w)] }))],
  ['with three', posterior(200, (z, w) => ({ mean: z, sd: 0.7, loadings: [0.05 * w, 0.05, 0.03 * w * w] }))],
  ['known for certain', posterior(200, (z) => ({ mean: z, sd: 0 }))],
]

for (const [name, joint] of cases) {
  test(`ranks of groups ${name} are those of a great many draws`, () => {
    const groups = joint.mean.length
    const fast = rankQuadrature(joint, 0.2, 0.9)
    const drawn = rankDistribution(groups, factorSampler(joint, 7), 40_000, 0.2, 0.9)
    assert.equal(fast.size, drawn.size)
    for (let g = 0; g < groups; g++) {
      const near = (what: 'pTop' | 'pBottom' | 'expected' | 'lower' | 'upper', most: number) =>
        assert.ok(
          Math.abs(fast[what][g]! - drawn[what][g]!) <= most,
          `${what} of ${g}: ${fast[what][g]} and ${drawn[what][g]} by draws`,
        )
      near('pTop', 0.015)
      near('pBottom', 0.015)
      near('expected', 0.008 * groups)
      near('lower', 0.015 * groups)
      near('upper', 0.015 * groups)
    }
    const sum = (column: Float64Array) => column.reduce((a, b) => a + b, 0)
    assert.ok(Math.abs(sum(fast.pTop) - fast.size) < 0.01 * fast.size, `${sum(fast.pTop)} in the top fifth`)
    assert.ok(Math.abs(sum(fast.expected) / ((groups * (groups + 1)) / 2) - 1) < 0.002)
  })
}
