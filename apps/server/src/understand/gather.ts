import type { UnitKind } from '@tandem/contract'
import { type Moments, mergeMoments } from '@tandem/stats'
import { type MetricRow, resolveMetrics } from '../goals/index.ts'
import { loadTree, type UnitTree } from '../link/index.ts'
import type { Analytics } from '../platform/analytics/index.ts'
import { type MomentFilter, readDateRange, readMoments } from '../platform/analytics/index.ts'
import { type Caller, Invalid, NotFound, requireUnit } from '../platform/index.ts'
import { type Attribution, createAttribution } from './attribution.ts'
import type { Gathered } from './merge.ts'

/** What every question about figures begins with: period, tree, metrics, and who may see what. */
export interface Question {
  readonly from: string
  readonly to: string
  readonly tree: UnitTree
  /** In the order asked for. */
  readonly metrics: readonly MetricRow[]
  readonly below: string | null
}

export interface PeriodQuery {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly unitId?: string | undefined
}

/** Load tree and metrics; fill an open period from the first reading to today. Throws NotFound and Invalid. */
export async function openQuestion(
  analytics: Analytics,
  caller: Caller,
  query: PeriodQuery,
  metricKeys: readonly string[],
): Promise<Question> {
  if (query.unitId) requireUnit(caller, query.unitId)
  if (query.from && query.to && query.from > query.to)
    throw new Invalid('The period ends before it begins. Swap from and to.')
  const { tree, known } = await caller.transaction(async (tx) => ({
    tree: await loadTree(tx),
    known: await resolveMetrics(tx, new Set(metricKeys)),
  }))
  if (query.unitId && !tree.units.has(query.unitId)) throw new NotFound('The unit')
  const metrics = metricKeys.map((key) => {
    const metric = known.get(key)
    if (!metric) throw new NotFound(`The metric "${key}"`)
    return metric
  })
  const open = !query.from || !query.to
  const range = open
    ? await readDateRange(
        analytics.forOrganization(caller.organizationId),
        metrics.map((m) => m.id),
      )
    : null
  const today = new Date().toISOString().slice(0, 10)
  return {
    from: query.from ?? range?.from ?? today,
    to: query.to ?? (range && range.to > today ? range.to : today),
    tree,
    metrics,
    below: query.unitId ?? null,
  }
}

export function attributionOf(question: Question, caller: Caller, level: UnitKind | null): Attribution {
  const { tree, from, to, below } = question
  return createAttribution(tree, { level, from, to, below, scope: caller.scope })
}

/**
 * Ask the engine for moments by unit, segment and perhaps one more grouping, and merge them up to the level: a
 * region's moments are those of its sites, each for the time it belonged there.
 */
export async function gather(
  analytics: Analytics,
  caller: Caller,
  question: Question,
  attribution: Attribution,
  metric: MetricRow,
  by?: MomentFilter['by'],
): Promise<Gathered> {
  const gathered: Gathered = new Map()
  if (attribution.unitIds?.length === 0) return gathered
  const rows = await readMoments(analytics.forOrganization(caller.organizationId), {
    metricId: metric.id,
    from: question.from,
    to: question.to,
    unitIds: attribution.unitIds,
    boundaries: attribution.boundaries,
    ...(by ? { by } : {}),
  })
  for (const { unitId, segment, key, ...moments } of rows) {
    const unit = attribution.unitOf(unitId, segment)
    if (unit === null) continue
    const cells = gathered.get(unit) ?? new Map<string, Moments>()
    gathered.set(unit, cells)
    const before = cells.get(key)
    cells.set(key, before ? mergeMoments(before, moments) : moments)
  }
  return gathered
}
