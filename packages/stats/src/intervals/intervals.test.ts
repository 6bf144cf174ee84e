import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isRefusal, type Refusal } from '../core/refusal.ts'
import { createRng } from '../core/rng.ts'
import { momentsOf } from '../moments/moments.ts'
import { momentsByGroup } from '../moments/tables.ts'
import {
  close,
  needsShared,
  numbers,
  readTable,
  reference,
} from '../regression/reference-data.test-support.ts'
import { correlation, kruskalWallis, wilcoxonTest } from './association.ts'
import { meanDifference, meanInterval } from './mean.ts'
import { adjustPValues, eBenjaminiHochberg } from './multiplicity.ts'
import { npsDifference, npsInterval } from './nps.ts'
import { multinomialIntervals, proportionDifference, proportionInterval } from './proportion.ts'

function got<T extends object>(x: T | Refusal): T {
  if (isRefusal(x)) throw new Error(x.message)
  return x as T
}

test('R: Wilson, Clopper-Pearson, Jeffreys and Agresti-Coull', needsShared, () => {
  for (const name of ['proportions_grid', 'proportions_insteval_top2_by_dept']) {
    const at = reference(name)
    for (let i = 0; ; i++) {
      if (at.texts('results', 'cases', `${i}`)[0] === 'undefined') {
        assert.ok(i > 5)
        break
      }
      const [x, n] = [at.number('results', 'cases', `${i}`, 'x'), at.number('results', 'cases', `${i}`, 'n')]
      for (const [key, level, method] of [
        ['wilson95', 0.95, 'wilson'],
        ['wilson90', 0.9, 'wilson'],
        ['clopper_pearson95', 0.95, 'clopper-pearson'],
        ['jeffreys95', 0.95, 'jeffreys'],
        ['agresti_coull95', 0.95, 'agresti-coull'],
      ] as const) {
        const [lower, upper] = at.list('results', 'cases', `${i}`, key)
        const { interval } = got(proportionInterval(x, n, level, method))
        close(interval.lower, lower!, 1e-10, `${key} ${x}/${n}`)
        close(interval.upper, upper!, 1e-10, `${key} ${x}/${n}`)
      }
    }
  }
})

test('R: NPS overall and by airline, adjusted, Goodman, difference of the two largest', needsShared, () => {
  const at = reference('nps_skytrax_seat')
  const table = readTable('data/skytrax/seat.csv.gz')
  const names = ['overall', 'air-canada', 'thomas-cook-airlines', 'united-airlines', 'qatar-airways']
  const counted = (path: string[]) => ({
    promoters: at.number(...path, 'promoters'),
    passives: at.number(...path, 'passives'),
    detractors: at.number(...path, 'detractors'),
  })
  const place = (name: string) => (name === 'overall' ? ['results', name] : ['results', 'by', 'groups', name])
  for (const name of names) {
    const path = place(name)
    const counts = counted(path)
    const nps = got(npsInterval(counts))
    close(nps.estimate, at.number(...path, 'nps_points'), 1e-12)
    close(nps.standardError, 100 * at.number(...path, 'se'), 1e-12)
    close(nps.interval.lower, 100 * at.list(...path, 'wald95')[0]!, 1e-12)
    const adjusted = got(npsInterval(counts, 0.95, 'adjusted'))
    close(adjusted.interval.lower, 100 * at.number(...path, 'adjusted_wald_add3', 'lower'), 1e-12)
    close(adjusted.interval.upper, 100 * at.number(...path, 'adjusted_wald_add3', 'upper'), 1e-12)
    const shares = got(multinomialIntervals([counts.promoters, counts.passives, counts.detractors]))
    shares.forEach((s, i) => {
      close(s.interval.lower, at.list(...path, 'goodman_multinomial95', 'lower')[i]!, 1e-10)
      close(s.interval.upper, at.list(...path, 'goodman_multinomial95', 'upper')[i]!, 1e-10)
    })
  }
  const airline = table.airline_name!
  const rating = numbers(table.overall_rating!)
  const canada = [...rating].filter((r, i) => airline[i] === 'air-canada' && !Number.isNaN(r))
  assert.equal(canada.filter((r) => r >= 9).length, counted(place('air-canada')).promoters)
  const path = ['results', 'two_largest_groups_difference']
  const d = got(npsDifference(counted(place(at.text(...path, 'a'))), counted(place(at.text(...path, 'b')))))
  close(d.estimate, 100 * at.number(...path, 'diff'), 1e-12)
  close(d.p, at.number(...path, 'p_two_sided'), 1e-12)
  close(d.interval.lower, 100 * at.list(...path, 'ci95')[0]!, 1e-12)
})

