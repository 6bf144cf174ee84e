import assert from 'node:assert/strict'
import { test } from 'node:test'
import { normalCdf } from './distributions.ts'
import { createRng, shuffle } from './rng.ts'

test('the same seed gives the same numbers, other seeds give others', () => {
  const draw = (seed: number) => {
    const rng = createRng(seed)
    return Array.from({ length: 20 }, () => rng.bits())
  }
  assert.deepEqual(draw(7), draw(7))
  assert.notDeepEqual(draw(7), draw(8))
  assert.notDeepEqual(draw(7), draw(7.5))
  // Frozen: results stored by users must be reproducible with a later version.
  assert.deepEqual(draw(1).slice(0, 3), FROZEN)
})

const FROZEN = [629751057, 2484092246, 3456300941]

test('bits follow xoshiro128** (checked against a BigInt transcription of the recurrence)', () => {
  const rng = createRng(42)
  const M = 0xffffffffn
  const rotl = (x: bigint, k: bigint) => ((x << k) | (x >> (32n - k))) & M
  // The output function is invertible, so four outputs fix s1 at four steps; check the linear recurrence on them.
  const inverse = (a: bigint) => {
    let x = 1n
    for (let i = 0; i < 6; i++) x = (x * (2n - a * x)) & M
    return x
  }
  const unmix = (r: number) => (rotl((BigInt(r) * inverse(9n)) & M, 25n) * inverse(5n)) & M
  const s1 = Array.from({ length: 64 }, () => unmix(rng.bits()))
  // Solve for the state (s0, s1, s2, s3) at step 0 bit by bit: the recurrence is linear over GF(2), so any state
  // that reproduces the first four s1 values must reproduce all others.
  const step = (s: bigint[]): bigint[] => {
    let [a, b, c, e] = s as [bigint, bigint, bigint, bigint]
    const t = (b << 9n) & M
    c ^= a
    e ^= b
    b ^= c
    a ^= e
    c ^= t
    e = rotl(e, 11n)
    return [a, b, c, e]
  }
  const run = (s: bigint[], n: number) => {
    const out: bigint[] = []
    for (let i = 0; i < n; i++) {
      out.push(s[1]!)
      s = step(s)
    }
    return out
  }
  const rows: { mask: bigint; value: bigint }[] = []
  for (let bit = 0n; bit < 128n; bit++) {
    const unit = [0n, 0n, 0n, 0n]
    unit[Number(bit / 32n)] = 1n << (bit % 32n)
    rows.push({ mask: 1n << bit, value: pack(run(unit, 4)) })
  }
  let state = 0n
  let target = pack(s1.slice(0, 4))
  for (let bit = 127n; bit >= 0n; bit--) {
    const pivot = rows.findIndex((row) => row.value >> bit === 1n)
    if (pivot < 0) continue
    const [row] = rows.splice(pivot, 1)
    for (const other of rows) {
      if ((other.value >> bit) & 1n) {
        other.value ^= row!.value
        other.mask ^= row!.mask
      }
    }
    if ((target >> bit) & 1n) {
      target ^= row!.value
      state ^= row!.mask
    }
  }
  const solved = [0n, 32n, 64n, 96n].map((shift) => (state >> shift) & M)
  assert.deepEqual(run(solved, 64), s1)
})

function pack(words: bigint[]): bigint {
  return words.reduce((all, word, i) => all | (word << BigInt(32 * i)), 0n)
}

test('normals follow the normal distribution, uniforms the uniform (chi-square over 200 cells)', () => {
  const rng = createRng(11)
  const cells = 200
  const n = 200000
  const normal = new Float64Array(cells)
  const uniform = new Float64Array(cells)
  const integer = new Float64Array(cells)
  for (let i = 0; i < n; i++) {
    normal[Math.floor(normalCdf(rng.normal()) * cells)]! += 1
    uniform[Math.floor(rng.uniform() * cells)]! += 1
    integer[rng.integer(cells)]! += 1
  }
  for (const counts of [normal, uniform, integer]) {
    const expected = n / cells
    const chi = counts.reduce((s, c) => s + (c - expected) ** 2 / expected, 0)
    // 199 degrees of freedom: mean 199, sd 20; below 130 would be too even, above 280 too uneven
    assert.ok(chi > 130 && chi < 280, `chi-square ${chi}`)
  }
})

test('the tail of the normals has the right mass', () => {
  const rng = createRng(12)
  let beyond = 0
  const n = 1000000
  for (let i = 0; i < n; i++) if (Math.abs(rng.normal()) > 3.7) beyond++
  const expected = n * 2 * normalCdf(-3.7)
  assert.ok(Math.abs(beyond - expected) < 4 * Math.sqrt(expected), `${beyond} against ${expected}`)
})

test('shuffle keeps the elements and makes every order equally likely', () => {
  const rng = createRng(5)
  const seen = new Map<string, number>()
  for (let i = 0; i < 6000; i++) {
    const key = shuffle(rng, [1, 2, 3]).join('')
    seen.set(key, (seen.get(key) ?? 0) + 1)
  }
  assert.equal(seen.size, 6)
  for (const count of seen.values()) assert.ok(Math.abs(count - 1000) < 120, `${count}`)
})

test('fillNormal gives the same stream as normal', () => {
  const one = createRng(21)
  const many = createRng(21)
  const out = new Float64Array(5000)
  many.fillNormal(out)
  for (const x of out) assert.equal(x, one.normal())
  assert.equal(many.bits(), one.bits())
})
