import { createHash, randomUUID } from 'node:crypto'
import type pg from 'pg'

/** What a test says of a signal; everything else has a plain value. */
export interface TestSignal {
  id: string
  organizationId: string
  unitId: string
  occurredAt: string
  readings: { m: string; v: number; s: number }[]
  comments: { t: string; l?: string }[]
}

/** Accepts signals as the intake does: rows and one outbox row in one statement. */
export async function acceptSignals(client: pg.Pool | pg.ClientBase, signals: TestSignal[]): Promise<void> {
  await client.query(
    `with inserted as (
       insert into signals (id, organization_id, source_key, content_hash, source, occurred_at, unit_id, readings, comments,
         channel, attributes)
       select id, organization_id, id::text, $2, 'customer', occurred_at, unit_id, readings, comments, 'web', '{"a": "b"}'
       from json_to_recordset($1) as x(id uuid, organization_id uuid, occurred_at timestamptz, unit_id uuid, readings jsonb,
         comments jsonb)
       returning id, organization_id)
     insert into outbox (organization_id, signal_ids)
     select organization_id, array_agg(id) from inserted group by organization_id`,
    [JSON.stringify(rows(signals)), createHash('sha256').update(randomUUID()).digest()],
  )
}

/** Gives a signal its next version, keeping the earlier one; withdraws it when `withdrawn`. */
export async function correctSignal(
  client: pg.Pool | pg.ClientBase,
  signal: TestSignal,
  withdrawn: boolean,
): Promise<void> {
  await client.query(
    `with kept as (
       insert into signal_history (id, version, organization_id, source, occurred_at, unit_id, readings, content)
       select id, version, organization_id, source, occurred_at, unit_id, readings, to_jsonb(signals) from signals
       where id = ($1::json ->> 'id')::uuid
     ), queued as (
       insert into outbox (organization_id, signal_ids)
       values (($1::json ->> 'organization_id')::uuid, array[($1::json ->> 'id')::uuid])
     )
     update signals s set version = version + 1, occurred_at = x.occurred_at, unit_id = x.unit_id, readings = x.readings,
       comments = x.comments, deleted_at = case when $2 then now() end
     from json_to_record($1) as x(id uuid, occurred_at timestamptz, unit_id uuid, readings jsonb, comments jsonb)
     where s.id = x.id`,
    [JSON.stringify(rows([signal])[0]), withdrawn],
  )
}

const rows = (signals: TestSignal[]) =>
  signals.map(({ organizationId, unitId, occurredAt, ...rest }) => ({
    ...rest,
    organization_id: organizationId,
    unit_id: unitId,
    occurred_at: occurredAt,
  }))
