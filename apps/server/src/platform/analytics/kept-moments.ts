/**
 * Moments of quarters that were asked for before. The rows of a quarter are a partition of their own, so what was
 * worked out of them holds until the parts of that partition change: nothing has to be told to forget.
 */
import { createHash } from 'node:crypto'
import type { UnitMoments } from './moment-filter.ts'

/**
 * What the readings of each quarter are made of, by partition ("20243" is the third quarter of 2024): a hash over the
 * names and contents of its parts. Any insert, merge, mutation, erasure or exchange of the table gives another one, and
 * an old one never comes back, because the engine numbers parts upwards.
 */
export type QuarterStates = ReadonlyMap<string, string>

/** What is known of quarters, and how to learn whether it still holds. */
export interface QuarterMemory {
  readonly kept: KeptMoments
  /** What the quarters of the readings of all organizations are made of just now. */
  states(): Promise<QuarterStates>
}

/** Moments by column: an array of objects would take three times the memory. */
interface Kept {
  readonly state: string
  readonly unitIds: readonly string[]
  readonly keys: readonly string[]
  readonly segments: Uint32Array
  readonly n: Float64Array
  readonly mean: Float64Array
  readonly m2: Float64Array
}

/** What an entry takes beside its cells, in cells. */
const overhead = 16

/**
 * A bounded memory of the moments of quarters, the least recently asked for going first. A cell takes 44 bytes and its
 * texts, which are shared: a million cells about 50 MB.
 */
export class KeptMoments {
  readonly #most: number
  readonly #least: number
  readonly #readings = new Map<string, number>()
  readonly #kept = new Map<string, Kept>()
  #texts = new Map<string, string>()
  #cells = 0

  /**
   * `most` cells are kept. Asking by quarter is worth it from `least` readings a cell on: a cell takes as long to bring
   * out of the engine as some 200 readings to scan.
   */
  constructor(most = 1_000_000, least = 200) {
    this.#most = most
    this.#least = least
  }

  /** Is it worth asking this by several quarters at once? Not before it was seen how many readings a cell has. */
  isWorth(question: string): boolean {
    return (this.#readings.get(question) ?? 0) >= this.#least
  }

  /** Remembers how many readings a cell of this question has, given an answer that was or would be so many cells. */
  learn(question: string, moments: readonly UnitMoments[], cells: number): void {
    if (this.#readings.size >= 10_000) this.#readings.clear()
    const readings = moments.reduce((sum, m) => sum + m.n, 0)
    this.#readings.set(question, readings / Math.max(1, cells))
  }

  /** Cells kept, each entry with its overhead; never above the bound. */
  get cells(): number {
    return this.#cells
  }

  /** The moments of a quarter as it is now, or undefined when they are not known. */
  get(question: string, quarter: string, state: string): UnitMoments[] | undefined {
    const key = `${quarter} ${question}`
    const kept = this.#kept.get(key)
    if (kept?.state !== state) return undefined
    this.#kept.delete(key)
    this.#kept.set(key, kept)
    return kept.unitIds.map((unitId, i) => ({
      unitId,
      segment: kept.segments[i]!,
      key: kept.keys[i]!,
      n: kept.n[i]!,
      mean: kept.mean[i]!,
      m2: kept.m2[i]!,
    }))
  }

  /** Takes the place of what was kept of another state. More cells than a quarter of the bound are not kept. */
  set(question: string, quarter: string, state: string, moments: readonly UnitMoments[]): void {
    const key = `${quarter} ${question}`
    this.#drop(key)
    if (moments.length + overhead > this.#most / 4) return
    this.#kept.set(key, {
      state,
      unitIds: moments.map((m) => this.#shared(m.unitId)),
      keys: moments.map((m) => this.#shared(m.key)),
      segments: Uint32Array.from(moments, (m) => m.segment),
      n: Float64Array.from(moments, (m) => m.n),
      mean: Float64Array.from(moments, (m) => m.mean),
      m2: Float64Array.from(moments, (m) => m.m2),
    })
    this.#cells += moments.length + overhead
    for (const oldest of this.#kept.keys()) {
      if (this.#cells <= this.#most) break
      this.#drop(oldest)
    }
  }

  #drop(key: string): void {
    const kept = this.#kept.get(key)
    if (!kept) return
    this.#kept.delete(key)
    this.#cells -= kept.n.length + overhead
  }

  /** The same text as one object; the list of them starts anew when it is long. */
  #shared(text: string): string {
    const known = this.#texts.get(text)
    if (known !== undefined) return known
    if (this.#texts.size >= 200_000) this.#texts = new Map()
    this.#texts.set(text, text)
    return text
  }
}

/** A name for a question of any size; the same content gives the same name. */
export const nameOf = (question: unknown) =>
  createHash('sha256').update(JSON.stringify(question)).digest('base64')
