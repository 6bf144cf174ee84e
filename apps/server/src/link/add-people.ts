import type { PersonKind } from '@tandem/contract'
import { sql } from 'drizzle-orm'
import { newId, type Transaction } from '../platform/index.ts'

/** Adds people of whom only kind and key are known; those that are there stay as they are. */
export async function addPeople(
  tx: Transaction,
  organizationId: string,
  people: readonly { readonly kind: PersonKind; readonly key: string }[],
): Promise<void> {
  const mark = (person: { kind: PersonKind; key: string }) => `${person.kind} ${person.key}`
  // In one order everywhere: two imports that add the same people then wait for each other instead of deadlocking.
  const rows = people
    .map(({ kind, key }) => ({ id: newId(), kind, key }))
    .sort((a, b) => (mark(a) < mark(b) ? -1 : 1))
  await tx.execute(sql`insert into people (id, organization_id, kind, key)
    select id, ${organizationId}::uuid, kind, key
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id uuid, kind text, key text)
    on conflict (organization_id, kind, key) do nothing`)
}
