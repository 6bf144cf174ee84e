import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isRefusal, type Refusal } from '../core/refusal.ts'
import { createRng, type Rng } from '../core/rng.ts'
import type { Moments } from '../moments/moments.ts'
import { momentsOf } from '../moments/moments.ts'
import { standingsFromEstimates } from './from-estimates.ts'
import { standings } from './standings.ts'
import type { Standings, StandingsInput } from './types.ts'

function got<T extends object>(x: T | Refusal): T {
  if (isRefusal(x)) throw new Error(x.message)
  return x as T
}

type World = { input: StandingsInput; truth: number[][] }

/** Groups with known true values: `agreement` is the correlation between metrics, sd 3 between, 10 within. */
function world(
  rng: Rng,
  groups: number,
  metrics: number,
  options: { missing?: number; agreement?: number } = {},
): World {
  const a = options.agreement ?? 0.5
  const truth: number[][] = []
  const list = Array.from({ length: groups }, (_, g) => {
    const common = rng.normal()
    const theta = Array.from(
      { length: metrics },
      () => 70 + 3 * (Math.sqrt(a) * common + Math.sqrt(1 - a) * rng.normal()),
    )
    truth.push(theta)
    const moments = theta.map((t, k): Moments | null => {
      if (k > 0 && rng.uniform() < (options.missing ?? 0)) return null
      const n = 2 + rng.integer(25)
      return got(momentsOf(Array.from({ length: n }, () => t + 10 * rng.normal())))
    })
    return { id: `site ${g}`, moments }
  })
  const names = Array.from({ length: metrics }, (_, k) => ({ name: `metric ${k}`, direction: 1 as const }))
  return { input: { groups: list, metrics: names, draws: 400 }, truth }
}

test('intervals of the composite and of each metric cover the truth, with missing metrics too', () => {
  const rng = createRng(101)
  const hits = { composite: 0, metric: 0, total: 0, metricTotal: 0, rank: 0 }
  for (let run = 0; run < 25; run++) {
    const { input, truth } = world(rng, 60, 3, { missing: 0.3 })
    const result = got(standings({ ...input, draws: 300, seed: run }))
    const composite = truth.map((t) => (t[0]! + t[1]! + t[2]!) / 3)
    result.groups.forEach((g, i) => {
      hits.total++
      if (composite[i]! >= g.interval.lower && composite[i]! <= g.interval.upper) hits.composite++
      const rank = 1 + composite.filter((c) => c > composite[i]!).length
      if (rank >= g.rank.lower && rank <= g.rank.upper) hits.rank++
      g.metrics.forEach((m, k) => {
        hits.metricTotal++
        if (truth[i]![k]! >= m!.interval.lower && truth[i]![k]! <= m!.interval.upper) hits.metric++
      })
    })
  }
  const composite = hits.composite / hits.total
  const metric = hits.metric / hits.metricTotal
  const rank = hits.rank / hits.total
  assert.ok(composite > 0.93 && composite < 0.97, `95 % intervals cover ${composite}`)
  assert.ok(metric > 0.93 && metric < 0.97, `95 % intervals of metrics cover ${metric}`)
  assert.ok(rank > 0.87 && rank < 0.96, `90 % rank intervals cover ${rank}`)
})

test('the covariance between metrics is found: mean of estimates near the truth', () => {
  const rng = createRng(7)
  const { input } = world(rng, 1500, 2, { agreement: 0.6 })
  const { model } = got(standings({ ...input, draws: 100 }))
  assert.ok(Math.abs(model.sigma[0]![0]! - 9) < 1.5, `${model.sigma[0]![0]}`)
  assert.ok(Math.abs(model.correlation[0]![1]! - 0.6) < 0.1, `${model.correlation[0]![1]}`)
  assert.ok(Math.abs(model.withinVariance[1]! - 100) < 4)
  assert.ok(Math.abs(model.mu[0]! - 70) < 0.4)
})

test('a group without the second metric borrows from the first', () => {
  const rng = createRng(8)
  const { input } = world(rng, 300, 2, { agreement: 0.95 })
  const groups = [
    ...input.groups,
    { id: 'high', moments: [{ n: 200, mean: 80, m2: 19900 }, null] },
    { id: 'low', moments: [{ n: 200, mean: 60, m2: 19900 }, null] },
  ]
  const result = got(standings({ ...input, groups }))
  const high = result.groups.find((g) => g.id === 'high')!
  const low = result.groups.find((g) => g.id === 'low')!
  assert.ok(high.metrics[1]!.estimate > 76 && low.metrics[1]!.estimate < 64)
  assert.equal(high.metrics[1]!.rawMean, null)
  assert.ok(high.metrics[1]!.standardError > high.metrics[0]!.standardError)
  assert.ok(high.pTop > 0.95 && low.pBottom > 0.95)
})

