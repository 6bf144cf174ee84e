import { normalCdf, normalQuantile } from '../core/distributions.ts'
import { checkLevel, type Interval, isRefusal, type Refusal, refuse } from '../core/refusal.ts'
import { createRng } from '../core/rng.ts'
import { type CrossProducts, correlationOf } from '../regression/least-squares.ts'
import { poolMoments } from '../regression/ols.ts'
import { checkDriverCount, importanceFit, johnsonWeights } from './importance.ts'
import { lmgKernel } from './subsets.ts'

/** A bootstrapped quantity. */
export interface BootstrapEstimate {
  readonly estimate: number
  /** Standard deviation of the replicates. */
  readonly standardError: number
  /** From the quantiles of the replicates. */
  readonly percentile: Interval
  /** Bias-corrected and accelerated (Efron 1987), with the acceleration from leaving out one block at a time. */
  readonly bca: Interval
}

/** Intervals of driver importance. */
export interface ImportanceIntervals {
  readonly drivers: readonly {
    readonly name: string
    /** In units of R2. */
    readonly value: BootstrapEstimate
    /** Share of R2. */
    readonly share: BootstrapEstimate
  }[]
  readonly r2: BootstrapEstimate
  readonly n: number
  readonly blocks: number
  /** Replicates that could be computed; the others had a constant or collinear driver. */
  readonly replicates: number
  readonly method: string
  readonly warnings: readonly string[]
}

/** Options of the block bootstrap. */
export interface BootstrapOptions {
  /** Which measure of importance: `lmg` (at most 20 drivers, the default) or `johnson`. */
  readonly measure?: 'lmg' | 'johnson'
  /** Number of replicates, default 1,000. */
  readonly replicates?: number
  /** Seed of the random numbers, default 1. */
  readonly seed?: number
  /** Level of the intervals, default 0.95. */
  readonly level?: number
}

/** With fewer blocks than this, intervals are too short to trust. */
const FEW_BLOCKS = 40

/**
 * Block (cluster) bootstrap of driver importance on moments: rows are put into blocks by cluster (site, person), a
 * replicate draws as many blocks as there are, with replacement, and merges their cross products. No row is read.
 *
 * @param blocks cross products per block: the drivers and, last, the outcome; empty blocks are left out
 * @param names one per column, the outcome's last
 * @returns intervals of every driver's importance and of R2, or a refusal
 */
export function bootstrapImportance(
  blocks: readonly CrossProducts[],
  names: readonly string[],
  options: BootstrapOptions = {},
): ImportanceIntervals | Refusal {
  const { measure = 'lmg', replicates = 1000, seed = 1, level = 0.95 } = options
  const used = blocks.filter((b) => b.n > 0)
  const total = poolMoments(used)
  if (isRefusal(total)) return total
  const fit = importanceFit(total, names)
  if (isRefusal(fit)) return fit
  const bad = checkLevel(level) ?? checkRequest(used.length, replicates, seed)
  if (bad) return bad
  const tooMany = measure === 'lmg' ? checkDriverCount(fit.p) : undefined
  if (tooMany) return tooMany

  const statistic = measureOf(measure, fit.p)
  const resampler = blockSums(used, total)
  const draws: Float64Array[] = []
  const rng = createRng(seed)
  const weights = new Float64Array(used.length)
  for (let r = 0; r < replicates; r++) {
    weights.fill(0)
    for (let b = 0; b < used.length; b++) weights[rng.integer(used.length)]! += 1
    const values = statistic(resampler(weights), names)
    if (values) draws.push(values)
  }
  if (draws.length < replicates / 2) {
    return refuse(
      'collinear',
      'In most replicates a driver was constant or collinear; leave out rare drivers.',
    )
  }
  const jackknife: Float64Array[] = []
  for (let b = 0; b < used.length; b++) {
    weights.fill(1)
    weights[b] = 0
    const values = statistic(resampler(weights), names)
    if (values) jackknife.push(values)
  }
  const centre = statistic(total, names)!
  const estimates = Array.from(centre, (value, i) => {
    return summarise(value, column(draws, i), column(jackknife, i), level)
  })
  const { p } = fit
  return {
    drivers: names.slice(0, p).map((name, k) => ({ name, value: estimates[k]!, share: estimates[p + k]! })),
    r2: estimates[2 * p]!,
    n: total.n,
    blocks: used.length,
    replicates: draws.length,
    method: `block bootstrap of ${measure === 'lmg' ? 'LMG' : 'relative weights'} on moments`,
    warnings: warningsOf(used.length, draws.length, replicates),
  }
}

function checkRequest(blocks: number, replicates: number, seed: number): Refusal | undefined {
  if (blocks < 2) return refuse('too-few', 'A block bootstrap needs at least two blocks with rows.')
  if (!Number.isInteger(replicates) || replicates < 100 || replicates > 1e6) {
    return refuse(
      'out-of-range',
      `Choose a whole number of replicates from 100 to 1,000,000, not ${replicates}.`,
    )
  }
  return Number.isFinite(seed) ? undefined : refuse('not-finite', 'The seed must be a finite number.')
}

function warningsOf(blocks: number, done: number, asked: number): string[] {
  const warnings: string[] = []
  if (blocks < FEW_BLOCKS) warnings.push(`Only ${blocks} blocks: the intervals tend to be too short.`)
  if (done < asked) {
    warnings.push(
      `${asked - done} of ${asked} replicates had a constant or collinear driver and were left out.`,
    )
  }
  return warnings
}

/** Values, shares and R2 (2p + 1 numbers) of one set of moments; undefined when they can't be had. */
type Statistic = (moments: CrossProducts, names: readonly string[]) => Float64Array | undefined

