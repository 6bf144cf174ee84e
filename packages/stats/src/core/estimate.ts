import type { Interval } from './refusal.ts'

/** The common shape of a result: a number, how sure one may be of it, how many observations, and how it was had. */
export type Estimate = {
  readonly estimate: number
  readonly standardError: number
  readonly interval: Interval
  readonly n: number
  readonly method: string
  readonly warnings: readonly string[]
}
