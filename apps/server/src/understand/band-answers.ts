import type { Answers } from '@tandem/contract'
import {
  isRefusal,
  type Moments,
  meanInterval,
  mergeMoments,
  normalQuantile,
  proportionInterval,
} from '@tandem/stats'
import { fewestRespondents, intervalLevel } from './protect.ts'

/** Answers that gave one score to the driver: moments of the outcome. */
export interface AnswerCell extends Moments {
  /** Score of the driver, in whole points. */
  readonly at: number
}

const width = 10

/**
 * Bands of ten points with the mean outcome of each. Where people must not be recognised, a band of too few is joined
 * with its smaller neighbour, so that nothing is missing that could be worked out from the rest.
 */
export function bandAnswers(cells: readonly AnswerCell[], guarded: boolean): Answers['bands'] {
  interface Draft {
    from: number
    to: number
    sum: number
    moments: Moments
  }
  const drafts = new Map<number, Draft>()
  for (const { at, ...moments } of cells) {
    const from = Math.floor(at / width) * width
    const old = drafts.get(from)
    drafts.set(from, {
      from,
      to: from + width,
      sum: (old?.sum ?? 0) + at * moments.n,
      moments: old ? mergeMoments(old.moments, moments) : moments,
    })
  }
  const bands = [...drafts.values()].sort((a, b) => a.from - b.from)
  while (guarded && bands.length > 1) {
    const small = bands.findIndex((b) => b.moments.n < fewestRespondents)
    if (small < 0) break
    const size = (i: number) => bands[i]?.moments.n ?? Number.POSITIVE_INFINITY
    const first = size(small - 1) < size(small + 1) ? small - 1 : small
    const [a, b] = [bands[first]!, bands[first + 1]!]
    const moments = mergeMoments(a.moments, b.moments)
    bands.splice(first, 2, { from: a.from, to: b.to, sum: a.sum + b.sum, moments })
  }
  if (guarded && bands.some((b) => b.moments.n < fewestRespondents)) return []
  const binary = isBinary(cells)
  return bands.map(({ from, to, sum, moments }) => ({
    from,
    to,
    at: sum / moments.n,
    n: moments.n,
    mean: moments.mean,
    interval: intervalOf(moments, binary),
  }))
}

/** Only 0 and 100 were given: then the spread follows from the mean. */
export function isBinary(cells: readonly AnswerCell[]): boolean {
  return cells.every(({ n, mean, m2 }) => Math.abs(m2 - n * mean * (100 - mean)) <= 1e-6 * n * 1e4)
}

function intervalOf(moments: Moments, binary: boolean): Answers['bands'][number]['interval'] {
  if (!binary) {
    const result = meanInterval(moments, intervalLevel)
    return isRefusal(result) ? null : result.interval
  }
  const result = proportionInterval((moments.n * moments.mean) / 100, moments.n, intervalLevel)
  if (isRefusal(result)) return null
  const { lower, upper, level } = result.interval
  return { lower: 100 * lower, upper: 100 * upper, level }
}

/**
 * Logistic regression of a yes or no on the score, from cells (Newton's method), and its curve every five points with
 * intervals from the information matrix. Empty for other outcomes, and where the answers split without overlap.
 */
export function answerCurve(cells: readonly AnswerCell[]): Answers['curve'] {
  if (cells.length < 3 || !isBinary(cells)) return []
  const n = cells.reduce((sum, c) => sum + c.n, 0)
  const centre = cells.reduce((sum, c) => sum + c.n * c.at, 0) / n
  const rows = cells.map((c) => ({ x: (c.at - centre) / width, n: c.n, yes: (c.n * c.mean) / 100 }))
  let [a, b] = [0, 0]
  let information = { aa: 0, ab: 0, bb: 0 }
  for (let round = 0; round < 50; round++) {
    let [ga, gb] = [0, 0]
    information = { aa: 0, ab: 0, bb: 0 }
    for (const { x, n, yes } of rows) {
      const p = share(a + b * x)
      const weight = n * p * (1 - p)
      ga += yes - n * p
      gb += (yes - n * p) * x
      information = {
        aa: information.aa + weight,
        ab: information.ab + weight * x,
        bb: information.bb + weight * x * x,
      }
    }
    const { aa, ab, bb } = information
    const determinant = aa * bb - ab * ab
    if (!(determinant > 1e-9)) return []
    const [da, db] = [(bb * ga - ab * gb) / determinant, (aa * gb - ab * ga) / determinant]
    a += da
    b += db
    if (Math.abs(da) + Math.abs(db) < 1e-10) return curveOf({ a, b, centre, ...information }, cells)
  }
  return []
}

const share = (logit: number) => 1 / (1 + Math.exp(-logit))

function curveOf(
  fit: { a: number; b: number; centre: number; aa: number; ab: number; bb: number },
  cells: readonly AnswerCell[],
): Answers['curve'] {
  const { a, b, centre, aa, ab, bb } = fit
  const determinant = aa * bb - ab * ab
  const z = normalQuantile(0.5 + intervalLevel / 2)
  const [low, high] = [Math.min(...cells.map((c) => c.at)), Math.max(...cells.map((c) => c.at))]
  const curve: Answers['curve'] = []
  for (let at = Math.ceil(low / 5) * 5; at <= high; at += 5) {
    const x = (at - centre) / width
    const half = z * Math.sqrt((bb - 2 * ab * x + aa * x * x) / determinant)
    const logit = a + b * x
    const interval = {
      lower: 100 * share(logit - half),
      upper: 100 * share(logit + half),
      level: intervalLevel,
    }
    curve.push({ at, mean: 100 * share(logit), interval })
  }
  return curve
}