test('shrinkage is monotone in n: more readings keep more of the deviation and reliability grows', () => {
  const rng = createRng(9)
  const { input } = world(rng, 80, 1)
  const extra = [1, 3, 10, 40, 200].map((n) => ({
    id: `n${n}`,
    moments: [{ n, mean: 85, m2: 100 * (n - 1) }],
  }))
  const { groups, model } = got(standings({ ...input, groups: [...input.groups, ...extra] }))
  const mine = groups.filter((g) => g.id.startsWith('n'))
  for (let i = 1; i < mine.length; i++) {
    assert.ok(mine[i]!.estimate > mine[i - 1]!.estimate)
    assert.ok(mine[i]!.reliability > mine[i - 1]!.reliability)
    assert.ok(mine[i]!.standardError < mine[i - 1]!.standardError)
  }
  assert.ok(mine[0]!.estimate > model.mu[0]! && mine[4]!.estimate < 85)
})

test('permutation equivariance: the order of groups changes nothing, not even the draws', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 3 }), (seed, metrics) => {
      const rng = createRng(seed)
      const { input } = world(rng, 25, metrics, { missing: 0.2 })
      const straight = got(standings(input))
      const reversed = got(standings({ ...input, groups: input.groups.toReversed() }))
      assert.deepEqual(reversed.groups.toReversed(), straight.groups)
    }),
    { numRuns: 12, seed: 2 },
  )
})

test('shift and scale carry over to estimates and leave ranks alone; direction -1 turns the ranking round', () => {
  const { input } = world(createRng(10), 40, 2)
  const base = got(standings(input))
  const moved = got(
    standings({
      ...input,
      groups: input.groups.map((g) => ({
        id: g.id,
        moments: g.moments.map((m) => m && { n: m.n, mean: 1000 + 5 * m.mean, m2: 25 * m.m2 }),
      })),
    }),
  )
  base.groups.forEach((g, i) => {
    const m = moved.groups[i]!
    assert.ok(Math.abs(m.estimate - (1000 + 5 * g.estimate)) < 1e-4)
    assert.ok(Math.abs(m.standardError - 5 * g.standardError) < 1e-5)
    assert.ok(Math.abs(m.rank.expected - g.rank.expected) < 0.1)
  })
  const flipped = got(
    standings({ ...input, metrics: input.metrics.map((m) => ({ ...m, direction: -1 as const })) }),
  )
  const order = (s: Standings) =>
    s.groups.toSorted((a, b) => a.rank.expected - b.rank.expected).map((g) => g.id)
  const best = order(base)[0]!
  const worst = flipped.groups.find((g) => g.id === best)!
  assert.ok(worst.rank.expected > 30)
  assert.ok(Math.abs(worst.estimate + base.groups.find((g) => g.id === best)!.estimate) < 1e-6)
})

test('expected ranks add up, probabilities add up to the size of the shares', () => {
  const { input } = world(createRng(11), 50, 2)
  const { groups } = got(standings(input))
  const sum = (f: (g: (typeof groups)[number]) => number) => groups.reduce((s, g) => s + f(g), 0)
  assert.ok(Math.abs(sum((g) => g.rank.expected) - (50 * 51) / 2) < 1e-6)
  assert.ok(Math.abs(sum((g) => g.pTop) - 10) < 1e-9)
  assert.ok(Math.abs(sum((g) => g.pBottom) - 10) < 1e-9)
  for (const g of groups) assert.ok(g.rank.lower <= g.rank.expected && g.rank.expected <= g.rank.upper)
})

