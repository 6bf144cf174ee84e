import type { ResponseOf } from '@tandem/contract'
import { sql } from 'drizzle-orm'
import { listMetrics, type MetricRow } from '../goals/index.ts'
import { ancestorsAt, loadTree } from '../link/index.ts'
import { type Analytics, readDateRange } from '../platform/analytics/index.ts'
import { type Caller, NotFound, requireUnit } from '../platform/index.ts'
import { computeInBackground } from './compute-in-background.ts'
import { describeChange, type FoundChange } from './describe-change.ts'
import { pack, realShifts, type Shift } from './detect-changes.ts'
import type { PeriodQuery } from './gather.ts'
import { type KeepingEngine, keepAnswers } from './keep-answers.ts'
import {
  type Engine,
  type Place,
  readNamingAttributes,
  type Touchpoint,
  type View,
  viewOf,
} from './places.ts'
import { readWeekly } from './weekly-series.ts'

export type Changes = ResponseOf<'GET /api/v1/changes'>

export interface ChangesQuery extends PeriodQuery {
  readonly weeks: number
  readonly limit: number
}

/** Weeks of usual life before the weeks in which a change is looked for. */
const weeksBefore = 26
/** Share of false ones among what is reported. */
const falseRate = 0.05

/**
 * What really changed lately, over all metrics and places in view: the place that shows each change best, then what
 * is left without it. Most important first: by how far the whole is moved, in standard deviations.
 */
export async function readChanges(
  analytics: Analytics,
  caller: Caller,
  query: ChangesQuery,
): Promise<Changes> {
  const opened = await openView(analytics, caller, query)
  if (!opened) return nothingHeard(query)
  const { view, metrics, engine } = opened
  const recent = Math.max(
    1,
    Math.min(query.weeks, query.from ? weeksIn({ ...view, from: query.from }) : query.weeks),
  )
  const { found, tested, n } = await engine.keep('changes', identityOf(view, metrics, recent), () =>
    findChanges(engine, view, [...metrics.keys()], recent),
  )
  const items = await Promise.all(
    found.slice(0, query.limit).map((change) => describeChange(engine, caller, view, metrics, change)),
  )
  return {
    items: items.flatMap((item) => item ?? []),
    tested,
    howWeKnow: {
      method: `Last change point of weekly means (PELT, Killick et al. 2012) within ${recent} weeks; the level after it against up to ${weeksBefore + query.weeks} weeks before by a t test whose error covers usual ups and downs; Benjamini-Hochberg over ${tested} series, ${falseRate * 100} % false ones at most`,
      n,
      from: view.from,
      to: view.to,
      warnings: [],
      facts: [
        { key: 'seriesTested', value: tested },
        { key: 'weeksLookedAt', value: recent },
      ],
    },
  }
}

const weight = ({ shifts: [top] }: FoundChange) => (top ? Math.abs(top.effect) * top.share : 0)

interface OpenedView {
  readonly view: View
  readonly metrics: ReadonlyMap<string, MetricRow>
  readonly engine: KeepingEngine
}

/** Tree, touchpoints, naming attributes and window; null when nothing was ever heard. */
export async function openView(
  analytics: Analytics,
  caller: Caller,
  query: PeriodQuery & { readonly weeks: number },
): Promise<OpenedView | null> {
  if (query.unitId) requireUnit(caller, query.unitId)
  const engine = await keepAnswers(analytics, caller.organizationId)
  // Figures of operations come once a month and follow the seasons: nothing for weekly means.
  const metrics = new Map(
    (await listMetrics(caller)).filter((m) => m.kind !== 'figure').map((m) => [m.id, m]),
  )
  const { tree, touchpoints } = await caller.transaction(async (tx) => ({
    tree: await loadTree(tx),
    touchpoints: (
      await tx.execute<Touchpoint & Record<string, unknown>>(
        sql`select id, key, name, owner_unit_id as "ownerUnitId" from touchpoints order by position, key`,
      )
    ).rows,
  }))
  if (query.unitId && !tree.units.has(query.unitId)) throw new NotFound('The unit')
  const range = await readDateRange(engine, [...metrics.keys()])
  if (!range) return null
  const today = new Date().toISOString().slice(0, 10)
  const last = [query.to ?? today, range.to].sort()[0]!
  const from = addDays(last, -7 * (weeksBefore + query.weeks) + 1)
  const naming = await readNamingAttributes(engine, tree, from, last)
  return {
    view: viewOf(caller, tree, touchpoints, naming, { from, to: last, unitId: query.unitId }),
    metrics,
    engine,
  }
}

