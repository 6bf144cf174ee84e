/**
 * Seeded random numbers: xoshiro128** (Blackman & Vigna 2018, period 2^128 - 1), state filled from the seed by
 * a Weyl sequence through MurmurHash3's finaliser; normals by the ziggurat (Marsaglia & Tsang 2000, 256 layers, independent bits for layer and
 * position as Doornik 2005 asks). The same seed gives the same numbers on every machine.
 */
export type Rng = {
  /** Uniform on [0, 1), 53 random bits. */
  uniform(): number
  /** Standard normal. */
  normal(): number
  /** Uniform integer in 0 .. n-1; n from 1 to 2^32. */
  integer(n: number): number
  /** 32 random bits as an unsigned integer. */
  bits(): number
  /** Fills `out` with standard normals (fast path for large simulations). */
  fillNormal(out: Float64Array): void
}

const LAYERS = 256
/** Right edge and area of the 256-layer ziggurat under exp(-x^2/2); the area is derived from the edge. */
const EDGE = 3.6541528853610088
const { zigX, zigY } = buildZiggurat()

function buildZiggurat(): { zigX: Float64Array; zigY: Float64Array } {
  const density = (x: number) => Math.exp(-0.5 * x * x)
  // Tail area of exp(-x^2/2) beyond EDGE by its continued fraction (Mills ratio).
  let mills = 0
  for (let k = 200; k >= 1; k--) mills = k / (EDGE + mills)
  const area = EDGE * density(EDGE) + density(EDGE) / (EDGE + mills)
  const x = new Float64Array(LAYERS + 1)
  const y = new Float64Array(LAYERS + 1)
  // Layer 0 is the base: its rectangle is widened so that it holds the tail's area too.
  x[0] = area / density(EDGE)
  x[1] = EDGE
  y[1] = density(EDGE)
  for (let i = 1; i < LAYERS - 1; i++) {
    y[i + 1] = y[i]! + area / x[i]!
    x[i + 1] = Math.sqrt(-2 * Math.log(y[i + 1]!))
  }
  x[LAYERS] = 0
  y[LAYERS] = 1
  return { zigX: x, zigY: y }
}

/** One step of xoshiro128**; the state is four 32-bit integers, not all 0. */
function nextBits(state: Int32Array): number {
  const s0 = state[0]!
  const s1 = state[1]!
  const five = Math.imul(s1, 5)
  const result = Math.imul((five << 7) | (five >>> 25), 9)
  const s2 = state[2]! ^ s0
  const s3 = state[3]! ^ s1
  state[1] = s1 ^ s2
  state[0] = s0 ^ s3
  state[2] = s2 ^ (s1 << 9)
  state[3] = (s3 << 11) | (s3 >>> 21)
  return result >>> 0
}

/** The same stream as normal(), with the state in local variables on the common path, which is faster. */
function fillNormals(state: Int32Array, out: Float64Array, normal: () => number): void {
  let s0 = state[0]!
  let s1 = state[1]!
  let s2 = state[2]!
  let s3 = state[3]!
  for (let i = 0; i < out.length; i++) {
    const b0 = s0
    const b1 = s1
    const b2 = s2
    const b3 = s3
    let five = Math.imul(s1, 5)
    const head = Math.imul((five << 7) | (five >>> 25), 9)
    s2 ^= s0
    s3 ^= s1
    const next1 = s1 ^ s2
    const next0 = s0 ^ s3
    s2 ^= s1 << 9
    s3 = (s3 << 11) | (s3 >>> 21)
    five = Math.imul(next1, 5)
    const position = Math.imul((five << 7) | (five >>> 25), 9) >>> 0
    s2 ^= next0
    s3 ^= next1
    s1 = next1 ^ s2
    s0 = next0 ^ s3
    s2 ^= next1 << 9
    s3 = (s3 << 11) | (s3 >>> 21)
    const layer = head & 255
    const x = position * 2.3283064365386963e-10 * zigX[layer]!
    if (x < zigX[layer + 1]!) {
      // a product, since half of all branches on the sign would be mispredicted
      out[i] = x * (1 - ((head >>> 7) & 2))
      continue
    }
    state[0] = b0
    state[1] = b1
    state[2] = b2
    state[3] = b3
    out[i] = normal()
    s0 = state[0]!
    s1 = state[1]!
    s2 = state[2]!
    s3 = state[3]!
  }
  state[0] = s0
  state[1] = s1
  state[2] = s2
  state[3] = s3
}

/** A generator from any finite number as a seed (its 64 bits are used). */
export function createRng(seed: number): Rng {
  const words = new Uint32Array(new Float64Array([seed]).buffer)
  let mix = (words[0]! ^ Math.imul(words[1]!, 0x9e3779b1)) >>> 0
  const nextWord = (): number => {
    mix = (mix + 0x9e3779b9) | 0
    let z = mix
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b)
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35)
    return z ^ (z >>> 16)
  }
  // A typed array keeps the state as plain 32-bit integers; captured variables would be boxed and slow.
  const state = Int32Array.of(nextWord(), nextWord(), nextWord(), nextWord())
  if (state.every((word) => word === 0)) state[0] = 1

  const bits = (): number => nextBits(state)
  const uniform = (): number => (bits() * 2097152 + (bits() >>> 11)) / 9007199254740992
  const tail = (): number => {
    for (;;) {
      const x = -Math.log(1 - uniform()) / EDGE
      const y = -Math.log(1 - uniform())
      if (y + y >= x * x) return EDGE + x
    }
  }
  const normal = (): number => {
    for (;;) {
      const head = bits()
      const layer = head & 255
      const x = bits() * 2.3283064365386963e-10 * zigX[layer]!
      const inside = x < zigX[layer + 1]!
      if (inside) return head & 256 ? -x : x
      if (layer === 0) return head & 256 ? -tail() : tail()
      const y = zigY[layer]! + uniform() * (zigY[layer + 1]! - zigY[layer]!)
      if (y < Math.exp(-0.5 * x * x)) return head & 256 ? -x : x
    }
  }
  const integer = (n: number): number => {
    // Rejection keeps every value exactly equally likely.
    const limit = 4294967296 - (4294967296 % n)
    for (;;) {
      const b = bits()
      if (b < limit) return b % n
    }
  }
  const fillNormal = (out: Float64Array): void => fillNormals(state, out, normal)
  return { uniform, normal, integer, bits, fillNormal }
}

/** Shuffles in place (Fisher-Yates). */
export function shuffle<T extends { [i: number]: number; readonly length: number }>(rng: Rng, a: T): T {
  for (let i = a.length - 1; i > 0; i--) {
    const j = rng.integer(i + 1)
    const t = a[i]!
    a[i] = a[j]!
    a[j] = t
  }
  return a
}
