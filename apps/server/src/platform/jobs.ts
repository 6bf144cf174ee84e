import { type Job, jobSchema } from '@tandem/contract'
import { sql } from 'drizzle-orm'
import { PgBoss } from 'pg-boss'
import type { Database } from './db/index.ts'
import { newId } from './db/index.ts'
import { NotFound } from './errors.ts'
import type { Caller } from './http/index.ts'
import type { Log } from './log.ts'

export type JobKind = Job['kind']

/** What running work uses to say how far it is and to learn that it should stop. */
export interface JobProgress {
  /** `done` 0 to 1, or null while unknown; a sentence for the person who watches. Throws Cancelled when asked to stop. */
  report(done: number | null, message: string): Promise<void>
}
export class Cancelled extends Error {}

interface QueueEntry {
  readonly jobId: string
  readonly organizationId: string
}
export interface RunningJob {
  readonly id: string
  readonly organizationId: string
  readonly createdBy: string
  readonly payload: unknown
  readonly progress: JobProgress
}

/** Long work: queued in PostgreSQL by pg-boss, run by one worker at a time per process, watched by a row of `jobs`. */
export class Jobs {
  readonly #database: Database
  readonly #log: Log
  readonly #boss: PgBoss
  readonly #handlers = new Map<JobKind, (job: RunningJob) => Promise<string>>()

  constructor(database: Database, log: Log) {
    this.#database = database
    this.#log = log
    this.#boss = new PgBoss({
      db: { executeSql: (text: string, values?: unknown[]) => database.systemPool.query(text, values) },
      schema: 'pgboss',
    })
    this.#boss.on('error', (error) => log.error({ error }, 'job queue'))
  }

  /** Say how a kind of work is done; the handler returns the closing sentence. Before `start`. */
  handle(kind: JobKind, handler: (job: RunningJob) => Promise<string>): void {
    this.#handlers.set(kind, handler)
  }

  async start(): Promise<void> {
    await this.#boss.start()
    for (const kind of this.#handlers.keys()) {
      await this.#boss.createQueue(kind, {
        retryLimit: 3,
        retryDelay: 1,
        expireInSeconds: 12 * 3600,
        heartbeatSeconds: 60,
      })
      await this.#boss.work<QueueEntry>(
        kind,
        { pollingIntervalSeconds: 0.5, batchSize: 1 },
        async (batch) => {
          for (const { data } of batch) await this.#run(kind, data)
        },
      )
    }
  }

  async stop(): Promise<void> {
    await this.#boss.stop({ graceful: true, timeout: 5_000 })
  }

  /** Queue work; returns its id at once. */
  async add(kind: JobKind, organizationId: string, createdBy: string, payload: unknown): Promise<string> {
    const id = newId()
    await this.#database.withOrganization(organizationId, (tx) =>
      tx.execute(sql`insert into jobs (id, organization_id, kind, payload, created_by)
        values (${id}, ${organizationId}, ${kind}, ${JSON.stringify(payload)}::jsonb, ${createdBy})`),
    )
    await this.#boss.send(kind, { jobId: id, organizationId } satisfies QueueEntry)
    return id
  }

  async list(caller: Caller): Promise<Job[]> {
    return caller.transaction(async (tx) => {
      const { rows } = await tx.execute(
        sql`select id, kind, status, progress, message from jobs order by created_at desc limit 50`,
      )
      return rows.map((r) => jobSchema.parse(r))
    })
  }

  async get(organizationId: string, id: string): Promise<Job> {
    const rows = /^[0-9a-f-]{36}$/.test(id)
      ? await this.#database.withOrganization(
          organizationId,
          async (tx) =>
            (await tx.execute(sql`select id, kind, status, progress, message from jobs where id = ${id}`))
              .rows,
        )
      : []
    if (!rows[0]) throw new NotFound('The job')
    return jobSchema.parse(rows[0])
  }

  /** Ask running work to stop; it does so at its next report. */
  async cancel(organizationId: string, id: string): Promise<Job> {
    await this.get(organizationId, id)
    await this.#database.withOrganization(organizationId, (tx) =>
      tx.execute(sql`update jobs set cancel_requested = true,
        status = case when status = 'queued' then 'cancelled' else status end where id = ${id}`),
    )
    return this.get(organizationId, id)
  }

  async #run(kind: JobKind, { jobId, organizationId }: QueueEntry): Promise<void> {
    const row = await this.#update(
      organizationId,
      jobId,
      sql`status = 'running'`,
      sql`status in ('queued', 'running')`,
    )
    if (!row) return
    const progress: JobProgress = {
      report: async (done, message) => {
        const now = await this.#update(organizationId, jobId, sql`progress = ${done}, message = ${message}`)
        if (!now || now.cancel_requested) throw new Cancelled('Stopped on request.')
      },
    }
    try {
      const message = await this.#handlers.get(kind)!({
        id: jobId,
        organizationId,
        createdBy: row.created_by,
        payload: row.payload,
        progress,
      })
      await this.#update(organizationId, jobId, sql`status = 'done', progress = 1, message = ${message}`)
    } catch (error) {
      const cancelled = error instanceof Cancelled
      if (!cancelled) this.#log.error({ error, kind }, 'job failed')
      const message = error instanceof Error ? error.message : 'It failed.'
      await this.#update(
        organizationId,
        jobId,
        sql`status = ${cancelled ? 'cancelled' : 'failed'}, message = ${message}`,
      )
    }
  }

  async #update(organizationId: string, id: string, set: ReturnType<typeof sql>, where = sql`true`) {
    return this.#database.withOrganization(organizationId, async (tx) => {
      const { rows } = await tx.execute<{ cancel_requested: boolean; created_by: string; payload: unknown }>(
        sql`update jobs set ${set}, updated_at = now() where id = ${id} and ${where} returning cancel_requested, created_by, payload`,
      )
      return rows[0]
    })
  }
}
