import { excess, mainMeasure, type Point, sureChange } from './scores.ts'

/** What the journeys say, picked by what hurts most; the screen puts it into words. */
export type JourneysMessage =
  | { readonly kind: 'none' }
  /** Journeys are drawn, but nothing is known about how they do. */
  | { readonly kind: 'drawn' | 'silent'; readonly touchpoints: number }
  /** One touchpoint fell for sure, and most of all. */
  | {
      readonly kind: 'falling'
      readonly point: Point
      /** Others that fell, the surest first: often the same trouble, seen from elsewhere. */
      readonly also: readonly Point[]
      readonly holes: number
    }
  | { readonly kind: 'sore'; readonly point: Point; readonly holes: number }
  | { readonly kind: 'calm'; readonly touchpoints: number; readonly holes: number }

/**
 * A sure fall comes first, since something happened there: the one that is largest at the safe end of its interval. Then
 * the touchpoint that makes most people unhappy beyond the usual share. `known` is false where scores may not be seen.
 */
export function journeysMessage(points: readonly Point[], known: boolean): JourneysMessage {
  if (points.length === 0) return { kind: 'none' }
  if (!known) return { kind: 'drawn', touchpoints: points.length }
  const heard = points.filter((p) => p.state !== 'hole')
  if (heard.length === 0) return { kind: 'silent', touchpoints: points.length }
  const holes = points.length - heard.length
  const [fallen, ...also] = heard
    .filter((p) => p.state === 'falling')
    .sort((a, b) => sureChange(mainMeasure(a.score)) - sureChange(mainMeasure(b.score)))
  if (fallen) return { kind: 'falling', point: fallen, also, holes }
  const [sorest] = heard
    .filter((p) => p.state === 'sore')
    .sort((a, b) => excess(b, points) - excess(a, points))
  if (sorest) return { kind: 'sore', point: sorest, holes }
  return { kind: 'calm', touchpoints: heard.length, holes }
}

/** Touchpoints that need somebody, what hurts most first: falling, then sore by unhappy people beyond the usual. */
export function worstFirst(points: readonly Point[]): Point[] {
  const falling = points
    .filter((p) => p.state === 'falling')
    .sort((a, b) => sureChange(mainMeasure(a.score)) - sureChange(mainMeasure(b.score)))
  const sore = points.filter((p) => p.state === 'sore').sort((a, b) => excess(b, points) - excess(a, points))
  return [...falling, ...sore]
}