test('R: Welch, Wilcoxon, Kruskal-Wallis, correlations, adjusted p-values', needsShared, () => {
  const at = reference('misc_bh1996_grp1_30')
  const table = readTable('data/bh1996/bh1996.csv.gz')
  const keep = [...table.GRP!.keys()].filter((i) => Number(table.GRP![i]) <= 30)
  const y = keep.map((i) => Number(table.LEAD![i]))
  const y2 = keep.map((i) => Number(table.WBEING![i]))
  const group = keep.map((i) => table.GRP![i]!)
  const groups = at.texts('results', 'groups')
  const p = groups.map((g) => {
    const inside = got(momentsOf(y.filter((_, i) => group[i] === g)))
    const outside = got(momentsOf(y.filter((_, i) => group[i] !== g)))
    return got(meanDifference(inside, outside)).p
  })
  const compare = (mine: ArrayLike<number>, key: string, tolerance: number) => {
    at.list('results', key).forEach((x, i) => {
      assert.ok(Math.abs(mine[i]! - x) <= tolerance * Math.abs(x), `${key} ${i}: ${mine[i]} against ${x}`)
    })
  }
  compare(p, 'welch_one_vs_rest_p', 1e-9)
  compare(got(adjustPValues(p)), 'p_BH', 1e-9)
  compare(got(adjustPValues(p, 'holm')), 'p_holm', 1e-9)
  compare(got(adjustPValues(p, 'benjamini-yekutieli')), 'p_BY', 1e-9)
  compare(got(adjustPValues(p, 'bonferroni')), 'p_bonferroni', 1e-9)
  const of = (key: string) => y.filter((_, i) => group[i] === at.text('results', 'welch_two_largest', key))
  const [a, b] = [of('a'), of('b')]
  const welch = got(meanDifference(got(momentsOf(a)), got(momentsOf(b))))
  close(welch.t, at.number('results', 'welch_two_largest', 't'), 1e-9)
  close(welch.df, at.number('results', 'welch_two_largest', 'df'), 1e-9)
  close(welch.d, at.number('results', 'welch_two_largest', 'hedges_d_pooled'), 1e-9)
  close(welch.interval.upper, at.list('results', 'welch_two_largest', 'ci95')[1]!, 1e-9)
  const w = got(wilcoxonTest(a, b))
  assert.equal(w.statistic, at.number('results', 'wilcoxon', 'W'))
  close(w.p, at.number('results', 'wilcoxon', 'p'), 1e-9)
  close(w.cliffsDelta, at.number('results', 'wilcoxon', 'cliffs_delta'), 1e-9)
  const k = got(kruskalWallis(y, group))
  close(k.statistic, at.number('results', 'kruskal', 'H'), 1e-10)
  assert.ok(Math.abs(k.p / at.number('results', 'kruskal', 'p') - 1) < 1e-9)
  const r = got(correlation(y, y2))
  close(r.estimate, at.number('results', 'pearson', 'r'), 1e-12)
  assert.ok(Math.abs(r.p / at.number('results', 'pearson', 'p') - 1) < 1e-9)
  close(r.interval.lower, at.list('results', 'pearson', 'ci95')[0]!, 1e-12)
  const rho = got(correlation(y, y2, 'spearman'))
  close(rho.estimate, at.number('results', 'spearman', 'rho'), 1e-12)
  assert.ok(Math.abs(rho.p / at.number('results', 'spearman', 'p') - 1) < 1e-9)
  const tau = got(correlation(y, y2, 'kendall'))
  close(tau.estimate, at.number('results', 'kendall_tau_b', 'tau'), 1e-12)
  assert.ok(Math.abs(tau.p / at.number('results', 'kendall_tau_b', 'p') - 1) < 1e-8)
  assert.equal(got(momentsByGroup(y, group)).size, 30)
})

test('the t interval covers its mean 95 times in 100', () => {
  const rng = createRng(1)
  let hits = 0
  for (let run = 0; run < 4000; run++) {
    const m = got(momentsOf(Array.from({ length: 6 }, () => 50 + 10 * rng.normal())))
    const { interval } = got(meanInterval(m))
    if (interval.lower <= 50 && interval.upper >= 50) hits++
  }
  assert.ok(Math.abs(hits / 4000 - 0.95) < 0.01, `${hits / 4000}`)
})

const N = 8

/** Intervals of every possible outcome of N answers. */
function allIntervals(method: 'exact' | 'score' | 'trinomial', level: number) {
  const out: { i: number; j: number; lower: number; upper: number }[] = []
  for (let i = 0; i <= N; i++) {
    for (let j = 0; i + j <= N; j++) {
      const { interval } = got(
        npsInterval({ promoters: i, passives: N - i - j, detractors: j }, level, method),
      )
      out.push({ i, j, lower: interval.lower, upper: interval.upper })
    }
  }
  return out
}

/** Probability that the interval covers the truth, by enumeration. */
function coverage(intervals: ReturnType<typeof allIntervals>, p: number, d: number): number {
  const factorial = (k: number): number => (k <= 1 ? 1 : k * factorial(k - 1))
  let covered = 0
  for (const { i, j, lower, upper } of intervals) {
    const ways = factorial(N) / factorial(i) / factorial(j) / factorial(N - i - j)
    const truth = 100 * (p - d)
    if (lower <= truth + 1e-9 && upper >= truth - 1e-9)
      covered += ways * p ** i * d ** j * (1 - p - d) ** (N - i - j)
  }
  return covered
}

