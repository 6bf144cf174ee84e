import type { Driver, Drivers } from '@tandem/contract'

/** Below this share of explained variance something else than the drivers decides. */
const little = 0.1
/** Fewer answers than this say nothing about which driver leads. */
const fewAnswers = 100
/** More leaders than this are no leaders. */
const mostLeaders = 3

export type Fraction = 'quarter' | 'third' | 'half' | 'twoThirds' | 'threeQuarters'
const fractions: readonly (readonly [Fraction, number])[] = [
  ['quarter', 1 / 4],
  ['third', 1 / 3],
  ['half', 1 / 2],
  ['twoThirds', 2 / 3],
  ['threeQuarters', 3 / 4],
]

/** A share that is as good as a simple fraction is said as one; null says it in %. */
export function fractionOf(share: number): Fraction | null {
  return fractions.find(([, value]) => Math.abs(value - share) <= 0.025)?.[0] ?? null
}

/** What the drivers say, picked by what matters most; the screen puts it into words. */
export type Message =
  | { readonly kind: 'suppressed' }
  | { readonly kind: 'few'; readonly n: number }
  | { readonly kind: 'one'; readonly driver: Driver; readonly r2: number }
  | { readonly kind: 'little'; readonly r2: number }
  /** No driver can be told from the others. */
  | { readonly kind: 'alike' }
  | { readonly kind: 'tie'; readonly leaders: readonly Driver[]; readonly begin: Driver | null }
  | { readonly kind: 'leader'; readonly driver: Driver; readonly stand: Stand }

/** Surely the weakest of all; below the target; or the target reached. */
export type Stand = 'weakest' | 'below' | 'reached'

/**
 * The sentence of the page. A leader is one whose interval lies above those of all others; where intervals overlap,
 * that is said instead of naming a winner by chance.
 */
export function messageOf(
  answer: Pick<Drivers, 'drivers' | 'r2' | 'suppressed' | 'target'> & {
    readonly howWeKnow: Pick<Drivers['howWeKnow'], 'n'>
  },
): Message {
  const { drivers, r2, target } = answer
  const [first] = drivers
  if (answer.suppressed || r2 === null || !first) return { kind: 'suppressed' }
  const { n } = answer.howWeKnow
  if (n < fewAnswers || drivers.some((d) => d.shareInterval === null)) return { kind: 'few', n }
  if (r2 < little) return { kind: 'little', r2 }
  if (drivers.length === 1) return { kind: 'one', driver: first, r2 }
  const floor = first.shareInterval?.lower ?? 0
  const leaders = drivers.filter((d) => (d.shareInterval?.upper ?? 0) >= floor)
  if (leaders.length > mostLeaders || (leaders.length > 1 && leaders.length === drivers.length))
    return { kind: 'alike' }
  if (leaders.length > 1) {
    const weakest = leaders.reduce((a, b) => (b.attainment < a.attainment ? b : a))
    return { kind: 'tie', leaders, begin: weakest.attainment < target ? weakest : null }
  }
  return { kind: 'leader', driver: first, stand: standOf(first, drivers, target) }
}

function standOf(driver: Driver, all: readonly Driver[], target: number): Stand {
  if (driver.attainment >= target) return 'reached'
  const upper = driver.attainmentInterval?.upper ?? driver.attainment
  const others = all.filter((d) => d !== driver)
  return others.every((d) => upper < (d.attainmentInterval?.lower ?? d.attainment)) ? 'weakest' : 'below'
}

/** Why shares within and between units differ, told by the driver with the widest surely real gap. */
export type SplitMessage =
  | { readonly kind: 'alike' }
  | {
      readonly kind: 'between' | 'within'
      readonly driver: Driver
      readonly within: number
      readonly between: number
    }

/** Null where the split is not known. A gap is sure when the two intervals do not touch. */
export function splitMessageOf(drivers: readonly Driver[]): SplitMessage | null {
  const known = drivers.flatMap((driver) => {
    const { withinShare: within, betweenShare: between, withinInterval: a, betweenInterval: b } = driver
    if (within === null || between === null || !a || !b) return []
    return [{ driver, within, between, sure: a.upper < b.lower || b.upper < a.lower }]
  })
  if (known.length < 2) return null
  const gap = (k: (typeof known)[number]) => Math.abs(k.between - k.within)
  const [widest] = known.filter((k) => k.sure).sort((a, b) => gap(b) - gap(a))
  if (!widest) return { kind: 'alike' }
  const { driver, within, between } = widest
  return { kind: between > within ? 'between' : 'within', driver, within, between }
}
