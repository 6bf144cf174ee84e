import type { Journey, journeyBody } from '@tandem/contract'
import { sql } from 'drizzle-orm'
import type { z } from 'zod'
import { audit } from '../account/index.ts'
import {
  type Caller,
  Conflict,
  Forbidden,
  Invalid,
  NotFound,
  newId,
  type Transaction,
} from '../platform/index.ts'
import { readJourneys } from './list-journeys.ts'
import { lockOrganization } from './load-tree.ts'
import { journeys, stages } from './tables.ts'

export type JourneyBody = z.output<typeof journeyBody>

/**
 * Write a journey whole: the one with this key is replaced. Touchpoints are matched by key and keep their id, so
 * their readings stay with them; those that are left out stand in no journey any more. A journey belongs to the whole
 * organization, so a caller with a unit scope may not write it.
 */
export async function putJourney(caller: Caller, body: JourneyBody): Promise<Journey> {
  requireWholeScope(caller)
  return caller.transaction(async (tx) => {
    await lockOrganization(tx, caller.organizationId)
    const id = await writeWhole(tx, caller.organizationId, body)
    await audit(tx, caller, 'journey.put', id, { key: body.key })
    const [journey] = await readJourneys(tx, id)
    if (!journey) throw new NotFound('The journey')
    return journey
  })
}

/** Throws Forbidden when the caller's role is limited to a unit. */
export function requireWholeScope(caller: Caller): void {
  if (caller.scope)
    throw new Forbidden('Journeys belong to the whole organization; your role is limited to a unit.')
}

/** Writes a journey with its stages and touchpoints and returns its id. The organization must be locked. */
export async function writeWhole(
  tx: Transaction,
  organizationId: string,
  body: JourneyBody,
): Promise<string> {
  const id = await writeJourney(tx, organizationId, body)
  const stageIds = await writeStages(tx, organizationId, id, body)
  await writeTouchpoints(tx, organizationId, id, stageIds, body)
  await tx.execute(sql`
    delete from stages where journey_id = ${id} and id <> all(${sql.param(stageIds)}::uuid[])`)
  return id
}

async function writeJourney(
  tx: Transaction,
  organizationId: string,
  { key, name }: JourneyBody,
): Promise<string> {
  const [row] = await tx
    .insert(journeys)
    .values({ id: newId(), organizationId, key, name })
    .onConflictDoUpdate({ target: [journeys.organizationId, journeys.key], set: { name } })
    .returning({ id: journeys.id })
  return row!.id
}

/** Ids of the stages in order; a stage that is called as before keeps its id. */
async function writeStages(tx: Transaction, organizationId: string, journeyId: string, body: JourneyBody) {
  const before = await tx.select().from(stages).where(sql`journey_id = ${journeyId}`).orderBy(stages.position)
  const ids: string[] = []
  for (const [position, { name }] of body.stages.entries()) {
    const known = before.find((stage) => stage.name === name && !ids.includes(stage.id))
    ids.push(known?.id ?? newId())
    if (known) await tx.update(stages).set({ position }).where(sql`id = ${known.id}`)
    else await tx.insert(stages).values({ id: ids[position]!, organizationId, journeyId, name, position })
  }
  return ids
}

async function writeTouchpoints(
  tx: Transaction,
  organizationId: string,
  journeyId: string,
  stageIds: readonly string[],
  body: JourneyBody,
): Promise<void> {
  const points = body.stages.flatMap((stage, i) =>
    stage.touchpoints.map((point, position) => ({ ...point, id: newId(), stageId: stageIds[i]!, position })),
  )
  const keys = points.map((point) => point.key)
  const twice = keys.find((key, i) => keys.indexOf(key) < i)
  if (twice !== undefined) throw new Invalid(`The touchpoint "${twice}" stands twice. Give each its own key.`)
  await requireOwners(tx, new Set(points.flatMap((point) => point.ownerUnitId ?? [])))
  const { rows: taken } = await tx.execute<{ key: string; name: string }>(sql`
    select t.key, j.name from touchpoints t join stages s on s.id = t.stage_id join journeys j on j.id = s.journey_id
    where t.key = any(${sql.param(keys)}::text[]) and j.id <> ${journeyId} limit 1`)
  if (taken[0])
    throw new Conflict(
      `The touchpoint "${taken[0].key}" belongs to the journey "${taken[0].name}". Remove it there first, or choose another key.`,
    )
  await tx.execute(sql`
    update touchpoints set stage_id = null where stage_id in (select id from stages where journey_id = ${journeyId})`)
  await tx.execute(sql`
    insert into touchpoints (id, organization_id, key, name, side, stage_id, owner_unit_id, position)
    select id, ${organizationId}::uuid, key, name, side, "stageId", "ownerUnitId", position
    from jsonb_to_recordset(${JSON.stringify(points)}::jsonb)
      as r (id uuid, key text, name text, side text, "stageId" uuid, "ownerUnitId" uuid, position int)
    on conflict (organization_id, key) do update set name = excluded.name, side = excluded.side,
      stage_id = excluded.stage_id, owner_unit_id = excluded.owner_unit_id, position = excluded.position`)
}

/** Foreign keys do not look at row-level security: a unit of another organization would pass them. */
async function requireOwners(tx: Transaction, unitIds: ReadonlySet<string>): Promise<void> {
  const { rows } = await tx.execute(
    sql`select 1 from units where id = any(${sql.param([...unitIds])}::uuid[])`,
  )
  if (rows.length < unitIds.size) throw new NotFound('A unit that is named as owner of a touchpoint')
}
