import type { Signal } from '@tandem/contract'
import { sql } from 'drizzle-orm'
import { audit } from '../account/index.ts'
import { type Caller, Conflict, Invalid, NotFound, type Transaction } from '../platform/index.ts'
import { KeyResolver, type ParsedSignal, prepareSignal } from './prepare-signals.ts'
import { getSignal, visibleSignals } from './read-signals.ts'

/**
 * Give a signal its next version. The earlier one is kept in the history; the projection follows by the outbox.
 * The source key can't change: it is how the sender knows the signal.
 */
export async function correctSignal(caller: Caller, id: string, input: ParsedSignal): Promise<Signal> {
  await caller.transaction(async (tx) => {
    const before = await lockSignal(tx, caller, id)
    if (before.source_key !== input.sourceKey)
      throw new Conflict(`This signal has the source key "${before.source_key}". A correction keeps it.`)
    const keys = await new KeyResolver().resolve((work) => work(tx), [input])
    const prepared = prepareSignal(input, keys, null)
    if ('refused' in prepared) throw new Invalid(prepared.refused)
    if (caller.scope && !caller.scope.has(prepared.unit_id)) throw new NotFound('The unit')
    await keepVersion(tx, sql`id = ${id}`)
    await tx.execute(sql`
      update signals s set version = s.version + 1, content_hash = decode(x.content_hash, 'hex'), source = x.source,
        occurred_at = x.occurred_at, unit_id = x.unit_id, employee_ids = x.employee_ids, customer_id = x.customer_id,
        evaluator_id = x.evaluator_id, touchpoint_id = x.touchpoint_id, channel = x.channel, language = x.language,
        readings = x.readings, comments = x.comments, attributes = x.attributes
      from json_to_record(${JSON.stringify(prepared)}::json) as x(content_hash text, source text, occurred_at timestamptz,
        unit_id uuid, employee_ids uuid[], customer_id uuid, evaluator_id uuid, touchpoint_id uuid, channel text,
        language text, readings jsonb, comments jsonb, attributes jsonb)
      where s.id = ${id}`)
    await queueProjection(tx, caller.organizationId, [id])
    await audit(tx, caller, 'signal.correct', id)
  })
  return getSignal(caller, id)
}

/** A tombstone: the signal leaves every figure; the truth remembers that it was there. */
export async function withdrawSignal(caller: Caller, id: string): Promise<void> {
  await caller.transaction(async (tx) => {
    await lockSignal(tx, caller, id)
    await keepVersion(tx, sql`id = ${id}`)
    await tx.execute(sql`update signals set version = version + 1, deleted_at = now() where id = ${id}`)
    await queueProjection(tx, caller.organizationId, [id])
    await audit(tx, caller, 'signal.withdraw', id)
  })
}

async function lockSignal(tx: Transaction, caller: Caller, id: string): Promise<{ source_key: string }> {
  const { rows } = await tx.execute<{ source_key: string }>(
    sql`select s.source_key from signals s where ${visibleSignals(caller)} and s.id = ${id} for update`,
  )
  if (!rows[0]) throw new NotFound('The signal')
  return rows[0]
}

/** Copy the current version of these signals into the history, before changing them. */
export async function keepVersion(tx: Transaction, where: ReturnType<typeof sql>): Promise<void> {
  await tx.execute(sql`
    insert into signal_history (id, version, organization_id, source, occurred_at, unit_id, readings, content)
    select id, version, organization_id, source, occurred_at, unit_id, readings, to_jsonb(signals) from signals where ${where}
    on conflict do nothing`)
}

/** Tell the projector that these signals changed; in the same transaction as the change. */
export async function queueProjection(
  tx: Transaction,
  organizationId: string,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return
  await tx.execute(sql`
    insert into outbox (organization_id, signal_ids)
    values (${organizationId}, (select array_agg(x::uuid) from json_array_elements_text(${JSON.stringify(ids)}::json) x))`)
}
