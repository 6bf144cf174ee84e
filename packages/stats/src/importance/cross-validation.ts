import { isRefusal, type Refusal, refuse } from '../core/refusal.ts'
import { type CrossProducts, checkMoments, fitStandardised } from '../regression/least-squares.ts'
import { poolMoments } from '../regression/ols.ts'

/** What drivers are worth for predicting rows that were not used to fit. */
export interface PredictiveValue {
  /** Cross-validated R2 of all drivers; below 0 when they predict worse than the mean. */
  readonly r2: number
  /** What is lost when a set of drivers (a question, a listening post) is left out. */
  readonly sets: readonly { readonly name: string; readonly r2Without: number; readonly loss: number }[]
  readonly n: number
  readonly folds: number
  readonly method: string
  readonly warnings: readonly string[]
}

/**
 * Cross-validated R2 on moments, and what each set of drivers adds to it: the blocks are dealt to folds, each fold is
 * predicted from the others. A set that loses nothing when left out does not earn its respondents' time.
 *
 * @param blocks cross products per block: the drivers and, last, the outcome
 * @param names one per column, the outcome's last
 * @param sets names of the drivers in each set; every driver by itself when not given
 * @param folds number of folds, default 10
 * @returns R2 with and without each set, or a refusal
 */
export function predictiveValue(
  blocks: readonly CrossProducts[],
  names: readonly string[],
  options: { readonly sets?: Readonly<Record<string, readonly string[]>>; readonly folds?: number } = {},
): PredictiveValue | Refusal {
  const used = blocks.filter((b) => b.n > 0)
  const total = poolMoments(used)
  if (isRefusal(total)) return total
  const bad = checkMoments(total, names)
  if (bad) return bad
  const folds = Math.min(options.folds ?? 10, used.length)
  if (!Number.isInteger(folds) || folds < 2) {
    return refuse('too-few', 'Cross-validation needs at least two folds, and as many blocks with rows.')
  }
  const drivers = names.slice(0, -1)
  const sets = options.sets ?? Object.fromEntries(drivers.map((name) => [name, [name]]))
  const unknown = Object.values(sets)
    .flat()
    .find((name) => !drivers.includes(name))
  if (unknown !== undefined) return refuse('mismatch', `${unknown} is not among the drivers.`)

  const pairs: Fold[] = []
  for (let f = 0; f < folds; f++) {
    const test = poolMoments(used.filter((_, b) => b % folds === f))
    const train = poolMoments(used.filter((_, b) => b % folds !== f))
    if (isRefusal(test)) return test
    if (isRefusal(train)) return train
    pairs.push({ test, train })
  }
  const all = drivers.map((_, j) => j)
  const r2 = crossValidatedR2(pairs, all, names)
  if (isRefusal(r2)) return r2
  const out: { name: string; r2Without: number; loss: number }[] = []
  for (const [name, members] of Object.entries(sets)) {
    const without = crossValidatedR2(
      pairs,
      all.filter((j) => !members.includes(drivers[j]!)),
      names,
    )
    if (isRefusal(without)) return without
    out.push({ name, r2Without: without, loss: r2 - without })
  }
  const warnings =
    used.length < 20 ? [`Only ${used.length} blocks: the cross-validated figures are rough.`] : []
  return { r2, sets: out, n: total.n, folds, method: `${folds}-fold cross-validation on moments`, warnings }
}

interface Fold {
  readonly test: CrossProducts
  readonly train: CrossProducts
}

/** 1 less the squared error of prediction over that of predicting the training mean. */
function crossValidatedR2(
  folds: readonly Fold[],
  kept: readonly number[],
  names: readonly string[],
): number | Refusal {
  const q = names.length
  let error = 0
  let naive = 0
  for (const { test, train } of folds) {
    const gap = (i: number) =>
      test.mean[i]! - train.mean[i]! + ((test.rest?.[i] ?? 0) - (train.rest?.[i] ?? 0))
    const coefficients = fitSubset(train, kept, names)
    if (isRefusal(coefficients)) return coefficients
    // The residual is the outcome less its prediction: a contrast of the columns with these weights.
    const weights = new Float64Array(q)
    weights[q - 1] = 1
    for (const [k, j] of kept.entries()) weights[j] = -coefficients[k]!
    let bias = 0
    for (let i = 0; i < q; i++) {
      bias += weights[i]! * gap(i)
      for (let j = 0; j < q; j++) error += weights[i]! * weights[j]! * test.cross[i * q + j]!
    }
    error += test.n * bias * bias
    naive += test.cross[q * q - 1]! + test.n * gap(q - 1) ** 2
  }
  return naive > 0 ? 1 - error / naive : refuse('constant', 'The outcome is the same in every row.')
}

/** Coefficients of the kept drivers alone. */
function fitSubset(
  m: CrossProducts,
  kept: readonly number[],
  names: readonly string[],
): Float64Array | Refusal {
  if (kept.length === 0) return new Float64Array(0)
  const q = names.length
  const columns = [...kept, q - 1]
  const size = columns.length
  const cross = Float64Array.from({ length: size * size }, (_, i) => {
    return m.cross[columns[Math.floor(i / size)]! * q + columns[i % size]!]!
  })
  const mean = Float64Array.from(columns, (j) => m.mean[j]!)
  const own = columns.map((j) => names[j]!)
  if (m.n < size + 1) return refuse('too-few', `${m.n} rows are too few for ${kept.length} drivers.`)
  const fit = fitStandardised({ n: m.n, mean, cross }, own)
  if (isRefusal(fit)) return fit
  return Float64Array.from(fit.beta, (b, k) => (b * fit.scale[kept.length]!) / fit.scale[k]!)
}