test('the exact NPS interval never covers less than nominal, by enumeration; the trinomial one fails at small n', () => {
  const exact = allIntervals('exact', 0.9)
  const score = allIntervals('score', 0.9)
  for (let p = 0; p <= 1; p += 0.0473) {
    for (let d = 0; p + d <= 1; d += 0.0619) {
      const c = coverage(exact, p, d)
      assert.ok(c >= 0.9 - 1e-4, `exact covers ${c} at ${p}, ${d}`)
      assert.ok(coverage(score, p, d) > 0.75)
    }
  }
  assert.ok(coverage(allIntervals('trinomial', 0.9), 0.98, 0.01) < 0.5)
})

test('Newcombe: the example of his paper (56/70 against 48/80) and symmetry', () => {
  const d = got(proportionDifference(56, 70, 48, 80))
  close(d.interval.lower, 0.0524, 1e-3)
  close(d.interval.upper, 0.3339, 1e-3)
  const back = got(proportionDifference(48, 80, 56, 70))
  close(back.interval.lower, -d.interval.upper, 1e-12)
})

test('intervals hold their estimate, widen with the level, narrow with n', () => {
  fc.assert(
    fc.property(fc.nat(60), fc.integer({ min: 1, max: 60 }), (a, n) => {
      const x = Math.min(a, n)
      for (const method of ['wilson', 'clopper-pearson', 'jeffreys'] as const) {
        const narrow = got(proportionInterval(x, n, 0.8, method)).interval
        const wide = got(proportionInterval(x, n, 0.99, method)).interval
        const more = got(proportionInterval(4 * x, 4 * n, 0.8, method)).interval
        assert.ok(wide.lower <= narrow.lower && narrow.lower <= x / n && x / n <= narrow.upper)
        assert.ok(narrow.upper <= wide.upper && wide.lower >= 0 && wide.upper <= 1)
        assert.ok(more.upper - more.lower < narrow.upper - narrow.lower)
      }
      const counts = { promoters: x, passives: 3, detractors: n - x }
      const mirrored = { promoters: n - x, passives: 3, detractors: x }
      const score = got(npsInterval(counts, 0.95, 'score')).interval
      close(score.lower, -got(npsInterval(mirrored, 0.95, 'score')).interval.upper, 1e-9)
    }),
    { seed: 3 },
  )
})

test('adjusted p-values keep order; e-BH rejects what it should and nothing without evidence', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 30 }),
      (p) => {
        const bh = got(adjustPValues(p))
        p.forEach((x, i) => {
          assert.ok(bh[i]! >= x * (1 - 1e-12))
          p.forEach((other, j) => {
            if (x < other) assert.ok(bh[i]! <= bh[j]!)
          })
        })
        // brute force: BH at level q rejects the largest k with p_(k) <= k q / m
        const q = 0.3
        const sorted = p.toSorted((a, b) => a - b)
        const k = sorted.findLastIndex((x, i) => x <= ((i + 1) * q) / p.length) + 1
        assert.equal(bh.filter((x) => x <= q).length >= k, true)
      },
    ),
    { seed: 6 },
  )
  const { rejected, count } = got(eBenjaminiHochberg([100, 1, 45, 0, 30], 0.05))
  assert.deepEqual(rejected, [true, false, false, false, false])
  assert.equal(count, 1)
  assert.equal(got(eBenjaminiHochberg([100, 60, 45, 0, 39], 0.05)).count, 4)
  assert.equal(got(eBenjaminiHochberg([1, 2, 19], 0.05)).count, 0)
  assert.equal(got(eBenjaminiHochberg([Number.POSITIVE_INFINITY], 0.05)).count, 1)
})

test('impossible input is refused with a reason', () => {
  for (const [result, reason] of [
    [proportionInterval(1, 0), 'empty'],
    [proportionInterval(5, 4), 'out-of-range'],
    [proportionInterval(Number.NaN, 4), 'out-of-range'],
    [proportionInterval(1, 4, 95), 'out-of-range'],
    [meanInterval({ n: 1, mean: 2, m2: 0 }), 'too-few'],
    [meanInterval({ n: 4, mean: Number.NaN, m2: 0 }), 'not-finite'],
    [meanDifference({ n: 4, mean: 2, m2: 0 }, { n: 4, mean: 3, m2: 0 }), 'constant'],
    [npsInterval({ promoters: 0, passives: 0, detractors: 0 }), 'empty'],
    [npsInterval({ promoters: -1, passives: 3, detractors: 0 }), 'out-of-range'],
    [npsInterval({ promoters: 200, passives: 3, detractors: 0 }, 0.95, 'exact'), 'too-large'],
    [adjustPValues([]), 'empty'],
    [adjustPValues([2]), 'out-of-range'],
    [eBenjaminiHochberg([-1]), 'out-of-range'],
    [correlation([1, 1, 1, 1, 1], [1, 2, 3, 4, 5]), 'constant'],
    [kruskalWallis([1, 2], ['a', 'a']), 'too-few'],
    [wilcoxonTest([], [1]), 'empty'],
    [multinomialIntervals([0, 0]), 'empty'],
  ] as const) {
    assert.equal(isRefusal(result) && result.reason, reason)
  }
})
