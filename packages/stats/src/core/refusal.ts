/** Why an answer can't be had. One short code per cause, so that a caller can branch on it. */
export type RefusalReason =
  /** nothing was given */
  | 'empty'
  /** something was given, but fewer observations, groups or blocks than the method needs */
  | 'too-few'
  /** no variation where the method needs some */
  | 'constant'
  /** a value is NaN, infinite or missing */
  | 'not-finite'
  /** columns are linearly dependent, so their effects can't be told apart */
  | 'collinear'
  /** lengths or identifiers of two inputs don't fit together */
  | 'mismatch'
  /** a parameter or a value lies outside what it may be (a share above 1, a negative count) */
  | 'out-of-range'
  /** more than the method can do exactly in reasonable time or memory */
  | 'too-large'
  /** the iteration did not settle */
  | 'not-converged'
  /** a covariance or an information matrix is not positive definite */
  | 'not-positive-definite'
  /** a perfect split of the outcome: the maximum likelihood estimate lies at infinity */
  | 'separated'

/** A typed "no": returned instead of a result, never thrown. `message` is a sentence for people. */
export type Refusal = { readonly kind: 'refusal'; readonly reason: RefusalReason; readonly message: string }

/** Makes a refusal; `message` says what is missing and what to do about it. */
export function refuse(reason: RefusalReason, message: string): Refusal {
  return { kind: 'refusal', reason, message }
}

/** True when a function of this package refused. */
export function isRefusal(x: unknown): x is Refusal {
  return typeof x === 'object' && x !== null && 'kind' in x && x.kind === 'refusal'
}

/** An interval with its nominal level, e.g. `{ lower: 61.2, upper: 70.4, level: 0.95 }`. */
export type Interval = { readonly lower: number; readonly upper: number; readonly level: number }

/** Refuses a confidence level outside (0, 1); undefined when it is fine. */
export function checkLevel(level: number): Refusal | undefined {
  if (level > 0 && level < 1) return undefined
  return refuse('out-of-range', `The level must lie between 0 and 1 (0.95 for 95 %), not ${level}.`)
}

/** Largest size of a value, and smallest standard deviation, that squares and ratios survive. */
export const LARGEST_VALUE = 1e50
export const SMALLEST_SD = 1e-50

/** Refuses values that aren't finite or so large that their squares and ratios overflow. */
export function checkSize(values: ArrayLike<number>, what: string): Refusal | undefined {
  for (let i = 0; i < values.length; i++) {
    if (Math.abs(values[i]!) > LARGEST_VALUE && Number.isFinite(values[i])) {
      return refuse('too-large', `${what} must not exceed 1e50 in size; number ${i + 1} is ${values[i]}.`)
    }
  }
  return checkFinite(values, what)
}

/** Refuses standard errors (deviations) that aren't positive numbers of a usable size. */
export function checkSds(values: ArrayLike<number>, what: string): Refusal | undefined {
  for (let i = 0; i < values.length; i++) {
    if (!(values[i]! >= SMALLEST_SD && values[i]! <= LARGEST_VALUE)) {
      return refuse(
        'out-of-range',
        `${what} must be above 0 (1e-50 to 1e50); number ${i + 1} is ${values[i]}.`,
      )
    }
  }
  return undefined
}

/** Refuses the first value of `values` that isn't finite; undefined when all are. */
export function checkFinite(values: ArrayLike<number>, what: string): Refusal | undefined {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      return refuse('not-finite', `${what} must be finite numbers; number ${i + 1} is ${values[i]}.`)
    }
  }
  return undefined
}
