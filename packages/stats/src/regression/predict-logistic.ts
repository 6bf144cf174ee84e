import { type Refusal, refuse } from '../core/refusal.ts'
import type { Columns } from './columns.ts'
import { inverseLogit, type LogisticFit } from './logistic.ts'

/**
 * Why the model says what it says about one row: log-odds that each predictor adds against a row of average values.
 *
 * @param fit a fitted logistic regression
 * @param row one value per predictor, in the order of the fit
 * @returns one contribution per predictor, the probability, and the log-odds of the average row (`baseline`)
 */
export function logOddsContributions(
  fit: LogisticFit,
  row: ArrayLike<number>,
):
  | {
      readonly contributions: readonly { name: string; logOdds: number }[]
      baseline: number
      probability: number
    }
  | Refusal {
  const predictors = fit.coefficients.slice(1)
  if (row.length !== predictors.length) {
    return refuse(
      'mismatch',
      `The row has ${row.length} values; the model has ${predictors.length} predictors.`,
    )
  }
  let baseline = fit.coefficients[0]!.estimate
  let total = 0
  const contributions = predictors.map((c, j) => {
    baseline += c.estimate * fit.means[j]!
    const logOdds = c.estimate * (row[j]! - fit.means[j]!)
    total += logOdds
    return { name: c.name, logOdds }
  })
  if (!Number.isFinite(total)) return refuse('not-finite', 'The row has a value that is not a finite number.')
  return { contributions, baseline, probability: inverseLogit(baseline + total) }
}

/** Probabilities of new rows under a fitted model; columns are matched by name. */
export function predictLogistic(fit: LogisticFit, x: Columns): Float64Array | Refusal {
  const predictors = fit.coefficients.slice(1)
  const columns: ArrayLike<number>[] = []
  for (const { name } of predictors) {
    const column = x[name]
    if (!column) return refuse('mismatch', `The rows lack the column ${name}.`)
    columns.push(column)
  }
  const n = columns[0]?.length ?? 0
  const out = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    let eta = fit.coefficients[0]!.estimate
    for (const [j, { estimate }] of predictors.entries()) eta += estimate * columns[j]![i]!
    if (!Number.isFinite(eta))
      return refuse('not-finite', `Row ${i + 1} has a value that is not a finite number.`)
    out[i] = inverseLogit(eta)
  }
  return out
}
