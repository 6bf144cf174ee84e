import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isRefusal, type Refusal } from '../core/refusal.ts'
import { createRng } from '../core/rng.ts'
import { emptyMoments, type Moments, mergeMoments } from '../moments/moments.ts'
import { boundedEProcess, boundedSequence } from './bounded.ts'
import { improvement } from './improvement.ts'
import { asymptoticSequence, differenceSequence, normalMixtureSequence, tMixtureSequence } from './mean.ts'
import { logMixtureEValue, mixtureCritical } from './mixture.ts'
import { planObservations } from './planner.ts'

function got<T extends object>(x: T | Refusal): T {
  if (isRefusal(x)) throw new Error(x.message)
  return x as T
}

const one = (x: number): Moments => ({ n: 1, mean: x, m2: 0 })

/** Share of runs in which a look (from `from` observations on) ever rejects. */
function everRejects(
  runs: number,
  n: number,
  from: number,
  draw: () => number,
  rejects: (m: Moments) => boolean,
): number {
  let rejected = 0
  for (let run = 0; run < runs; run++) {
    let m = emptyMoments
    for (let i = 1; i <= n; i++) {
      m = mergeMoments(m, one(draw()))
      if (i >= from && rejects(m)) {
        rejected++
        break
      }
    }
  }
  return rejected / runs
}

test('looking after each of 200 observations errs in at most 5 % of runs; a t-test does far more often', () => {
  const rng = createRng(31)
  const draw = () => 3 + 2 * rng.normal()
  const outside = (i: { lower: number; upper: number }) => i.lower > 3 || i.upper < 3
  const known = everRejects(500, 200, 1, draw, (m) => outside(got(normalMixtureSequence(m, 2)).interval))
  const student = everRejects(500, 200, 2, draw, (m) => outside(got(tMixtureSequence(m)).interval))
  const oneSided = everRejects(
    800,
    200,
    2,
    draw,
    (m) => got(tMixtureSequence(m, { null: 3, side: 'greater' })).eValue >= 20,
  )
  const naive = everRejects(
    800,
    200,
    2,
    draw,
    (m) => Math.abs(m.mean - 3) > 1.98 * Math.sqrt(m.m2 / (m.n - 1) / m.n),
  )
  // 3 standard errors of simulation above 5 %
  for (const rate of [known, student, oneSided])
    assert.ok(rate <= 0.05 + 3 * Math.sqrt(0.0475 / 500), `${rate}`)
  assert.ok(naive > 0.25, `${naive}`)
})

test('the asymptotic sequence holds for exponential data, once started at 100', () => {
  const rng = createRng(32)
  const draw = () => -Math.log(1 - rng.uniform())
  const rate = everRejects(500, 400, 100, draw, (m) => {
    const { interval } = got(asymptoticSequence(m, { plannedN: 100 }))
    return interval.lower > 1 || interval.upper < 1
  })
  assert.ok(rate <= 0.075, `${rate}`)
})

test('e-value and interval agree: the null at a limit has e = 1 / alpha', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -50, max: 50, noNaN: true }),
      fc.integer({ min: 2, max: 500 }),
      fc.double({ min: 0.1, max: 20, noNaN: true }),
      (mean, n, sd) => {
        const m = { n, mean, m2: sd * sd * (n - 1) }
        for (const side of ['two-sided', 'greater'] as const) {
          for (const f of [asymptoticSequence, tMixtureSequence]) {
            const { interval } = got(f(m, { side, level: 0.9 }))
            if (!Number.isFinite(interval.lower)) continue
            const at = got(f(m, { side, level: 0.9, null: interval.lower }))
            assert.ok(Math.abs(at.eValue - 10) < 1e-4, `${at.eValue}`)
          }
        }
      },
    ),
    { seed: 33, numRuns: 60 },
  )
  // the martingale has mean 1 at any fixed time: integrate the e-value over a standard normal
  for (const side of ['two-sided', 'greater'] as const) {
    let mean = 0
    for (let z = -12; z <= 12; z += 0.01) {
      mean += 0.01 * Math.exp(logMixtureEValue(z, 0.8, side) - 0.5 * z * z) * 0.3989422804014327
    }
    assert.ok(Math.abs(mean - 1) < 1e-4, `${mean}`)
  }
  assert.ok(mixtureCritical(1, 0.05, 'greater') < mixtureCritical(1, 0.05, 'two-sided'))
})

