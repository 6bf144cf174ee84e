import { type Analytics, mergeParts } from '../analytics/index.ts'
import type { Log } from '../log.ts'

/** So many new rows are worth merging as soon as it is quiet; fewer wait for the longer time. */
const manyRows = 5_000
const quietMilliseconds = 1_000
const longMilliseconds = 5 * 60_000

/**
 * Merges what was written, in the background and when it is quiet, so that exact reads stay as cheap as bare ones, and
 * so that what was deleted is gone from the disk. Never holds up the projector.
 */
export class Merger {
  readonly #analytics: Analytics
  readonly #log: Log
  // At the start nobody knows what an earlier run left unmerged.
  #unmerged = manyRows
  #lastWrite = 0
  #lastMerge = Date.now()
  #stopped = false
  #running: Promise<void> | null = null

  constructor(analytics: Analytics, log: Log) {
    this.#analytics = analytics
    this.#log = log
  }

  /** Rows were written; `removed` says that some of them take others away. */
  wrote(rows: number, removed: boolean): void {
    this.#unmerged += removed ? Math.max(rows, manyRows) : rows
    this.#lastWrite = Date.now()
  }

  /** Starts merging if it is time to. */
  poke(): void {
    if (this.#running || this.#stopped || this.#unmerged === 0) return
    const now = Date.now()
    const quiet = now - this.#lastWrite >= quietMilliseconds
    const long = now - this.#lastMerge >= longMilliseconds
    if (long || (quiet && this.#unmerged >= manyRows)) this.#running = this.#merge()
  }

  async #merge(): Promise<void> {
    this.#unmerged = 0
    try {
      await mergeParts(this.#analytics, () => !this.#stopped)
    } catch (error) {
      this.#log.warn({ error }, 'merging parts failed; trying again later')
      this.#unmerged = 1
    }
    this.#lastMerge = Date.now()
    this.#running = null
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await this.#running
  }
}
