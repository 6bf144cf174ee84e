import type { Journey, TouchpointScore } from '@tandem/contract'
import { scoreRange } from '../../ui/score-range.ts'

type Touchpoint = Journey['stages'][number]['touchpoints'][number]

/** How a touchpoint does, in one word that stands beside its figures. */
export type State =
  /** Nobody is asked about it, and no answer names it. */
  | 'hole'
  /** Too few answers to say anything. */
  | 'few'
  | 'falling'
  | 'rising'
  /** More unhappy people than at others. */
  | 'sore'
  | 'steady'

/** A touchpoint with its place and its figures. */
export interface Point {
  readonly touchpoint: Touchpoint
  readonly journey: Pick<Journey, 'id' | 'key' | 'name'>
  readonly stage: string
  readonly score: TouchpointScore | null
  readonly state: State
}

/**
 * Standard errors from which a change is called one: 5 % over 50 touchpoints looked at together, one-sided (Bonferroni).
 */
export const sureAt = 3.1
/** Half-width of the 90 % intervals in standard errors. */
const z90 = 1.645
/** At so many times the usual share of unhappy people a touchpoint is sore, at the lower end of its interval. */
const soreFrom = 1.2

export type Measure = TouchpointScore['measures'][number]

export const mainMeasure = (score: TouchpointScore | null): Measure | null => score?.measures[0] ?? null

/** Change over its standard error, positive is better; null where there is none. */
export function changeInErrors(measure: Measure | null): number | null {
  const change = measure?.change
  if (!measure || !change || change.value === null || !change.interval) return null
  const half = (change.interval.upper - change.interval.lower) / 2
  if (!(half > 0)) return null
  return ((measure.metric.direction === 'up' ? 1 : -1) * change.value * z90) / half
}

/** Change as part of the whole scale, at the end of its interval nearest to none; 0 where it is none. Positive is better. */
export function sureChange(measure: Measure | null): number {
  const interval = measure?.change.interval
  if (!measure || !interval) return 0
  const { min, max } = scoreRange(measure.metric)
  const ends =
    measure.metric.direction === 'up' ? interval : { lower: -interval.upper, upper: -interval.lower }
  return (Math.max(0, ends.lower) + Math.min(0, ends.upper)) / (max - min)
}

/** Touchpoints of all journeys in their order; without scores they are neither good nor bad. */
export function pointsOf(journeys: readonly Journey[], scores: readonly TouchpointScore[] | null): Point[] {
  const byId = new Map(scores?.map((s) => [s.touchpointId, s]))
  const usual = usualShares(scores ?? [])
  return journeys.flatMap(({ id, key, name, stages }) =>
    stages.flatMap((stage) =>
      stage.touchpoints.map((touchpoint): Point => {
        const score = byId.get(touchpoint.id) ?? null
        return {
          touchpoint,
          journey: { id, key, name },
          stage: stage.name,
          score,
          state: scores ? stateOf(score, usual) : 'steady',
        }
      }),
    ),
  )
}

function stateOf(score: TouchpointScore | null, usual: ReadonlyMap<string, number>): State {
  const main = mainMeasure(score)
  if (!score || !main) return 'hole'
  if (main.score.value === null || !main.score.interval) return 'few'
  const errors = changeInErrors(main)
  if (errors !== null && errors <= -sureAt) return 'falling'
  if (isSore(score, main, usual)) return 'sore'
  return errors !== null && errors >= sureAt ? 'rising' : 'steady'
}

function isSore(score: TouchpointScore, main: Measure, usual: ReadonlyMap<string, number>): boolean {
  const share = usual.get(main.metric.key)
  return share !== undefined && score.unhappy !== null && score.unhappy.interval.lower > soreFrom * share
}

/** Share of unhappy people over all touchpoints that a metric stands for, where there are at least three to compare. */
function usualShares(scores: readonly TouchpointScore[]): Map<string, number> {
  // Those that are only named are part of others already.
  const own = scores.filter((s) => s.heard === 'own' && s.unhappy !== null && s.measures.length > 0)
  const groups = Map.groupBy(own, (s) => s.measures[0]?.metric.key ?? '')
  return new Map(
    [...groups]
      .filter(([, group]) => group.length >= 3)
      .map(([key, group]) => {
        const contacts = group.reduce((sum, s) => sum + s.contacts, 0)
        return [key, group.reduce((sum, s) => sum + (s.unhappy?.n ?? 0), 0) / contacts]
      }),
  )
}

/** Unhappy people beyond what is usual: volume times distance. 0 where it does not hurt. */
export function excess(point: Point, points: readonly Point[]): number {
  const { score } = point
  const usual = usualShares(points.flatMap((p) => p.score ?? []))
  const share = usual.get(mainMeasure(score)?.metric.key ?? '')
  if (!score?.unhappy || share === undefined) return 0
  return Math.max(0, score.contacts * (score.unhappy.share - share))
}
