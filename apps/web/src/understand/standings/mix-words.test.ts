import assert from 'node:assert/strict'
import test from 'node:test'
import type { Standing } from '@tandem/contract'
import { lowestGroup, makerOf, mostMixed, surelyMoved } from './mix-words.ts'

const caseMix = (means: readonly (number | null)[]) => ({
  by: 'attribute:segment',
  groups: [0.7, 0.27, 0.03].map((share, i) => ({ key: `g${i}`, share, mean: means[i] ?? null })),
  metrics: ['nps'],
  leftAsTheyAre: [],
})
const mix = (effects: number[], standardError = 0) => ({
  standardError,
  effect: effects.reduce((a, b) => a + b),
  coverage: 1,
  shares: [0.5, 0.45, 0.05],
  effects,
})

test('the group that made the difference pulls the same way as the whole', () => {
  const all = caseMix([50, 40, 45])
  assert.deepEqual(makerOf(mix([1, -4, -0.5]), all), { group: 1, here: 0.45, everywhere: 0.27, effect: -4 })
  assert.equal(makerOf(mix([0, 0, 0]), all), null)
})

test('the lowest group is set against the others together; tiny groups and composites are not spoken of', () => {
  const lowest = lowestGroup(caseMix([50, 40, 10]))
  assert.equal(lowest?.group, 1)
  // (0.7 * 50 + 0.03 * 10) / 0.73 - 40
  assert.ok(Math.abs((lowest?.less ?? 0) - (35.3 / 0.73 - 40)) < 1e-9)
  assert.equal(lowestGroup(caseMix([null, null, null])), null)
})

test('who was surely moved most comes first, whichever way; large and unsure effects do not', () => {
  assert.equal(surelyMoved({ effect: -5, standardError: 1 }), 5 - 1.6449)
  assert.equal(surelyMoved({ effect: 5, standardError: 4 }), 0)
  const unit = (unitId: string, m: Standing['mix']) => ({ unitId, mix: m }) as Standing
  const items = [unit('a', mix([1])), unit('b', mix([-3])), unit('c', null), unit('d', mix([9], 6))]
  assert.deepEqual(
    mostMixed(items).map((s) => s.unitId),
    ['b', 'a', 'd'],
  )
})
