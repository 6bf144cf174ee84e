/**
 * What the statistics promise, and whether they keep it: coverage of intervals, false alarms and power of verdicts
 * under continuous looking, beside the naive t-test. Seeded; exits with 1 when a promise is broken.
 *
 *   node bench/stats-promises.ts          full size (some minutes)
 *   node bench/stats-promises.ts --small  a tenth of it
 */
import {
  createRng,
  differenceInDifferences,
  isRefusal,
  type Moments,
  meanInterval,
  momentsOf,
  npsInterval,
  type Refusal,
  type Rng,
  standings,
} from '../packages/stats/src/index.ts'
import { simulatePromises } from '../packages/stats/src/verify/promises.ts'

const SIZE = process.argv.includes('--small') ? 0.1 : 1
let broken = 0

function got<T>(x: T | Refusal): T {
  if (isRefusal(x)) throw new Error(x.message)
  return x
}

function row(what: string, value: number, promise: string, kept: boolean): void {
  if (!kept) broken++
  console.log(
    `${what.padEnd(76)} ${(100 * value).toFixed(2).padStart(7)} %   ${promise.padEnd(14)} ${kept ? 'kept' : 'BROKEN'}`,
  )
}

/** Coverage must be within 1 point of 95 % (2 points at small size, where the simulation itself is rougher). */
function coverage(what: string, hits: number, runs: number): void {
  const share = hits / runs
  row(what, share, '95 +- 1 %', Math.abs(share - 0.95) <= (SIZE < 1 ? 0.02 : 0.01))
}

function sample(rng: Rng, n: number, mean: number, sd: number): Moments {
  return got(momentsOf(Float64Array.from({ length: n }, () => mean + sd * rng.normal())))
}

function intervals(): void {
  const rng = createRng(101)
  const runs = 40000 * SIZE
  let [mean, nps] = [0, 0]
  for (let run = 0; run < runs; run++) {
    const t = got(meanInterval(sample(rng, 8, 60, 20))).interval
    if (t.lower <= 60 && t.upper >= 60) mean++
    let [promoters, detractors] = [0, 0]
    for (let i = 0; i < 60; i++) {
      const u = rng.uniform()
      if (u < 0.55) promoters++
      else if (u < 0.8) detractors++
    }
    const s = got(
      npsInterval({ promoters, passives: 60 - promoters - detractors, detractors }, 0.95, 'score'),
    ).interval
    if (s.lower <= 30 && s.upper >= 30) nps++
  }
  coverage('mean, t interval, n = 8', mean, runs)
  coverage('NPS, score interval, n = 60', nps, runs)
}

function comparison(): void {
  const rng = createRng(102)
  const runs = 8000 * SIZE
  let hits = 0
  for (let run = 0; run < runs; run++) {
    const regions = Array.from({ length: 16 }, () => rng.normal())
    const units = Array.from({ length: 48 }, (_, i) => {
      const treated = i % 16 < 8
      const after = 54 + (treated ? 4 : 0) + regions[i % 16]! + 2 * rng.normal()
      return { id: `${i}`, treated, baseline: 50, after, cluster: `${i % 16}` }
    })
    const { lower, upper } = got(differenceInDifferences(units)).interval
    if (lower <= 4 && upper >= 4) hits++
  }
  coverage('difference in differences, 16 regions of 3 units (CR2)', hits, runs)
}

function ranking(metrics: number, groups: number): void {
  const rng = createRng(103)
  const worlds = Math.round(((metrics === 1 ? 600 : 300) * SIZE * 60) / groups)
  let [estimate, rank, total] = [0, 0, 0]
  for (let w = 0; w < worlds; w++) {
    const truth: number[] = []
    const list = Array.from({ length: groups }, (_, g) => {
      const common = rng.normal()
      const theta = Array.from({ length: metrics }, () => 70 + 3 * common + 2 * rng.normal())
      truth.push(theta.reduce((s, x) => s + x, 0) / metrics)
      const moments = theta.map((t, k) =>
        k > 0 && rng.uniform() < 0.3 ? null : sample(rng, 2 + rng.integer(25), t, 10),
      )
      return { id: `${g}`, moments }
    })
    const names = Array.from({ length: metrics }, (_, k) => ({ name: `${k}`, direction: 1 as const }))
    const result = got(standings({ groups: list, metrics: names, draws: 1000, seed: w }))
    result.groups.forEach((g, i) => {
      total++
      if (g.interval.lower <= truth[i]! && truth[i]! <= g.interval.upper) estimate++
      const place = 1 + truth.filter((t) => t > truth[i]!).length
      if (g.rank.lower <= place && place <= g.rank.upper) rank++
    })
  }
  coverage(
    `standings, ${groups} groups, ${metrics} metric(s): 95 % interval of the estimate`,
    estimate,
    total,
  )
  row(
    `standings, ${groups} groups, ${metrics} metric(s): 90 % rank interval`,
    rank / total,
    '>= 89 %',
    rank / total >= 0.89,
  )
}

function verdicts(): void {
  const size = { units: 200, within: 15, worlds: Math.round(50 * SIZE), after: 200, seed: 104 }
  console.log(
    '\nBottom fifth taught, one look after each of up to 200 observations, until the first success:',
  )
  console.log(
    'before  between   gain   improved   t-test, each look   t-test, once   observations to the verdict',
  )
  for (const [before, between] of [
    [15, 5],
    [40, 5],
    [15, 2],
  ] as const) {
    for (const gain of before === 15 && between === 5 ? [0, 3, 6, 9, 12, 15] : [0, 6, 12]) {
      const p = got(simulatePromises({ ...size, before, between, gain }))
      const percent = (x: number) => `${(100 * x).toFixed(1)} %`
      console.log(
        `${before}`.padStart(6) +
          `${between}`.padStart(9) +
          `${gain}`.padStart(7) +
          percent(p.improved).padStart(11) +
          percent(p.naive).padStart(20) +
          percent(p.naiveOnce).padStart(15) +
          p.looks.toFixed(0).padStart(10),
      )
      if (gain === 0 && p.improved > 0.05) {
        broken++
        console.log('        BROKEN: more than 5 % of unchanged units were called improved')
      }
    }
  }
}

const began = performance.now()
intervals()
comparison()
ranking(1, 60)
ranking(3, 60)
ranking(1, 20)
verdicts()
console.log(
  `\n${broken === 0 ? 'All promises kept' : `${broken} promise(s) broken`}, ${((performance.now() - began) / 1000).toFixed(0)} s`,
)
process.exitCode = broken === 0 ? 0 : 1
