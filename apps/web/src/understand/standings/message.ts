import type { Standing, Standings } from '@tandem/contract'

/** Probability from which we say "surely". */
export const sure = 0.8

/** Why some look low and are not surely: too few answers, strict evaluators, or a mix that scores low everywhere. */
export type LookWhy = 'few' | 'strict' | 'mix'

/** What the standings say, picked by what matters most; the screen puts it into words. */
export type Message =
  | { readonly kind: 'none' }
  | { readonly kind: 'one'; readonly unit: Standing }
  | { readonly kind: 'bottom'; readonly count: number; readonly look: number; readonly why: LookWhy }
  | { readonly kind: 'look'; readonly look: number; readonly why: LookWhy }
  | { readonly kind: 'alike' }

/** Ids of the worst fifth by a figure: what a bare list would point at. */
function lowestFifth(
  items: readonly Standing[],
  figure: (s: Standing) => number | null,
  up: boolean,
): Set<string> {
  const known = items.flatMap((s) => {
    const value = figure(s)
    return value === null ? [] : [{ id: s.unitId, value: up ? value : -value }]
  })
  known.sort((a, b) => a.value - b.value)
  return new Set(known.slice(0, Math.floor(known.length / 5)).map((k) => k.id))
}

/** Whether larger is better: one metric whose good direction is down is the exception. */
export function isUp(standings: Pick<Standings, 'metrics'>): boolean {
  return standings.metrics.length !== 1 || standings.metrics[0]?.metric.direction !== 'down'
}

/**
 * The sentence of the page: who is surely in the bottom fifth, and who only looks it, because a plain mean is low while
 * there are too few answers, or because strict evaluators came or the mix is a hard one (then the mean without that is
 * not low).
 */
export function messageOf(standings: Pick<Standings, 'items' | 'metrics'>): Message {
  const { items } = standings
  const [only] = items
  if (!only) return { kind: 'none' }
  if (items.length === 1) return { kind: 'one', unit: only }
  const up = isUp(standings)
  const count = items.filter((s) => s.probabilityBottom > sure).length
  const low = lowestFifth(items, (s) => s.raw, up)
  const lookers = items.filter((s) => low.has(s.unitId) && s.probabilityBottom <= sure)
  const saved = (part: (s: Standing) => number) => {
    const fair = lowestFifth(items, (s) => (s.raw === null ? null : s.raw - part(s)), up)
    return lookers.filter((s) => !fair.has(s.unitId)).length
  }
  const strict = saved((s) => s.withoutStrictness ?? 0)
  const mix = saved((s) => s.mix?.effect ?? 0)
  const why = Math.max(strict, mix) * 2 <= lookers.length ? 'few' : mix > strict ? 'mix' : 'strict'
  if (count > 0) return { kind: 'bottom', count, look: lookers.length, why }
  return lookers.length > 0 ? { kind: 'look', look: lookers.length, why } : { kind: 'alike' }
}

/** Whether a unit is surely better or worse than the mean of all; near where its interval holds the mean. */
export function toMean(
  unit: Pick<Standing, 'interval'>,
  mean: number,
  up: boolean,
): 'better' | 'worse' | 'near' {
  const { lower, upper } = unit.interval
  if (lower <= mean && upper >= mean) return 'near'
  return lower > mean === up ? 'better' : 'worse'
}

/**
 * How many of the units in view, drawn from worst to best, belong to the worst and the best fifth of all that are
 * ranked: who sees a part of the company may see none of either.
 */
export function fifthsOf({ items, howWeKnow }: Pick<Standings, 'items' | 'howWeKnow'>): {
  readonly worst: number
  readonly best: number
} {
  const of = howWeKnow.units ?? items.length
  if (of <= items.length) {
    const fifth = Math.floor(items.length / 5)
    return { worst: fifth, best: fifth }
  }
  return {
    worst: items.filter((s) => s.rank.expected > of * 0.8).length,
    best: items.filter((s) => s.rank.expected <= of / 5).length,
  }
}
