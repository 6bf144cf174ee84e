import type { CommentSummary, RisingWord } from '@tandem/contract'

/** Regions that together hold most of what was said. */
export type Mostly = readonly { readonly unitId: string; readonly name: string }[]

interface Rise {
  /** Comments of the last six weeks. */
  readonly recent: number
  /** At least so many times as often as before; null: more often, but less than twice for sure. */
  readonly times: number | null
  readonly since: string | null
  readonly mostly: Mostly
}

/** What the page opens with, picked by what matters most; the screen puts it into words. */
export type VoicesMessage =
  | { readonly kind: 'silent'; readonly q: string | null }
  /** Nothing was looked for, and customers began to use a word. */
  | (Rise & {
      readonly kind: 'rising'
      readonly word: RisingWord
      /** Others that rose, surest first. */
      readonly others: readonly RisingWord[]
    })
  /** What was looked for comes up more than before. */
  | (Rise & { readonly kind: 'rose'; readonly q: string; readonly total: number })
  | { readonly kind: 'fell' | 'steady'; readonly q: string; readonly total: number; readonly recent: number }
  /** Too few to say whether it became more. */
  | { readonly kind: 'found'; readonly q: string; readonly total: number; readonly mostly: Mostly }
  | { readonly kind: 'calm' | 'filtered'; readonly total: number }

interface Asked {
  readonly q: string | undefined
  /** Another filter than words is set, which the words on the rise do not know of. */
  readonly filtered: boolean
  readonly summary: Pick<CommentSummary, 'total' | 'change' | 'places'>
  readonly rising: readonly RisingWord[]
}

/**
 * A rise is only claimed when its interval lies above 1, and "times as often" is the lower end of the interval: what is
 * sure, not what is likely.
 */
export function voicesMessage({ q, filtered, summary, rising }: Asked): VoicesMessage {
  const { total, change, places } = summary
  if (total === 0) return { kind: 'silent', q: q ?? null }
  if (!q) {
    const [word, ...others] = rising
    if (filtered || !word) return { kind: filtered ? 'filtered' : 'calm', total }
    const { recent, ratio, since } = word
    const mostly = mostlyFrom(word.places, recent)
    return { kind: 'rising', word, others, recent, times: timesOf(ratio.interval.lower), since, mostly }
  }
  const mostly = mostlyFrom(places, total)
  if (!change) return { kind: 'found', q, total, mostly }
  const { recent, ratio, since } = change
  if (ratio.interval.lower > 1)
    return { kind: 'rose', q, total, recent, times: timesOf(ratio.interval.lower), since, mostly }
  return { kind: ratio.interval.upper < 1 ? 'fell' : 'steady', q, total, recent }
}

const timesOf = (lower: number) => (lower >= 2 ? Math.floor(lower) : null)

/** The fewest regions, three at most, that hold three in five of all; none where it is everywhere. */
export function mostlyFrom(
  places: readonly { readonly unitId: string; readonly name: string; readonly n: number }[],
  total: number,
): Mostly {
  if (places.length < 2) return []
  const found: { unitId: string; name: string }[] = []
  let held = 0
  for (const { unitId, name, n } of places.slice(0, 3)) {
    found.push({ unitId, name })
    held += n
    if (held >= 0.6 * total) return found.length < places.length ? found : []
  }
  return []
}
