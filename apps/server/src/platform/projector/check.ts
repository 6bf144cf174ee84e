import type { CheckResult } from '@tandem/contract'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Analytics } from '../analytics/index.ts'
import type { Database } from '../db/index.ts'

/*
 * Both engines compute the same checksum: per reading the first four bytes of the MD5 of its canonical text
 * (signal, metric, unit, day, bits of the score), summed up, so that the order does not matter. A missing, doubled
 * or changed reading changes it.
 */

/** Compare projection and truth, organization by organization; all of them unless told. */
export async function check(
  database: Database,
  analytics: Analytics,
  organizationIds?: readonly string[],
): Promise<CheckResult> {
  const truths = await readTruth(database, organizationIds)
  const organizations: CheckResult['organizations'] = []
  for (const { id, name, ...truth } of truths.rows) {
    const projection = await readProjection(analytics, id)
    const ok =
      truth.readings === projection.readings &&
      truth.checksum === projection.checksum &&
      truth.comments === projection.comments
    organizations.push({ id, name, truth, projection, ok })
  }
  return { ok: organizations.every((o) => o.ok), pending: truths.pending, organizations }
}

async function readTruth(database: Database, organizationIds: readonly string[] | undefined) {
  const only = organizationIds ? sql`where o.id = any(${sql.param([...organizationIds])}::uuid[])` : sql``
  return database.asSystem(async (tx) => {
    const { rows } = await tx.execute<{
      id: string
      name: string
      readings: number
      checksum: string
      comments: number
    }>(sql`
      select o.id, o.name, r.readings, r.checksum, c.comments
      from organizations o
      cross join lateral (
        select count(*) as readings, coalesce(sum(('x' || substr(md5(s.id::text || ' ' || (x ->> 'm') || ' ' || s.unit_id::text || ' '
          || to_char(s.occurred_at at time zone 'UTC', 'YYYY-MM-DD') || ' ' || encode(float8send((x ->> 's')::float8), 'hex')), 1, 8))::bit(32)::bigint), 0)::text as checksum
        from signals s cross join lateral jsonb_array_elements(s.readings) x
        where s.organization_id = o.id and s.deleted_at is null
      ) r
      cross join lateral (
        select coalesce(sum(jsonb_array_length(s.comments)), 0)::bigint as comments
        from signals s where s.organization_id = o.id and s.deleted_at is null
      ) c ${only} order by o.created_at`)
    const { rows: waiting } = await tx.execute<{ n: number }>(
      sql`select coalesce(sum(cardinality(signal_ids)), 0)::bigint as n from outbox`,
    )
    return { rows, pending: waiting[0]!.n }
  })
}

const readingsRow = z.object({ readings: z.number(), checksum: z.string() })
const commentsRow = z.object({ comments: z.number() })

async function readProjection(analytics: Analytics, organizationId: string) {
  const params = { organization: organizationId }
  const [readings] = await analytics.survey(
    `SELECT count() AS readings, toString(sum(reinterpretAsUInt32(reverse(substring(MD5(concat(toString(signal_id), ' ', toString(metric_id), ' ',
      toString(unit_id), ' ', toString(occurred_on), ' ', lower(hex(reverse(reinterpretAsFixedString(value)))))), 1, 4))))) AS checksum
    FROM readings FINAL WHERE organization_id = {organization:UUID} AND deleted = 0`,
    params,
    readingsRow,
  )
  const [comments] = await analytics.survey(
    'SELECT count() AS comments FROM comments FINAL WHERE organization_id = {organization:UUID} AND deleted = 0',
    params,
    commentsRow,
  )
  return { readings: readings!.readings, checksum: readings!.checksum, comments: comments!.comments }
}
