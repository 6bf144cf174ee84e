import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isRefusal, type Refusal } from '../core/refusal.ts'
import { createRng } from '../core/rng.ts'
import { directStandardisation } from './standardise.ts'

function got<T>(x: T | Refusal): T {
  if (isRefusal(x)) throw new Error(x.message)
  return x
}

const m = (n: number, mean: number) => ({ n, mean, m2: 4 * (n - 1) })
const near = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-9, `${a} against ${b}`)

test('two sites of equal quality and unequal mix: raw differs, adjusted does not, the mix explains it all', () => {
  const r = got(
    directStandardisation({
      strata: ['shop', 'phone'],
      units: [
        { id: 'a', moments: [m(80, 90), m(20, 60)] },
        { id: 'b', moments: [m(20, 90), m(80, 60)] },
      ],
    }),
  )
  near(r.overall, 75)
  const [a, b] = r.units
  near(a!.rawMean, 84)
  near(b!.rawMean, 66)
  near(a!.estimate, 75)
  near(b!.estimate, 75)
  near(a!.mix, 9)
  near(a!.performance, 0)
  near(a!.standardError, Math.sqrt((0.25 * 4) / 80 + (0.25 * 4) / 20))
  near(a!.mixByStratum[0]! + a!.mixByStratum[1]!, 9)
})

test('mix and performance add up, and equal mixes leave the raw mean alone', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const rng = createRng(seed)
      const units = Array.from({ length: 5 }, (_, i) => ({
        id: `${i}`,
        moments: Array.from({ length: 3 }, () =>
          rng.uniform() < 0.2 ? null : m(1 + rng.integer(9), 50 + 9 * rng.normal()),
        ),
      }))
      const r = directStandardisation({ strata: ['x', 'y', 'z'], units })
      if (isRefusal(r)) return
      for (const u of r.units) {
        near(u.mix + u.performance, u.rawMean - r.overall)
        assert.ok(u.coverage > 0 && u.coverage <= 1 + 1e-12)
        assert.equal(u.warnings.length > 0, u.coverage < 1 - 1e-12)
      }
      const same = got(
        directStandardisation({
          strata: ['x', 'y'],
          units: [1, 2, 3].map((k) => ({ id: `${k}`, moments: [m(6, 50 + k), m(3, 70 - k)] })),
        }),
      )
      for (const u of same.units) {
        near(u.estimate, u.rawMean)
        near(u.mix, 0)
      }
    }),
    { seed: 61, numRuns: 60 },
  )
})

test('given shares are used, absent strata are told, impossible input is refused', () => {
  const units = [
    { id: 'a', moments: [m(5, 80), m(5, 40)] },
    { id: 'b', moments: [m(5, 70), null] },
    { id: 'c', moments: [null, null] },
  ]
  const r = got(directStandardisation({ strata: ['x', 'y'], units, shares: [1, 3] }))
  near(r.units[0]!.estimate, 50)
  near(r.units[1]!.coverage, 0.25)
  assert.deepEqual(r.unjudged, ['c'])
  for (const [result, reason] of [
    [directStandardisation({ strata: [], units }), 'empty'],
    [directStandardisation({ strata: ['x'], units }), 'mismatch'],
    [directStandardisation({ strata: ['x', 'y'], units, shares: [-1, 2] }), 'out-of-range'],
    [directStandardisation({ strata: ['x'], units: [{ id: 'a', moments: [m(1, 2)] }] }), 'too-few'],
    [
      directStandardisation({ strata: ['x'], units: [{ id: 'a', moments: [m(4, Number.NaN)] }] }),
      'not-finite',
    ],
  ] as const) {
    assert.equal(isRefusal(result) && result.reason, reason)
  }
})
