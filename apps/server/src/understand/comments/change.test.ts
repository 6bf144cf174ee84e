import assert from 'node:assert/strict'
import test from 'node:test'
import { createRng } from '@tandem/stats'
import { changePoint, logOdds, shareRatio } from './change.ts'
import { risingWords } from './rising.ts'
import { cosine, rarity } from './similarity.ts'

test('the log-odds ratio is that of Monroe et al. computed by hand', () => {
  // Prior: 500 comments with the share (30 + 20 + 0.5) / (1000 + 3000 + 1).
  const a = (500 * 50.5) / 4001
  const expected = Math.log((30 + a) / (1000 + 500 - 30 - a)) - Math.log((20 + a) / (3000 + 500 - 20 - a))
  const found = logOdds({ recent: 30, recentAll: 1000, before: 20, beforeAll: 3000 })
  assert.ok(Math.abs(found.delta - expected) < 1e-12)
  assert.ok(Math.abs(found.standardError - Math.sqrt(1 / (30 + a) + 1 / (20 + a))) < 1e-12)
  assert.ok(found.z > 3 && found.p < 0.001)
})

test('the ratio of shares covers the truth nine times in ten', () => {
  const rng = createRng(5)
  const draw = (n: number, p: number) => Array.from({ length: n }).filter(() => rng.uniform() < p).length
  let covered = 0
  const runs = 400
  for (let i = 0; i < runs; i++) {
    const ratio = shareRatio({
      recent: draw(300, 0.1),
      recentAll: 300,
      before: draw(900, 0.05),
      beforeAll: 900,
    })
    if (ratio.interval.lower <= 2 && 2 <= ratio.interval.upper) covered++
  }
  assert.ok(covered / runs > 0.86 && covered / runs < 0.95, `${covered / runs}`)
})

const weeks = (counts: readonly number[]) =>
  counts.map((n, i) => ({ from: `week ${String(i).padStart(2, '0')}`, n, all: 100 }))

test('a rise is dated to its week; noise and a fall have no date', () => {
  assert.equal(changePoint(weeks([1, 0, 2, 1, 1, 0, 1, 2, 9, 8, 11])), 'week 08')
  assert.equal(changePoint(weeks([1, 0, 2, 1, 1, 0, 1, 2, 1, 2, 0])), null)
  assert.equal(changePoint(weeks([9, 8, 11, 9, 1, 0, 1, 2, 1, 2, 0])), null)
  assert.equal(changePoint([]), null)
})

test('where nothing changed hardly ever a word is named; a word that tripled is', () => {
  const rng = createRng(11)
  const draw = (n: number, p: number) => {
    let k = 0
    for (let i = 0; i < n; i++) if (rng.uniform() < p) k++
    return k
  }
  const word = (name: string, before: number, now: number) => ({
    word: name,
    language: 'en',
    recent: draw(1200, now),
    recentAll: 1200,
    before: draw(4000, before),
    beforeAll: 4000,
  })
  let named = 0
  for (let run = 0; run < 20; run++)
    named += risingWords(
      Array.from({ length: 100 }, (_, i) => word(`w${i}`, 0.002 * (i + 4), 0.002 * (i + 4))),
    ).length
  assert.ok(named <= 2, `${named} of 2,000 words that did not rise`)
  const all = Array.from({ length: 100 }, (_, i) => word(`w${i}`, 0.02, 0.02))
  assert.deepEqual(
    risingWords([...all, word('damaged', 0.01, 0.04)]).map((r) => r.word),
    ['damaged'],
  )
  assert.deepEqual(risingWords([]), [])
})

test('rare words in common make texts alike, frequent ones hardly', () => {
  const weight = rarity(
    new Map([
      ['the', 900],
      ['parcel', 20],
      ['cracked', 10],
    ]),
    1000,
  )
  const own = ['the', 'parcel', 'cracked']
  assert.ok(Math.abs(cosine(own, own, weight) - 1) < 1e-12)
  assert.equal(cosine(own, ['smile'], weight), 0)
  assert.equal(cosine([], own, weight), 0)
  const rare = cosine(own, ['parcel', 'cracked', 'smile'], weight)
  const frequent = cosine(own, ['the', 'smile', 'till'], weight)
  assert.ok(rare > 0.6 && frequent < 0.05, `${rare} ${frequent}`)
})