test('bounded scores: both sequences cover all the way, the betting one is tighter, nulls are found', () => {
  const rng = createRng(34)
  const draw = () => (rng.uniform() < 0.3 ? 100 : 40 * rng.uniform())
  const truth = 0.3 * 100 + 0.7 * 20
  let misses = 0
  let width = { betting: 0, bernstein: 0 }
  for (let run = 0; run < 150; run++) {
    const x = Array.from({ length: 150 }, draw)
    const betting = got(boundedSequence(x, { min: 0, max: 100 }))
    const bernstein = got(boundedSequence(x, { min: 0, max: 100, method: 'empirical-bernstein' }))
    // running intersections: if the last interval covers, all did
    if (betting.interval.lower > truth || betting.interval.upper < truth) misses++
    if (bernstein.interval.lower > truth || bernstein.interval.upper < truth) misses++
    width = {
      betting: width.betting + betting.interval.upper - betting.interval.lower,
      bernstein: width.bernstein + bernstein.interval.upper - bernstein.interval.lower,
    }
  }
  assert.ok(misses / 300 <= 0.08, `${misses}`)
  assert.ok(width.betting < width.bernstein)
  const x = Array.from({ length: 300 }, draw)
  const e = got(boundedEProcess(x, { min: 0, max: 100, null: 25 }))
  assert.ok(e[299]! > 20)
  const reverse = got(boundedEProcess(x, { min: 0, max: 100, null: 80, side: 'less' }))
  assert.ok(reverse[299]! > 20)
  const nothing = got(boundedEProcess(x, { min: 0, max: 100, null: 60 }))
  assert.ok(nothing[299]! < 1)
})

test('improvement: a vague baseline limits what observations can prove, a clear gain is found, direction mirrors', () => {
  const within = { variance: 100, df: 500 }
  const after = { n: 1e6, mean: 55, m2: 1e8 }
  const vague = got(improvement({ baseline: { mean: 50, sd: 5 }, within, after }))
  assert.equal(vague.verdict, 'undecided')
  const sharp = got(improvement({ baseline: { mean: 50, sd: 0.5 }, within, after }))
  assert.equal(sharp.verdict, 'improved')
  assert.ok(sharp.interval.lower > 0 && sharp.interval.lower < 5)
  const most = got(improvement({ baseline: { mean: 50, sd: 0.5 }, within, after, gain: 4.9 }))
  assert.equal(most.verdict, 'undecided')
  const lower = got(improvement({ baseline: { mean: 50, sd: 0.5 }, within, after, direction: -1 }))
  assert.equal(lower.verdict, 'worse')
  assert.equal(lower.estimate, -5)
})

test('the planner agrees with running the e-process, and needs more for smaller gains', () => {
  const big = got(planObservations({ effect: 12, variance: 100, baselineSd: 2, runs: 400, most: 300 }))
  const small = got(planObservations({ effect: 7, variance: 100, baselineSd: 2, runs: 400, most: 300 }))
  assert.ok(big.expected < small.expected && big.power >= small.power)
  assert.ok(big.power > 0.95 && big.median !== null && big.p80 !== null && big.median <= big.p80)
  const rng = createRng(35)
  const runs = 300
  let found = 0
  for (let run = 0; run < runs; run++) {
    const truth = 50 + 2 * rng.normal()
    let m = emptyMoments
    for (let n = 1; n <= big.median!; n++) {
      m = mergeMoments(m, one(truth + 12 + 10 * rng.normal()))
      const v = got(
        improvement({ baseline: { mean: 50, sd: 2 }, within: { variance: 100, df: 1e9 }, after: m }),
      )
      if (v.verdict === 'improved') {
        found++
        break
      }
    }
  }
  assert.ok(Math.abs(found / runs - big.curve[big.median! - 1]!) < 0.12, `${found / runs}`)
})

test('two samples of unequal pace keep the error rate', () => {
  const rng = createRng(36)
  let rejected = 0
  for (let run = 0; run < 300; run++) {
    let a = emptyMoments
    let b = emptyMoments
    for (let i = 0; i < 200; i++) {
      a = mergeMoments(a, one(rng.normal()))
      if (i % 3 === 0) b = mergeMoments(b, one(2 * rng.normal()))
      if (b.n >= 15 && got(differenceSequence(a, b, { plannedN: 100 })).eValue >= 20) {
        rejected++
        break
      }
    }
  }
  assert.ok(rejected / 300 < 0.09, `${rejected / 300}`)
})

test('impossible input is refused with a reason', () => {
  for (const [result, reason] of [
    [asymptoticSequence(one(3)), 'too-few'],
    [asymptoticSequence({ n: 3, mean: 1, m2: 0 }), 'constant'],
    [normalMixtureSequence(one(3), 0), 'out-of-range'],
    [tMixtureSequence({ n: 3, mean: Number.NaN, m2: 1 }), 'not-finite'],
    [asymptoticSequence({ n: 3, mean: 1, m2: 1 }, { level: 5 }), 'out-of-range'],
    [boundedSequence([]), 'empty'],
    [boundedSequence([0.5, 1.5]), 'out-of-range'],
    [boundedEProcess([0.5], { null: 1 }), 'out-of-range'],
    [differenceSequence(one(1), one(2)), 'too-few'],
    [planObservations({ effect: 0, variance: 1, baselineSd: 1 }), 'out-of-range'],
    [
      improvement({ baseline: { mean: 1, sd: 1 }, within: { variance: 0, df: 9 }, after: one(3) }),
      'out-of-range',
    ],
    [
      improvement({ baseline: { mean: 1, sd: 1 }, within: { variance: 2, df: 9 }, after: emptyMoments }),
      'too-few',
    ],
  ] as const) {
    assert.equal(isRefusal(result) && result.reason, reason)
  }
})
