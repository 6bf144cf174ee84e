/** The kernels that look at every subset of drivers. Everything here works on one correlation matrix. */

/**
 * What the subset kernels leave of the outcome's variance. The matrix is a (p+1)x(p+1) row-major correlation
 * matrix of p drivers followed by the outcome; only its upper triangle is read, and it must be positive definite.
 */
interface Walk {
  readonly p: number
  /** One (p+1)x(p+1) buffer per depth: the Schur complement after the drivers included so far. */
  readonly levels: readonly Float64Array[]
  readonly out: Float64Array
  /** out[S] = scale[|S|] * R2(S). */
  readonly scale: Float64Array
}

/** More drivers than this would need more than a million subsets. */
export const MAX_EXACT_DRIVERS = 20

/**
 * R2 of every one of the 2^p subsets, each multiplied by scale[size of the subset], written to out.
 *
 * Driver k is bit p-1-k of the subset number. The walk is a recursive Cholesky: at depth j driver j is left out
 * (nothing to do) or included (one rank-one elimination of the drivers still to come), so that a subset costs about
 * six operations on average instead of a refit.
 */
function scaledR2OfSubsets(
  correlation: Float64Array,
  p: number,
  scale: Float64Array,
  out: Float64Array,
  work: Float64Array,
): void {
  const q = p + 1
  const levels: Float64Array[] = []
  for (let j = 0; j <= p; j++) levels.push(work.subarray(j * q * q, (j + 1) * q * q))
  if (p === 1) {
    out[1] = scale[1]! * correlation[1]! ** 2
    return
  }
  levels[0]!.set(correlation)
  visit({ p, levels, out, scale }, 0, 0, 0, levels[0]!)
}

function visit(walk: Walk, depth: number, subset: number, size: number, m: Float64Array): void {
  const { p } = walk
  const q = p + 1
  const row = depth * q
  if (depth === p - 2) {
    lastTwo(walk, subset, size, m)
    return
  }
  visit(walk, depth + 1, subset, size, m)
  const next = walk.levels[depth + 1]!
  const pivot = 1 / m[row + depth]!
  for (let i = depth + 1; i <= p; i++) {
    const f = m[row + i]! * pivot
    const base = i * q
    for (let k = i; k <= p; k++) next[base + k] = m[base + k]! - f * m[row + k]!
  }
  visit(walk, depth + 1, subset + (1 << (p - 1 - depth)), size + 1, next)
}

/** The four subsets that differ in the last two drivers, written out: half of all the walk's steps end here. */
function lastTwo({ p, out, scale }: Walk, subset: number, size: number, m: Float64Array): void {
  const q = p + 1
  const first = (p - 2) * q + p
  const second = first + q
  const firstPivot = m[first - 2]!
  const overlap = m[first - 1]!
  const secondPivot = m[second - 1]!
  const toFirst = m[first]!
  const toSecond = m[second]!
  const none = 1 - m[second + q]!
  const f = overlap / firstPivot
  const withFirst = none + (toFirst * toFirst) / firstPivot
  const rest = toSecond - f * toFirst
  out[subset] = scale[size]! * none
  out[subset + 1] = scale[size + 1]! * (none + (toSecond * toSecond) / secondPivot)
  out[subset + 2] = scale[size + 1]! * withFirst
  out[subset + 3] = scale[size + 2]! * (withFirst + (rest * rest) / (secondPivot - f * overlap))
}

/** LMG weight of the step from a subset of this size: size! (p-1-size)! / p!; zero for the full set. */
function stepWeights(p: number): Float64Array {
  const w = new Float64Array(p + 1)
  w[0] = 1 / p
  for (let s = 1; s < p; s++) w[s] = (w[s - 1]! * s) / (p - s)
  return w
}

/** Writes the p LMG values (in R2 units, summing to R2) of a (p+1)x(p+1) correlation matrix into out. */
type LmgKernel = (correlation: Float64Array, out: Float64Array) => void

