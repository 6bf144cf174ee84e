import { desc, lt } from 'drizzle-orm'
import type { Caller } from '../platform/index.ts'
import { auditLog } from './tables.ts'

/** Newest first; the cursor is the id of the last entry seen (ids are time-ordered). */
export async function readAuditLog(caller: Caller, page: { limit: number; cursor?: string | undefined }) {
  return caller.transaction(async (tx) => {
    const rows = await tx
      .select()
      .from(auditLog)
      .where(page.cursor ? lt(auditLog.id, page.cursor) : undefined)
      .orderBy(desc(auditLog.id))
      .limit(page.limit + 1)
    const items = rows.slice(0, page.limit).map((r) => ({
      id: r.id,
      at: r.at.toISOString(),
      actor: r.actorName,
      action: r.action,
      subject: r.subject,
      details: r.details,
    }))
    return { items, nextCursor: rows.length > page.limit ? items.at(-1)!.id : null }
  })
}
