import type { CheckResult } from '@tandem/contract'
import { sql } from 'drizzle-orm'
import type { Analytics } from '../analytics/index.ts'
import type { Database } from '../db/index.ts'
import type { Log } from '../log.ts'
import type { Telemetry } from '../telemetry.ts'
import { check } from './check.ts'
import { Merger } from './merger.ts'
import { readSignals } from './read-signals.ts'
import { lockKey, type Report, rebuild } from './rebuild.ts'
import { project } from './rows.ts'
import { writeProjection } from './write.ts'

const signalsAtOnce = 20_000
const pollMilliseconds = 500
/**
 * Each batch costs ten round trips and makes new parts in the engine, which must merge them: all but big batches
 * keep this distance, in which signals gather.
 */
const restMilliseconds = 300
const smallBatch = 10_000
const countMilliseconds = 2_000

export interface ProjectorOptions {
  readonly database: Database
  readonly analytics: Analytics
  readonly telemetry: Telemetry
  readonly log: Log
}

/**
 * Shows what was accepted: takes outbox rows, explodes their signals into readings and comments, and removes the
 * outbox rows only after the analytics engine has everything. A crash in between repeats a batch, which changes
 * nothing: rows of the same place and version replace each other.
 */
export class Projector {
  readonly #o: ProjectorOptions
  #running: Promise<void> | undefined
  #stopped = false
  #wake: (() => void) | undefined
  #woken = false
  #failure: string | undefined
  #counted = 0
  readonly #merger: Merger

  constructor(options: ProjectorOptions) {
    this.#o = options
    this.#merger = new Merger(options.analytics, options.log)
  }

  async start(): Promise<void> {
    this.#running = this.#loop()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.wake()
    await this.#running
    await this.#merger.stop()
  }

  /** Something was committed: look now instead of at the next poll. */
  wake = (): void => {
    this.#woken = true
    this.#wake?.()
  }

  /** Reasons why figures may be behind; empty when all is well. */
  async problems(): Promise<string[]> {
    try {
      const { rows } = await this.#o.database.systemPool.query<{ age: number | null }>(
        'select extract(epoch from now() - min(created_at))::float8 as age from outbox',
      )
      const age = rows[0]?.age ?? 0
      if (this.#failure) return [`Figures are not kept up to date: ${this.#failure}`]
      return age > 60 ? [`Figures are ${Math.round(age)} seconds behind.`] : []
    } catch {
      return ['The database does not answer.']
    }
  }

  /** Prove that the projection equals the truth. */
  check(organizationIds?: readonly string[]): Promise<CheckResult> {
    return check(this.#o.database, this.#o.analytics, organizationIds)
  }

  /** Wait until everything committed before this call is shown. Throws when the projector is stopped. */
  async settle(): Promise<void> {
    const { systemPool } = this.#o.database
    const { rows } = await systemPool.query<{ last: number | null }>('select max(id) as last from outbox')
    const last = rows[0]?.last ?? 0
    while (!this.#stopped) {
      const { rows: left } = await systemPool.query('select from outbox where id <= $1 limit 1', [last])
      if (left.length === 0) return
      this.wake()
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    throw new Error('The projector is stopped.')
  }

  /**
   * Make the organization's projection again from the truth, beside the old one until it is complete.
   * Returns the closing sentence.
   */
  async rebuild(organizationId: string, report: Report): Promise<string> {
    const n = await this.#rebuild([organizationId], report)
    return `Rebuilt from ${n} ${n === 1 ? 'signal' : 'signals'}.`
  }

  /** The same for all organizations. */
  async rebuildAll(report: Report = async () => undefined): Promise<void> {
    await this.#rebuild(null, report)
  }

  async #rebuild(organizationIds: readonly string[] | null, report: Report): Promise<number> {
    const { database, analytics } = this.#o
    const n = await rebuild(database, analytics, organizationIds, report)
    this.#merger.wrote(n, true)
    this.wake()
    return n
  }

  async #loop(): Promise<void> {
    let pause = pollMilliseconds
    while (!this.#stopped) {
      try {
        this.#woken = false
        const projected = await this.#step()
        this.#failure = undefined
        pause = pollMilliseconds
        await this.#countPending()
        if (projected >= smallBatch) continue
        if (projected > 0) {
          await new Promise((resolve) => setTimeout(resolve, restMilliseconds))
          continue
        }
        this.#merger.poke()
      } catch (error) {
        this.#failure = error instanceof Error ? error.message : 'unknown'
        this.#o.log.error({ error }, 'projection failed; trying again')
        pause = Math.min(10_000, pause * 2)
      }
      if (!this.#woken) await this.#sleep(pause)
    }
  }

  async #countPending(): Promise<void> {
    if (Date.now() - this.#counted < countMilliseconds) return
    this.#counted = Date.now()
    const { rows } = await this.#o.database.systemPool.query<{ n: number }>(
      'select count(*) as n from outbox',
    )
    this.#o.telemetry.pending.set(rows[0]?.n ?? 0)
  }

  async #sleep(milliseconds: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    this.#wake = undefined
  }

  /**
   * Project one batch; returns the number of its signals. One process at a time does so: batches in order mean that
   * an earlier version can't overwrite the words of a later one.
   */
  async #step(): Promise<number> {
    return this.#o.database.asSystem(async (tx) => {
      const { rows: free } = await tx.execute<{ ok: boolean }>(
        sql`select pg_try_advisory_xact_lock(${lockKey}) as ok`,
      )
      if (!free[0]?.ok) return 0
      const { rows } = await tx.execute<{ id: number; signal_ids: string[] }>(sql`
        select id, signal_ids from (
          select id, signal_ids, sum(cardinality(signal_ids)) over (order by id) - cardinality(signal_ids) as before
          from (select * from outbox order by id limit 500) o
        ) x where before < ${signalsAtOnce}`)
      if (rows.length === 0) return 0
      const { signals, earlier } = await readSignals(tx, [...new Set(rows.flatMap((r) => r.signal_ids))])
      const projection = project(signals, earlier)
      const written = await writeProjection(tx, this.#o.analytics, projection)
      this.#merger.wrote(written, projection.changed.length > 0)
      const { rows: lags } = await tx.execute<{ lag: number }>(sql`
        delete from outbox where id = any(${sql.param(rows.map((r) => r.id))}::bigint[])
        returning extract(epoch from clock_timestamp() - created_at)::float8 as lag`)
      for (const { lag } of lags) this.#o.telemetry.projectionLag.observe(Math.max(0, lag))
      return signals.length
    })
  }
}
