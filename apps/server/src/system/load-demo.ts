import { permissionSchema } from '@tandem/contract'
import { createDemo, type Demo } from '@tandem/demo'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { createGoal, createMetric, listGoals, listMetrics } from '../goals/index.ts'
import { listJourneys, putJourney, resolveUnits, writePeople, writeUnits } from '../link/index.ts'
import { type Caller, Conflict, systemCaller } from '../platform/index.ts'
import type { RunningJob } from '../platform/jobs.ts'
import type { SystemServices } from './services.ts'

const payloadSchema = z.object({ scale: z.number(), seed: z.number(), until: z.iso.date().optional() })
const signalsAtOnce = 1_000
/** Batches on their way at once: generating goes on while PostgreSQL commits. */
const batchesAtOnce = 3
const peopleAtOnce = 2_000

/** Throws Conflict unless the organization is still without units and signals: the demo never mixes with real data. */
export async function requireEmptyOrganization(caller: Caller): Promise<void> {
  const used = await caller.transaction(async (tx) => {
    const { rows } = await tx.execute<{ used: boolean }>(sql`
      select exists (select from units) or exists (select from signals where organization_id = ${caller.organizationId}) as used`)
    return rows[0]!.used
  })
  if (used)
    throw new Conflict(
      'The demo company needs an empty organization. Start Tandem with another data folder for it.',
    )
}

/** Load the demo company: its units, people, journeys and metrics, then its signals through the ordinary intake. */
export async function loadDemo(services: SystemServices, job: RunningJob): Promise<string> {
  const { scale, seed, until } = payloadSchema.parse(job.payload)
  const yesterday = new Date(Date.now() - 24 * 3600 * 1000).toISOString().slice(0, 10)
  const demo = createDemo({ scale, seed, until: until ?? yesterday })
  const caller = systemCaller(services.database, job.organizationId, permissionSchema.options, 'Demo')
  await job.progress.report(0, 'Stores, people and journeys')
  await writeCompany(caller, demo)
  services.intake.forgetKeys(job.organizationId)
  const sent = await sendSignals(services, caller, demo, job)
  await job.progress.report(1, 'Making the figures visible')
  await services.projector.settle()
  await writeGoals(caller, demo)
  return `${demo.organizationName} is ready: ${demo.units.length} units, ${demo.people.length} people, ${sent} signals.`
}

async function writeCompany(caller: Caller, demo: Demo): Promise<void> {
  const ids = await caller.transaction(async (tx) => {
    const rows = demo.units.map(({ parentKey, latitude, longitude, openedOn, ...unit }) => ({
      ...unit,
      ...(parentKey ? { parentKey } : {}),
      ...(latitude === null ? {} : { latitude }),
      ...(longitude === null ? {} : { longitude }),
      ...(openedOn ? { openedOn } : {}),
    }))
    const { refused, ids } = await writeUnits(tx, caller, rows)
    // A run that was killed is run again: what is there already is simply found unchanged.
    for (const [index, reason] of refused) throw new Error(`Demo unit ${rows[index]!.key}: ${reason}`)
    await tx.execute(sql`update organizations set currency = ${demo.currency}`)
    return ids
  })
  const known = new Set((await listMetrics(caller)).map((m) => m.key))
  for (const metric of demo.metrics) if (!known.has(metric.key)) await createMetric(caller, metric)
  for (const journey of demo.journeys)
    await putJourney(caller, {
      ...journey,
      stages: journey.stages.map((stage) => ({
        name: stage.name,
        touchpoints: stage.touchpoints.map(({ ownerUnitKey, ...touchpoint }) => ({
          ...touchpoint,
          ownerUnitId: ownerUnitKey ? (ids.get(ownerUnitKey) ?? null) : null,
        })),
      })),
    })
  for (let at = 0; at < demo.people.length; at += peopleAtOnce)
    await caller.transaction(async (tx) => {
      const people = demo.people.slice(at, at + peopleAtOnce)
      const unitKeys = new Set(people.flatMap((p) => p.history.flatMap((h) => h.unitKey ?? [])))
      const units = await resolveUnits(tx, unitKeys)
      const rows = people.flatMap(({ history, ...person }) =>
        (history.length > 0 ? history : [undefined]).map((version) => ({
          ...person,
          ...(version
            ? {
                from: version.from,
                unitId: version.unitKey ? (units.get(version.unitKey) ?? null) : null,
                attributes: version.attributes,
              }
            : {}),
        })),
      )
      const { refused } = await writePeople(tx, caller, rows)
      for (const [index, reason] of refused) throw new Error(`Demo person ${rows[index]!.key}: ${reason}`)
    })
}

/** The goals that are not there yet. Their baseline is what the signals say. */
async function writeGoals(caller: Caller, demo: Demo): Promise<void> {
  const journeys = new Map((await listJourneys(caller)).map(({ key, id }) => [key, id]))
  const known = new Set((await listGoals(caller, { archived: true })).map(({ name }) => name))
  for (const { key: _, journeys: keys, sponsor, ...goal } of demo.goals) {
    if (known.has(goal.name)) continue
    const journeyIds = keys.flatMap((key) => journeys.get(key) ?? [])
    const rest = { unitId: null, baseline: null, sponsor: { memberId: null, name: sponsor } }
    await createGoal(caller, { ...goal, ...rest, journeyIds }, { heardBaseline: null, mustLieAhead: false })
  }
}

async function sendSignals(
  services: SystemServices,
  caller: Caller,
  demo: Demo,
  job: RunningJob,
): Promise<number> {
  let sent = 0
  const underway = new Set<Promise<void>>()
  const send = async (batch: readonly unknown[]) => {
    const results = await services.intake.accept(caller, batch)
    const refused = results.find((r) => r.status === 'refused')
    if (refused?.status === 'refused') throw new Error(`Demo signal ${refused.sourceKey}: ${refused.reason}`)
    sent += batch.length
  }
  const start = async (batch: readonly unknown[]) => {
    const one: Promise<void> = send(batch).finally(() => underway.delete(one))
    underway.add(one)
    if (underway.size >= batchesAtOnce) await Promise.race(underway)
  }
  let batch: unknown[] = []
  let reported = Date.now()
  for (const signal of demo.signals()) {
    batch.push(signal)
    if (batch.length < signalsAtOnce) continue
    await start(batch)
    batch = []
    if (Date.now() - reported > 400) {
      reported = Date.now()
      await job.progress.report(
        Math.min(0.99, sent / demo.expectedSignals),
        `${sent} of about ${demo.expectedSignals} answers`,
      )
    }
  }
  if (batch.length > 0) await start(batch)
  await Promise.all(underway)
  return sent
}
