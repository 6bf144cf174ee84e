import { sql } from 'drizzle-orm'
import { type Analytics, type DataTable, deleteRows } from '../analytics/index.ts'
import type { Transaction } from '../db/index.ts'
import type { CommentText, Projection } from './rows.ts'

const live: Record<DataTable, string> = { readings: 'readings', comments: 'comments' }

/**
 * Writes a projection: numbers to the analytics engine, words to PostgreSQL in the running transaction. Doing it again
 * changes nothing. Returns how many rows of the engine were written.
 */
export async function writeProjection(
  tx: Transaction,
  analytics: Analytics,
  { readings, comments, texts, purge, changed }: Projection,
  tables: Record<DataTable, string> = live,
): Promise<number> {
  await deleteRows(analytics, { signalIds: purge })
  if (changed.length > 0)
    await tx.execute(sql`delete from comments_text where signal_id = any(${sql.param(changed)}::uuid[])`)
  await analytics.insert(tables.readings, readings)
  await analytics.insert(tables.comments, comments)
  await writeTexts(tx, texts)
  return readings.length + comments.length
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
