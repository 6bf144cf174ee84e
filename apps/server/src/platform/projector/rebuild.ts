import { sql } from 'drizzle-orm'
import { type Analytics, type DataTable, dropStaging, openStaging, swapStaging } from '../analytics/index.ts'
import { type Database, nilId } from '../db/index.ts'
import { readSignalsAfter } from './read-signals.ts'
import { project } from './rows.ts'
import { writeProjection } from './write.ts'

/** Held by whoever writes the projection, over all processes: one batch, or a whole rebuild. */
export const lockKey = 7_236_337

const signalsAtOnce = 20_000

export type Report = (done: number | null, message: string) => Promise<void>

/**
 * Makes the projection of these organizations anew from the truth (null: of all), beside the old one, which goes on
 * answering until the new one takes its place in one step. Projecting rests meanwhile: what is accepted waits in the
 * outbox and is projected afterwards, so nothing is lost. A killed rebuild leaves the old projection.
 * Returns the number of signals.
 */
export async function rebuild(
  database: Database,
  analytics: Analytics,
  organizationIds: readonly string[] | null,
  report: Report,
): Promise<number> {
  const lock = await database.systemPool.connect()
  try {
    await lock.query('select pg_advisory_lock($1)', [lockKey])
    const staging = await openStaging(analytics)
    const done = await fill(database, analytics, organizationIds, staging, report)
    await report(1, 'Putting the new figures in place')
    await swapStaging(analytics, organizationIds)
    await database.systemPool.query(
      `delete from comments_text c where ($1::uuid[] is null or c.organization_id = any($1))
       and not exists (select from signals s where s.id = c.signal_id and s.deleted_at is null)`,
      [organizationIds],
    )
    return done
  } catch (error) {
    await dropStaging(analytics).catch(() => undefined)
    throw error
  } finally {
    // Ending the session frees the lock even if it is broken.
    lock.release(true)
  }
}

async function fill(
  database: Database,
  analytics: Analytics,
  organizationIds: readonly string[] | null,
  tables: Record<DataTable, string>,
  report: Report,
): Promise<number> {
  const { rows: organizations } = await database.systemPool.query<{ id: string; signals: number }>(
    `select o.id, (select count(*) from signals s where s.organization_id = o.id and s.deleted_at is null) as signals
     from organizations o where $1::uuid[] is null or o.id = any($1) order by o.id`,
    [organizationIds],
  )
  const total = organizations.reduce((sum, organization) => sum + organization.signals, 0)
  let done = 0
  for (const { id } of organizations)
    for (let after: string | undefined = nilId; after; ) {
      // A transaction a page: a long one would hold up those who erase or withdraw.
      const page = await database.asSystem(async (tx) => {
        const signals = await readSignalsAfter(tx, id, after ?? nilId, signalsAtOnce)
        const projection = project(signals, new Map())
        const texts = sql`delete from comments_text where signal_id = any(${sql.param(signals.map((s) => s.id))}::uuid[])`
        if (signals.length > 0) await tx.execute(texts)
        await writeProjection(tx, analytics, projection, tables)
        return signals
      })
      done += page.length
      after = page.at(-1)?.id
      if (after) await report(total > 0 ? Math.min(1, done / total) : null, `${done} of ${total} signals`)
    }
  return done
}