/**
 * Exact LMG (Lindeman, Merenda & Gold 1980), equal to the Shapley value of R2 (Groemping 2007), for p <= 20 drivers.
 *
 * LMG_k is the sum over subsets S holding k of (w(|S|-1) + w(|S|)) R2(S), less the same constant for every k, the sum
 * over all S of w(|S|) R2(S). All p sums come from one folding of the 2^p array onto halves of itself.
 * The buffers belong to the returned function, so that thousands of bootstrap replicates allocate nothing.
 */
export function lmgKernel(p: number): LmgKernel {
  const q = p + 1
  const w = stepWeights(p)
  const scale = new Float64Array(p + 1)
  const constantShare = new Float64Array(p + 1)
  for (let s = 1; s <= p; s++) {
    scale[s] = w[s - 1]! + w[s]!
    constantShare[s] = w[s]! / scale[s]!
  }
  const subsets = new Float64Array(2 ** p)
  const sizes = subsetSizes(p)
  const work = new Float64Array((p + 1) * q * q)
  return (correlation, out) => {
    scaledR2OfSubsets(correlation, p, scale, subsets, work)
    let constant = 0
    for (let s = 0; s < subsets.length; s++) constant += subsets[s]! * constantShare[sizes[s]!]!
    let half = subsets.length
    for (let k = 0; k < p; k++) {
      half /= 2
      let sum = 0
      for (let i = 0; i < half; i++) {
        const upper = subsets[half + i]!
        sum += upper
        subsets[i] = subsets[i]! + upper
      }
      out[k] = sum - constant
    }
  }
}

/** How many drivers each subset number holds. */
function subsetSizes(p: number): Uint8Array {
  const sizes = new Uint8Array(2 ** p)
  for (let s = 1; s < sizes.length; s++) sizes[s] = sizes[s >> 1]! + (s & 1)
  return sizes
}

/** R2 of every subset; driver k is bit p-1-k. A Float64Array of 2^p values: 8 MB at p = 20. */
export function r2OfSubsets(correlation: Float64Array, p: number): Float64Array {
  const out = new Float64Array(2 ** p)
  const q = p + 1
  scaledR2OfSubsets(correlation, p, new Float64Array(p + 1).fill(1), out, new Float64Array((p + 1) * q * q))
  return out
}

/**
 * Mean gain in R2 from driver k over the subsets of each size that lack it, a p x p row-major table (k, size 0..p-1):
 * conditional dominance (Azen & Budescu 2003). Its row means are general dominance, which is LMG.
 */
export function conditionalGains(r2: Float64Array, p: number): Float64Array {
  const sizes = subsetSizes(p)
  const table = new Float64Array(p * p)
  for (let k = 0; k < p; k++) {
    const bit = 1 << (p - 1 - k)
    for (let s = 0; s < r2.length; s++) {
      if ((s & bit) !== 0) continue
      const cell = k * p + sizes[s]!
      table[cell] = table[cell]! + r2[s | bit]! - r2[s]!
    }
  }
  for (let s = 0, subsets = 1; s < p; s++) {
    for (let k = 0; k < p; k++) table[k * p + s] = table[k * p + s]! / subsets
    subsets = (subsets * (p - 1 - s)) / (s + 1)
  }
  return table
}

/**
 * Complete dominance, a p x p row-major table: the share of the subsets without j and k in which adding j gains at
 * least as much as adding k. 1 means that j completely dominates k. The diagonal is 0.5.
 */
export function completeDominance(r2: Float64Array, p: number): Float64Array {
  const table = new Float64Array(p * p).fill(0.5)
  const subsets = 2 ** (p - 2)
  for (let j = 0; j < p; j++) {
    for (let k = j + 1; k < p; k++) {
      const a = 1 << (p - 1 - j)
      const b = 1 << (p - 1 - k)
      let wins = 0
      let ties = 0
      for (let t = 0; t < subsets; t++) {
        // Spread the bits of t around the two places a and b, which stay empty.
        const low = ((t & -b) << 1) | (t & (b - 1))
        const s = ((low & -a) << 1) | (low & (a - 1))
        const gap = r2[s | a]! - r2[s | b]!
        if (Math.abs(gap) <= 1e-14) ties++
        else if (gap > 0) wins++
      }
      table[j * p + k] = (wins + ties) / subsets
      table[k * p + j] = (subsets - wins) / subsets
    }
  }
  return table
}
