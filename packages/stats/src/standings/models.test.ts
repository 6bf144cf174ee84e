import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { isRefusal, type Refusal } from '../core/refusal.ts'
import { createRng } from '../core/rng.ts'
import { blup, meanModel, meanModelFromMoments } from './mean-model.ts'
import { multivariateMeanModel } from './multivariate.ts'
import { groupPosterior } from './posterior.ts'
import { createRanker } from './ranks.ts'

const reference = new URL('../../../../../shared/reference/public/meta_bh1996_lead.json', import.meta.url)
const skip = existsSync(reference) ? false : 'no ../shared: reference results of R are not here'

function got<T extends object>(x: T | Refusal): T {
  if (isRefusal(x)) throw new Error(x.message)
  return x as T
}

type MetaResult = Record<'mu' | 'se' | 'tau2' | 'se_tau2' | 'I2' | 'H2' | 'Q' | 'Qp', number> & {
  blup: number[]
  blup_se: number[]
}
type MetaCase = { results: { yi: number[]; vi: number[] } & Record<'DL' | 'PM' | 'REML' | 'ML', MetaResult> }

test('metafor: tau2, mu, heterogeneity and shrunken estimates by four methods', { skip }, () => {
  const { results }: MetaCase = JSON.parse(readFileSync(reference, 'utf8'))
  for (const method of ['DL', 'PM', 'REML', 'ML'] as const) {
    const r = results[method]
    const f = got(meanModel(results.yi, results.vi, method))
    const pairs: [number, number, number][] = [
      [f.tau2, r.tau2, 1e-7],
      [f.mu, r.mu, 1e-10],
      [f.muStandardError, r.se, 1e-7],
      [f.tau2StandardError, r.se_tau2, method === 'PM' ? 1e-4 : 1e-7],
      [100 * f.i2, r.I2, 1e-8],
      [f.h2, r.H2, 1e-7],
      [f.q, r.Q, 1e-12],
      [f.qP, r.Qp, 1e-10],
    ]
    pairs.forEach(([mine, theirs, tolerance], i) => {
      assert.ok(Math.abs(mine / theirs - 1) < tolerance, `${method} ${i}: ${mine} against ${theirs}`)
    })
    results.yi.forEach((y, i) => {
      const b = blup(f, y, results.vi[i]!)
      assert.ok(Math.abs(b.estimate - r.blup[i]!) < 1e-8)
      assert.ok(Math.abs(b.conditionalSd - r.blup_se[i]!) < 1e-8)
      assert.ok(b.sd >= b.conditionalSd)
    })
  }
})

test('balanced data: REML equals the analysis of variance, as it must', () => {
  const rng = createRng(3)
  const groups = Array.from({ length: 30 }, () => ({ n: 8, mean: 50 + 2 * rng.normal(), m2: 0 }))
  const withSpread = groups.map((g) => ({ ...g, m2: 7 * 20 * (0.6 + 0.8 * rng.uniform()) }))
  const { model, withinVariance } = got(meanModelFromMoments(withSpread))
  const grand = groups.reduce((s, g) => s + g.mean, 0) / 30
  const between = groups.reduce((s, g) => s + (g.mean - grand) ** 2, 0) / 29
  assert.ok(Math.abs(model.tau2 - (between - withinVariance / 8)) < 1e-8)
  assert.ok(Math.abs(model.mu - grand) < 1e-10)
})

test('no real differences give variance 0 with a warning; one group or a zero variance is refused', () => {
  const f = got(meanModel([1, 1.1, 0.9, 1, 1.05], [1, 1, 1, 1, 1]))
  assert.equal(f.tau2, 0)
  assert.ok(f.warnings.length > 0)
  assert.ok(blup(f, 1.1, 1).sd <= 1)
  for (const [y, v, reason] of [
    [[1], [1], 'too-few'],
    [[1, 2], [1], 'mismatch'],
    [[1, 2], [1, 0], 'out-of-range'],
    [[1, Number.NaN], [1, 1], 'not-finite'],
  ] as const) {
    const r = meanModel(y, v)
    assert.equal(isRefusal(r) && r.reason, reason)
  }
})

/** Two metrics, unequal error covariances (with correlated errors), some missing. */
function example(groups: number, seed: number) {
  const rng = createRng(seed)
  const y = new Float64Array(groups * 2)
  const errors = new Float64Array(groups * 4)
  for (let g = 0; g < groups; g++) {
    const common = rng.normal()
    const v1 = 0.3 + rng.uniform()
    const v2 = 0.3 + rng.uniform()
    const c = 0.3 * Math.sqrt(v1 * v2)
    errors.set([v1, c, c, v2], g * 4)
    const e = rng.normal()
    y[g * 2] = common + 0.5 * rng.normal() + Math.sqrt(v1) * e
    y[g * 2 + 1] =
      0.8 * common + 0.5 * rng.normal() + Math.sqrt(v2) * (0.3 * e + Math.sqrt(0.91) * rng.normal())
    if (g % 5 === 4) y[g * 2 + (g % 2)] = Number.NaN
  }
  return { groups, metrics: 2, y, errors }
}

