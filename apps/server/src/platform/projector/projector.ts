import type { CheckResult } from '@tandem/contract'
import { sql } from 'drizzle-orm'
import { type Analytics, deleteRows, mergeParts } from '../analytics/index.ts'
import type { Database, Transaction } from '../db/index.ts'
import type { Log } from '../log.ts'
import type { Telemetry } from '../telemetry.ts'
import { check } from './check.ts'
import { readSignals, readSignalsAfter } from './read-signals.ts'
import { type CommentText, type Projection, project } from './rows.ts'

/** Held shared while projecting and exclusively while rebuilding, over all processes. */
const lockKey = 7_236_337
const signalsAtOnce = 20_000
const pollMilliseconds = 500
/** After this many new rows and a pause, parts are merged so that exact reads stay cheap. */
const rowsWorthMerging = 50_000

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
  #unmerged = 0

  constructor(options: ProjectorOptions) {
    this.#o = options
  }

  async start(): Promise<void> {
    this.#running = this.#loop()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.wake()
    await this.#running
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

  /** Wait until everything committed before this call is shown. */
  async settle(): Promise<void> {
    for (;;) {
      this.wake()
      const { rows } = await this.#o.database.systemPool.query<{ n: number }>(
        'select count(*) as n from outbox',
      )
      if (rows[0]!.n === 0) return
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  /** Throw the organization's projection away and make it again from the truth. Returns the closing sentence. */
  async rebuild(
    organizationId: string,
    report: (done: number | null, message: string) => Promise<void>,
  ): Promise<string> {
    const { database, analytics } = this.#o
    return database.asSystem(async (tx) => {
      await tx.execute(sql`select pg_advisory_xact_lock(${lockKey})`)
      const { rows } = await tx.execute<{ n: number }>(
        sql`select count(*) as n from signals where organization_id = ${organizationId} and deleted_at is null`,
      )
      const total = rows[0]!.n
      await deleteRows(analytics, { organizationId })
      await tx.execute(sql`delete from comments_text where organization_id = ${organizationId}`)
      let after = '00000000-0000-0000-0000-000000000000'
      for (let done = 0; ; ) {
        const { signals, earlier } = await readSignalsAfter(tx, organizationId, after, signalsAtOnce)
        if (signals.length === 0) break
        after = signals.at(-1)!.id
        await this.#write(tx, project(signals, earlier))
        done += signals.length
        await report(done / Math.max(1, total), `${done} of ${total} signals`)
      }
      return `Rebuilt from ${total} signals.`
    })
  }

  async rebuildAll(): Promise<void> {
    const { rows } = await this.#o.database.systemPool.query<{ id: string }>('select id from organizations')
    for (const { id } of rows) await this.rebuild(id, async () => undefined)
  }

  async #loop(): Promise<void> {
    let pause = pollMilliseconds
    while (!this.#stopped) {
      try {
        this.#woken = false
        const projected = await this.#step()
        this.#failure = undefined
        pause = pollMilliseconds
        if (projected > 0) continue
        await this.#mergeWhenQuiet()
      } catch (error) {
        this.#failure = error instanceof Error ? error.message : 'unknown'
        this.#o.log.error({ error }, 'projection failed; trying again')
        pause = Math.min(10_000, pause * 2)
      }
      if (!this.#woken) await this.#sleep(pause)
    }
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

  /** Project one batch; the number of outbox rows done. */
  async #step(): Promise<number> {
    return this.#o.database.asSystem(async (tx) => {
      const { rows: free } = await tx.execute<{ ok: boolean }>(
        sql`select pg_try_advisory_xact_lock_shared(${lockKey}) as ok`,
      )
      if (!free[0]!.ok) return 0
      const { rows } = await tx.execute<{ id: number; signal_ids: string[]; created_at: string }>(sql`
        select id, signal_ids, created_at from (
          select id, signal_ids, created_at, sum(cardinality(signal_ids)) over (order by id) - cardinality(signal_ids) as before
          from (select * from outbox order by id limit 500 for update skip locked) o
        ) x where before < ${signalsAtOnce}`)
      if (rows.length === 0) return 0
      const { signals, earlier } = await readSignals(tx, [...new Set(rows.flatMap((r) => r.signal_ids))])
      await this.#write(tx, project(signals, earlier))
      await tx.execute(sql`delete from outbox where id = any(${sql.param(rows.map((r) => r.id))}::bigint[])`)
      for (const row of rows)
        this.#o.telemetry.projectionLag.observe((Date.now() - Date.parse(row.created_at)) / 1000)
      return rows.length
    })
  }

  async #write(tx: Transaction, { readings, comments, texts, purge, changed }: Projection): Promise<void> {
    const { analytics } = this.#o
    await deleteRows(analytics, { signalIds: purge })
    if (changed.length > 0)
      await tx.execute(sql`delete from comments_text where signal_id = any(${sql.param(changed)}::uuid[])`)
    if (readings.length > 0) await analytics.insert('readings', readings)
    if (comments.length > 0) await analytics.insert('comments', comments)
    await writeTexts(tx, texts)
    this.#unmerged += readings.length
  }

  async #mergeWhenQuiet(): Promise<void> {
    if (this.#unmerged < rowsWorthMerging || this.#woken) return
    this.#unmerged = 0
    await mergeParts(this.#o.analytics, () => !this.#woken && !this.#stopped)
  }
}

/** The words of comments, for search; replaced whole for each signal. */
async function writeTexts(tx: Transaction, texts: readonly CommentText[]): Promise<void> {
  if (texts.length === 0) return
  await tx.execute(sql`
    insert into comments_text select signal_id, position, organization_id, unit_id, occurred_at, source, language, touchpoint_id,
      channel, text, score, score_metric_id
    from json_populate_recordset(null::comments_text, ${JSON.stringify(texts)}::json)
    on conflict (signal_id, position) do update set unit_id = excluded.unit_id, occurred_at = excluded.occurred_at,
      source = excluded.source, language = excluded.language, touchpoint_id = excluded.touchpoint_id, channel = excluded.channel,
      text = excluded.text, score = excluded.score, score_metric_id = excluded.score_metric_id`)
}
