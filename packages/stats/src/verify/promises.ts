import { tSurvival } from '../core/distributions.ts'
import { type Refusal, refuse } from '../core/refusal.ts'
import { createRng } from '../core/rng.ts'
import { type Moments, momentsOf } from '../moments/moments.ts'
import { improvement } from '../sequential/improvement.ts'
import { blup, meanModelFromMoments } from '../standings/mean-model.ts'

/** A world of units for checking what the verdicts promise. */
export type World = {
  readonly units: number
  /** observations per unit before, and at most after */
  readonly before: number
  readonly after: number
  /** sd between units and within */
  readonly between: number
  readonly within: number
  /** true gain of the taught units */
  readonly gain: number
  readonly worlds: number
  readonly seed: number
}

export type Promises = {
  /** share of taught units (the bottom fifth by raw baseline) ever declared improved, looking after each observation */
  readonly improved: number
  /** the same by a naive t-test of after against before at each look from the second observation on */
  readonly naive: number
  /** by a naive t-test once, after the last observation */
  readonly naiveOnce: number
  /** mean number of observations to the verdict of those improved */
  readonly looks: number
  readonly n: number
}

/**
 * Simulates worlds: all units are measured, the mean model is fitted, the bottom fifth by raw mean is taught, and each
 * taught unit is judged after each single observation until the first success. Everything is estimated from the
 * simulated data, as it would be in use. With gain 0 the shares are false alarm rates, else power.
 */
export function simulatePromises(world: World): Promises | Refusal {
  const rng = createRng(world.seed)
  const hits = { improved: 0, naive: 0, naiveOnce: 0, looks: 0, n: 0 }
  for (let w = 0; w < world.worlds; w++) {
    const truth = Float64Array.from({ length: world.units }, () => 70 + world.between * rng.normal())
    const before: Moments[] = []
    for (const t of truth) {
      const m = momentsOf(Float64Array.from({ length: world.before }, () => t + world.within * rng.normal()))
      if ('kind' in m) return m
      before.push(m)
    }
    const fit = meanModelFromMoments(before)
    if ('kind' in fit) return fit
    const within = { variance: fit.withinVariance, df: world.units * (world.before - 1) }
    const worst = [...truth.keys()].sort((a, b) => before[a]!.mean - before[b]!.mean)
    for (const u of worst.slice(0, Math.round(world.units / 5))) {
      const b = blup(fit.model, before[u]!.mean, fit.variances[u]!)
      const baseline = { mean: b.estimate, sd: b.sd }
      const theta = truth[u]! + world.gain
      const result = judge(
        theta,
        before[u]!,
        (after) => improvement({ baseline, within, after }),
        world,
        rng.normal,
      )
      if (typeof result === 'string') return refuse('not-finite', result)
      hits.improved += result.improved > 0 ? 1 : 0
      hits.looks += result.improved
      hits.naive += result.naive ? 1 : 0
      hits.naiveOnce += result.naiveOnce ? 1 : 0
      hits.n++
    }
  }
  return {
    improved: hits.improved / hits.n,
    naive: hits.naive / hits.n,
    naiveOnce: hits.naiveOnce / hits.n,
    looks: hits.improved > 0 ? hits.looks / hits.improved : 0,
    n: hits.n,
  }
}

type Judged = { improved: number; naive: boolean; naiveOnce: boolean }

/** Judges one unit observation by observation. */
function judge(
  theta: number,
  before: Moments,
  verdict: (after: Moments) => ReturnType<typeof improvement>,
  world: World,
  normal: () => number,
): Judged | string {
  const out: Judged = { improved: 0, naive: false, naiveOnce: false }
  let [n, mean, m2] = [0, 0, 0]
  for (let i = 0; i < world.after; i++) {
    const x = theta + world.within * normal()
    n++
    const delta = x - mean
    mean += delta / n
    m2 += delta * (x - mean)
    if (out.improved === 0) {
      const v = verdict({ n, mean, m2 })
      if ('kind' in v) return v.message
      if (v.verdict === 'improved') out.improved = n
    }
    if (n >= 2) {
      out.naiveOnce = naiveTest(before, { n, mean, m2 })
      out.naive ||= out.naiveOnce
    }
  }
  return out
}

/** What is usually done: one-sided t-test with pooled variance, after against before, at 5 %. */
function naiveTest(before: Moments, after: Moments): boolean {
  const df = before.n + after.n - 2
  const variance = ((before.m2 + after.m2) / df) * (1 / before.n + 1 / after.n)
  return variance > 0 && tSurvival((after.mean - before.mean) / Math.sqrt(variance), df) < 0.05
}