/** Restricted log-likelihood by the textbook, with explicit 2 x 2 inverses. */
function restricted(obs: ReturnType<typeof example>, s: readonly [number, number, number]): number {
  const [s11, s12, s22] = s
  let [a, b, d, x, z, logs, yy, seen] = [0, 0, 0, 0, 0, 0, 0, 0]
  for (let g = 0; g < obs.groups; g++) {
    const [y1, y2] = [obs.y[2 * g]!, obs.y[2 * g + 1]!]
    const [t11, t12, t22] = [
      s11 + obs.errors[4 * g]!,
      s12 + obs.errors[4 * g + 1]!,
      s22 + obs.errors[4 * g + 3]!,
    ]
    let [w11, w12, w22] = [0, 0, 0]
    if (Number.isNaN(y2)) {
      w11 = 1 / t11
      logs += Math.log(t11)
      seen++
    } else if (Number.isNaN(y1)) {
      w22 = 1 / t22
      logs += Math.log(t22)
      seen++
    } else {
      const det = t11 * t22 - t12 * t12
      ;[w11, w12, w22] = [t22 / det, -t12 / det, t11 / det]
      logs += Math.log(det)
      seen += 2
    }
    const u1 = Number.isNaN(y1) ? 0 : y1
    const u2 = Number.isNaN(y2) ? 0 : y2
    a += w11
    b += w12
    d += w22
    x += w11 * u1 + w12 * u2
    z += w12 * u1 + w22 * u2
    yy += w11 * u1 * u1 + 2 * w12 * u1 * u2 + w22 * u2 * u2
  }
  const det = a * d - b * b
  const fitted = (d * x * x - 2 * b * x * z + a * z * z) / det
  return -0.5 * ((seen - 2) * Math.log(2 * Math.PI) + logs + Math.log(det) + yy - fitted)
}

test('multivariate REML is the maximum of the textbook likelihood', () => {
  const obs = example(90, 4)
  const f = got(multivariateMeanModel(obs))
  assert.ok(f.converged)
  const at = [f.sigma[0]!, f.sigma[1]!, f.sigma[3]!] as const
  const top = restricted(obs, at)
  assert.ok(Math.abs(top - f.logLik) < 1e-9, `${top} against ${f.logLik}`)
  const h = 1e-3
  for (let i = 0; i < 3; i++) {
    for (const sign of [-1, 1]) {
      const moved = at.map((x, j) => (j === i ? x + sign * h : x))
      const there = restricted(obs, [moved[0]!, moved[1]!, moved[2]!])
      assert.ok(there < top, `moving entry ${i} by ${sign * h} must not gain: ${there - top}`)
    }
  }
})

test('a metric on its own is the univariate model; a singular covariance is reached without breaking', () => {
  const obs = example(50, 6)
  const mine = Array.from({ length: 50 }, (_, g) => g).filter((g) => !Number.isNaN(obs.y[2 * g]!))
  const y = Float64Array.from(mine, (g) => obs.y[2 * g]!)
  const errors = Float64Array.from(mine, (g) => obs.errors[4 * g]!)
  const alone = got(meanModel(y, errors))
  const f = got(multivariateMeanModel({ groups: mine.length, metrics: 1, y, errors }))
  assert.equal(f.sigma[0], alone.tau2)
  const p = groupPosterior({ groups: mine.length, metrics: 1, y, errors }, f, 3)
  const b = blup(alone, y[3]!, errors[3]!)
  assert.ok(Math.abs(p.mean[0]! - b.estimate) < 1e-12)
  assert.ok(Math.abs(Math.sqrt(p.covariance[0]!) - b.sd) < 1e-9)
  // the same numbers twice: correlation 1
  const doubled = new Float64Array(2 * mine.length)
  const noise = new Float64Array(4 * mine.length)
  mine.forEach((_, g) => {
    doubled.set([y[g]!, y[g]!], 2 * g)
    noise.set([errors[g]!, 0, 0, errors[g]!], 4 * g)
  })
  const twin = got(multivariateMeanModel({ groups: mine.length, metrics: 2, y: doubled, errors: noise }))
  assert.ok(twin.converged)
  const r = twin.sigma[1]! / Math.sqrt(twin.sigma[0]! * twin.sigma[3]!)
  assert.ok(r > 0.999, `${r}`)
})

test('the ranker ranks, ties in index order, outliers and constants included', () => {
  const rng = createRng(17)
  for (const n of [1, 2, 50, 3000]) {
    for (const make of [
      () => rng.normal(),
      () => rng.integer(5),
      () => 3,
      () => 1 / (rng.uniform() + 1e-7),
    ]) {
      const values = Float64Array.from({ length: n }, make)
      const ranks = new Uint16Array(n + 2)
      createRanker(n)(values, ranks, 2)
      const order = new Int32Array(n)
      for (let g = 0; g < n; g++) order[n - 1 - ranks[g + 2]!] = g
      assert.deepEqual(
        [...order].toSorted((a, b) => a - b),
        [...values.keys()],
      )
      const range = Math.max(...values) - Math.min(...values)
      for (let i = 1; i < n; i++) {
        const [a, b] = [values[order[i - 1]!]!, values[order[i]!]!]
        const tied = a === b && order[i - 1]! < order[i]!
        assert.ok(a < b || tied || Math.abs(a - b) < range / 4e6, `${a} before ${b}`)
      }
    }
  }
})