test('what cannot be ranked is refused with a reason, or left out with a warning', () => {
  const metric = { name: 'NPS', direction: 1 as const }
  const m = (n: number, mean: number, m2: number) => [{ n, mean, m2 }]
  const run = (moments: (readonly (Moments | null)[])[], more: Partial<StandingsInput> = {}) =>
    standings({ groups: moments.map((x, i) => ({ id: `${i}`, moments: x })), metrics: [metric], ...more })
  const cases: [Standings | Refusal, string][] = [
    [run([]), 'empty'],
    [run([m(5, 1, 2)]), 'too-few'],
    [run([m(5, 3, 0), m(5, 3, 0)]), 'constant'],
    [run([m(1, 3, 0), m(1, 4, 0)]), 'too-few'],
    [run([m(5, Number.NaN, 1), m(5, 3, 1)]), 'not-finite'],
    [run([m(5, 2, 1), m(5, 3, 1)], { draws: 1 }), 'out-of-range'],
    [run([m(5, 2, 1), m(5, 3, 1)], { weights: [0] }), 'out-of-range'],
    [run([m(5, 2, 1), m(5, 3, 1)], { weights: [1, 1] }), 'mismatch'],
    [run([m(5, 2, 1), m(5, 3, 1)], { metrics: [] }), 'empty'],
    [run([m(5, 2, 1), m(5, 3, 1)], { level: 95 }), 'out-of-range'],
    [run([m(5, 2, 1), [null, null]]), 'mismatch'],
  ]
  for (const [result, reason] of cases) assert.equal(isRefusal(result) && result.reason, reason)
  const twice = standings({
    groups: [
      { id: 'a', moments: m(5, 2, 1) },
      { id: 'a', moments: m(5, 3, 1) },
    ],
    metrics: [metric],
  })
  assert.equal(isRefusal(twice) && twice.reason, 'mismatch')
  const { input } = world(createRng(12), 20, 2)
  const constant = got(
    standings({
      ...input,
      groups: [
        ...input.groups.map((g) => ({ id: g.id, moments: [g.moments[0]!, { n: 4, mean: 5, m2: 0 }] })),
        { id: 'silent', moments: [null, null] },
      ],
    }),
  )
  assert.deepEqual(constant.unranked, ['silent'])
  assert.deepEqual(constant.model.metrics, ['metric 0'])
  assert.equal(constant.groups[0]!.metrics[1], null)
  assert.ok(constant.warnings.some((w) => w.includes('metric 1')))
})

test('given posterior means are ranked as they are; raw ones are shrunken like standings do', () => {
  const ids = ['a', 'b', 'c', 'd']
  const estimates = [0, 1, 2, 3]
  const sharp = got(standingsFromEstimates({ ids, estimates, standardErrors: [0, 0, 0, 0], posterior: true }))
  assert.deepEqual(
    sharp.groups.map((g) => g.rank.expected),
    [4, 3, 2, 1],
  )
  // A common error moves all together: with a fully correlated covariance the order is certain.
  const common = new Float64Array(16).fill(4)
  const joint = got(standingsFromEstimates({ ids, estimates, covariance: common, posterior: true }))
  joint.groups.forEach((g, i) => {
    assert.ok(Math.abs(g.rank.expected - (4 - i)) < 0.01)
    assert.equal(g.standardError, 2)
  })
  // Two groups: the probability to be first is Phi(difference / sd of the difference).
  const two = got(
    standingsFromEstimates({
      ids: ['a', 'b'],
      estimates: [0, 1],
      standardErrors: [1, 1],
      posterior: true,
      draws: 40000,
    }),
  )
  assert.ok(Math.abs(two.groups[1]!.pTop - 0.7602) < 0.01)
  const lower = got(
    standingsFromEstimates({ ids, estimates, standardErrors: [0, 0, 0, 0], posterior: true, direction: -1 }),
  )
  assert.equal(lower.groups[0]!.rank.expected, 1)
  assert.equal(lower.groups[3]!.estimate, 3)

  const { input } = world(createRng(13), 30, 1)
  const direct = got(standings(input))
  const within = direct.model.withinVariance[0]!
  const raw = got(
    standingsFromEstimates({
      ids: input.groups.map((g) => g.id),
      estimates: input.groups.map((g) => g.moments[0]!.mean),
      standardErrors: input.groups.map((g) => Math.sqrt(within / g.moments[0]!.n)),
      posterior: false,
      draws: 400,
    }),
  )
  raw.groups.forEach((g, i) => {
    assert.ok(Math.abs(g.estimate - direct.groups[i]!.estimate) < 1e-6)
    assert.ok(Math.abs(g.standardError - direct.groups[i]!.standardError) < 1e-6)
  })
  const bad = standingsFromEstimates({
    ids,
    estimates,
    covariance: new Float64Array(16).fill(-1),
    posterior: true,
  })
  assert.equal(isRefusal(bad) && bad.reason, 'not-positive-definite')
  const none = standingsFromEstimates({ ids, estimates, posterior: true })
  assert.equal(isRefusal(none) && none.reason, 'mismatch')
  const nan = standingsFromEstimates({
    ids,
    estimates: [0, 1, 2, Number.NaN],
    standardErrors: estimates,
    posterior: true,
  })
  assert.equal(isRefusal(nan) && nan.reason, 'not-finite')
})