/** All that changes are found by, beside the readings: not the names, which are looked up each time. */
function identityOf(
  { tree, scope, naming, touchpoints, ...rest }: View,
  metrics: ReadonlyMap<string, MetricRow>,
  recent: number,
): string {
  return JSON.stringify({
    ...rest,
    recent,
    metrics: [...metrics.keys()],
    units: [...tree.units.keys()],
    parents: [...tree.parents],
    scope: scope && [...scope],
    naming: naming.map(({ attribute, unitByValue }) => [attribute, [...unitByValue]]),
    touchpoints: touchpoints.map((t) => [t.id, t.ownerUnitId]),
  })
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

function weeksIn({ from, to }: View): number {
  return Math.ceil((Date.parse(to) - Date.parse(from) + 86_400_000) / (7 * 86_400_000))
}

/** Most places told apart; each costs another look at the metrics that changed there. */
const mostRounds = 8

async function findChanges(
  engine: Engine,
  view: View,
  metricIds: readonly string[],
  recent: number,
): Promise<{ found: FoundChange[]; tested: number; n: number }> {
  const places = new Map<string, Place>()
  const heard = await readWeekly(engine, view, metricIds, places)
  const weeks = weeksIn(view)
  const look = (what: typeof heard) =>
    computeInBackground('detectChanges', { heard: pack(what), weeks, recent })
  const detected = await look(heard)
  const { tested } = detected
  const n = heard
    .filter((h) => h.places.includes('all'))
    .reduce((sum, h) => sum + h.n.reduce((a, b) => a + b, 0), 0)
  const found: FoundChange[] = []
  const out = new Map<string, Place[]>()
  let { shifts } = detected
  for (let round = 0; round < mostRounds; round++) {
    const real = realShifts(shifts, tested, falseRate)
    const top = clearest(real, places, view)
    if (!top) break
    const place = places.get(top.place)!
    const here = [top, ...real.filter((s) => s.place === top.place && s !== top)]
    found.push({ place, shifts: here, without: out.get(top.metricId) ?? [] })
    const changed = here.map((s) => s.metricId)
    shifts = shifts.filter((s) => !changed.includes(s.metricId))
    // What everything did, leaves nothing to look at.
    if (place.kind === 'all') continue
    for (const metricId of changed) out.set(metricId, [...(out.get(metricId) ?? []), place])
    const without = [...new Set(changed.flatMap((id) => out.get(id) ?? []))]
    const rest = await readWeekly(engine, view, changed, places, without)
    shifts = [...shifts, ...(await look(rest)).shifts]
  }
  found.sort((a, b) => weight(b) - weight(a))
  return { found, tested, n }
}

/** The shift that chance explains worst; where several places hold the same readings, the one that says most. */
function clearest<S extends Shift>(real: readonly S[], places: ReadonlyMap<string, Place>, view: View) {
  const kinds = ['named', 'unit', 'touchpoint', 'all']
  const depth = (place: Place) =>
    place.kind === 'unit' ? ancestorsAt(view.tree, place.unitId, view.to).length : 0
  return real.toSorted((a, b) => {
    const [p, q] = [places.get(a.place)!, places.get(b.place)!]
    const sure = Math.abs(b.t) - Math.abs(a.t)
    if (Math.abs(sure) > 1e-6) return sure
    return kinds.indexOf(p.kind) - kinds.indexOf(q.kind) || depth(q) - depth(p)
  })[0]
}

function nothingHeard(query: ChangesQuery): Changes {
  const to = query.to ?? new Date().toISOString().slice(0, 10)
  return {
    items: [],
    tested: 0,
    howWeKnow: { method: 'Nothing was heard yet', n: 0, from: query.from ?? to, to, warnings: [] },
  }
}