function measureOf(measure: 'lmg' | 'johnson', p: number): Statistic {
  const kernel =
    measure === 'lmg' ? lmgKernel(p) : (r: Float64Array, out: Float64Array): void => johnsonWeights(r, p, out)
  const values = new Float64Array(p)
  return (moments, names) => {
    const corr = correlationOf(moments, names)
    if (isRefusal(corr) || !isPositiveDefinite(corr.r, p)) return undefined
    kernel(corr.r, values)
    const r2 = values.reduce((a, b) => a + b, 0)
    const out = new Float64Array(2 * p + 1)
    for (let k = 0; k < p; k++) {
      out[k] = values[k]!
      out[p + k] = r2 > 1e-12 ? values[k]! / r2 : 0
    }
    out[2 * p] = r2
    return out
  }
}

/** Whether the drivers' block of a (p+1) x (p+1) correlation matrix can be eliminated safely. */
function isPositiveDefinite(correlation: Float64Array, p: number): boolean {
  const q = p + 1
  const m = correlation.slice()
  for (let k = 0; k < p; k++) {
    const pivot = m[k * q + k]!
    if (!(pivot > 1e-11)) return false
    for (let i = k + 1; i < p; i++) {
      const f = m[i * q + k]! / pivot
      for (let j = k + 1; j <= i; j++) m[i * q + j]! -= f * m[j * q + k]!
    }
  }
  return true
}

/**
 * Weighted merges of the blocks. Each block is kept as sums about the grand mean, so that a merge is a weighted sum
 * of small matrices; the replicate's own mean is near the grand mean, so nothing cancels.
 */
function blockSums(
  blocks: readonly CrossProducts[],
  total: CrossProducts,
): (weights: Float64Array) => CrossProducts {
  const q = total.mean.length
  const width = q + q * q
  const table = new Float64Array(blocks.length * width)
  for (const [b, block] of blocks.entries()) {
    const at = b * width
    for (let i = 0; i < q; i++) {
      const gap = block.mean[i]! - total.mean[i]! + ((block.rest?.[i] ?? 0) - (total.rest?.[i] ?? 0))
      table[at + i] = block.n * gap
    }
    for (let i = 0; i < q; i++) {
      for (let j = 0; j < q; j++) {
        const shift = block.n === 0 ? 0 : (table[at + i]! * table[at + j]!) / block.n
        table[at + q + i * q + j] = block.cross[i * q + j]! + shift
      }
    }
  }
  const sums = new Float64Array(width)
  const cross = new Float64Array(q * q)
  const mean = new Float64Array(q)
  return (weights) => {
    sums.fill(0)
    let n = 0
    for (const [b, block] of blocks.entries()) {
      const w = weights[b]!
      if (w === 0) continue
      n += w * block.n
      const at = b * width
      for (let i = 0; i < width; i++) sums[i]! += w * table[at + i]!
    }
    for (let i = 0; i < q; i++) {
      mean[i] = total.mean[i]! + sums[i]! / n
      for (let j = 0; j < q; j++) cross[i * q + j] = sums[q + i * q + j]! - (sums[i]! * sums[j]!) / n
    }
    return { n, mean, cross }
  }
}

function column(rows: readonly Float64Array[], i: number): Float64Array {
  return Float64Array.from(rows, (row) => row[i]!).sort()
}

/** Standard error and both intervals from sorted replicates and the leave-one-block-out values. */
function summarise(
  estimate: number,
  sorted: Float64Array,
  jackknife: Float64Array,
  level: number,
): BootstrapEstimate {
  const m = sorted.reduce((a, b) => a + b, 0) / sorted.length
  const ss = sorted.reduce((a, b) => a + (b - m) ** 2, 0)
  const low = 0.5 - level / 2
  const between = (a: number, b: number): Interval => ({
    lower: quantile(sorted, a),
    upper: quantile(sorted, b),
    level,
  })
  return {
    estimate,
    standardError: Math.sqrt(ss / (sorted.length - 1)),
    percentile: between(low, 1 - low),
    bca: between(...bcaLevels(estimate, sorted, jackknife, low)),
  }
}

/** The two quantile levels that BCa reads instead of `low` and `1 - low`. */
function bcaLevels(
  estimate: number,
  sorted: Float64Array,
  jackknife: Float64Array,
  low: number,
): [number, number] {
  let below = 0
  for (const v of sorted) below += v < estimate ? 1 : v === estimate ? 0.5 : 0
  // Keep the bias correction finite when all replicates lie on one side.
  const share = Math.min(Math.max(below, 0.5), sorted.length - 0.5) / sorted.length
  const bias = normalQuantile(share)
  const m = jackknife.reduce((a, b) => a + b, 0) / jackknife.length
  let squares = 0
  let cubes = 0
  for (const v of jackknife) {
    squares += (m - v) ** 2
    cubes += (m - v) ** 3
  }
  const acceleration = squares > 0 ? cubes / (6 * squares ** 1.5) : 0
  const adjusted = (p: number): number => {
    const z = bias + normalQuantile(p)
    const room = 1 - acceleration * z
    return room > 0 ? normalCdf(bias + z / room) : p < 0.5 ? 0 : 1
  }
  return [adjusted(low), adjusted(1 - low)]
}

/** Quantile by linear interpolation between order statistics (R's type 7). */
function quantile(sorted: Float64Array, p: number): number {
  const at = p * (sorted.length - 1)
  const i = Math.floor(at)
  const next = sorted[Math.min(i + 1, sorted.length - 1)]!
  return sorted[i]! + (at - i) * (next - sorted[i]!)
}
