import { type Caller, newId, type Transaction } from '../platform/index.ts'
import { auditLog } from './tables.ts'

/** Note in the audit log who did what; in the same transaction as the deed. */
export async function audit(
  tx: Transaction,
  caller: Caller,
  action: string,
  subject: string,
  details: Record<string, unknown> = {},
): Promise<void> {
  await tx.insert(auditLog).values({
    id: newId(),
    organizationId: caller.organizationId,
    actorId: caller.actor.id,
    actorName: caller.actor.name,
    action,
    subject,
    details,
  })
}
