import { unknownId } from '../analytics/index.ts'
/** A signal as the projector reads it: the current version. */
export interface ProjectedSignal {
  readonly id: string
  readonly organization_id: string
  readonly version: number
  readonly source: string
  /** ISO 8601, UTC. */
  readonly occurred_at: string
  readonly unit_id: string
  readonly employee_ids: readonly string[]
  readonly customer_id: string | null
  readonly evaluator_id: string | null
  readonly touchpoint_id: string | null
  readonly channel: string | null
  readonly language: string | null
  readonly readings: readonly { readonly m: string; readonly v: number; readonly s: number }[]
  readonly comments: readonly { readonly t: string; readonly l?: string }[]
  readonly attributes: Readonly<Record<string, string>>
  readonly deleted: boolean
}

/** What an earlier version put into the projection, as far as its place there goes. */
export interface EarlierVersion {
  readonly id: string
  readonly source: string
  readonly occurred_at: string
  readonly unit_id: string
  readonly metrics: readonly string[]
  readonly comments: number
  /** The content was erased: how many comments there were is not known any more. */
  readonly erased: boolean
}

export interface CommentText {
  readonly signal_id: string
  readonly position: number
  readonly organization_id: string
  readonly unit_id: string
  readonly occurred_at: string
  readonly source: string
  readonly language: string | null
  readonly touchpoint_id: string | null
  readonly channel: string | null
  readonly text: string
  readonly score: number | null
  readonly score_metric_id: string | null
}

/** What a batch of signals changes in the projection. */
export interface Projection {
  readonly readings: object[]
  readonly comments: object[]
  readonly texts: CommentText[]
  /** Signals whose rows must go and whose earlier places are not known any more (erased ones). */
  readonly purge: string[]
  /** Signals whose words are written anew: all that are not in their first version. */
  readonly changed: string[]
}

/**
 * Explode signals into rows of the projection. A corrected or withdrawn signal also writes deleting rows to the
 * places its earlier versions had: place (metric, unit, day) is the sorting key, and a row of another place would
 * never replace it.
 */
export function project(
  signals: readonly ProjectedSignal[],
  earlier: ReadonlyMap<string, readonly EarlierVersion[]>,
): Projection {
  const projection: Projection = { readings: [], comments: [], texts: [], purge: [], changed: [] }
  for (const signal of signals) {
    const before = earlier.get(signal.id) ?? []
    const forgotten = before.some((version) => version.erased) || (signal.deleted && before.length === 0)
    if (forgotten) projection.purge.push(signal.id)
    if (signal.version > 1) projection.changed.push(signal.id)
    removeEarlier(projection, signal, before)
    if (!signal.deleted) addCurrent(projection, signal)
  }
  return projection
}

function addCurrent(projection: Projection, s: ProjectedSignal): void {
  const shared = sharedColumns(s)
  for (const { m, v, s: score } of s.readings)
    projection.readings.push({
      ...shared,
      metric_id: m,
      value: score,
      raw: v,
      employee_ids: s.employee_ids,
      customer_id: s.customer_id ?? unknownId,
      evaluator_id: s.evaluator_id ?? unknownId,
      attributes: s.attributes,
      deleted: 0,
    })
  const rated = s.readings[0]
  s.comments.forEach((comment, position) => {
    const language = comment.l ?? s.language
    projection.comments.push({
      ...shared,
      position,
      language: language ?? '',
      length: comment.t.length,
      score: rated?.s ?? null,
      score_metric_id: rated?.m ?? unknownId,
      deleted: 0,
    })
    projection.texts.push({
      signal_id: s.id,
      position,
      organization_id: s.organization_id,
      unit_id: s.unit_id,
      occurred_at: s.occurred_at,
      source: s.source,
      language,
      touchpoint_id: s.touchpoint_id,
      channel: s.channel,
      text: comment.t,
      score: rated?.s ?? null,
      score_metric_id: rated?.m ?? null,
    })
  })
}

function removeEarlier(projection: Projection, s: ProjectedSignal, before: readonly EarlierVersion[]): void {
  const kept = new Set(s.deleted ? [] : s.readings.map((r) => placeOf(r.m, s)))
  for (const version of before) {
    const shared = sharedColumns({ ...s, ...version, version: s.version })
    for (const metric of version.metrics) {
      const place = placeOf(metric, version)
      if (kept.has(place)) continue
      kept.add(place)
      projection.readings.push({ ...shared, metric_id: metric, deleted: 1 })
    }
    for (let position = 0; position < version.comments; position++) {
      const place = `${placeOf('', version)} ${position}`
      const stays = !s.deleted && position < s.comments.length && placeOf('', version) === placeOf('', s)
      if (stays || kept.has(place)) continue
      kept.add(place)
      projection.comments.push({ ...shared, position, deleted: 1 })
    }
  }
}

function sharedColumns(s: Omit<ProjectedSignal, 'readings' | 'comments' | 'attributes' | 'deleted'>) {
  return {
    organization_id: s.organization_id,
    unit_id: s.unit_id,
    occurred_on: s.occurred_at.slice(0, 10),
    occurred_at: s.occurred_at.replace('T', ' ').replace('Z', ''),
    signal_id: s.id,
    source: s.source,
    touchpoint_id: s.touchpoint_id ?? unknownId,
    channel: s.channel ?? '',
    language: s.language ?? '',
    version: s.version,
  }
}

function placeOf(metric: string, s: { unit_id: string; occurred_at: string }): string {
  return `${metric} ${s.unit_id} ${s.occurred_at.slice(0, 10)}`
}
