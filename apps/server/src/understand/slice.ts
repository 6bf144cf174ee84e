import { sql } from 'drizzle-orm'
import type { MetricRow } from '../goals/index.ts'
import type { Analytics, MomentFilter, SliceFilter } from '../platform/analytics/index.ts'
import { type Caller, Invalid, NotFound } from '../platform/index.ts'
import type { Attribution } from './attribution.ts'
import { gather, type Question } from './gather.ts'
import { isProtected } from './protect.ts'
import { hideSmallest, mergeByKey } from './read-scores.ts'

/** A part of the signals that is looked at on its own. */
export interface Slice {
  readonly filter: SliceFilter
  /** What the signals are told apart by, and the group that is meant. */
  readonly by: NonNullable<MomentFilter['by']>
  readonly key: string
}

/** Reads channel:VALUE, language:VALUE, touchpoint:KEY or attribute:NAME=VALUE. Throws Invalid and NotFound. */
export async function readSlice(caller: Caller, text: string): Promise<Slice> {
  const [, kind = '', rest = ''] = /^(\w+):(.*)$/s.exec(text) ?? []
  if (kind === 'channel') return { filter: { channels: [rest] }, by: { kind }, key: rest }
  if (kind === 'language') return { filter: { languages: [rest] }, by: { kind }, key: rest }
  if (kind === 'touchpoint') {
    const id = await touchpointId(caller, rest)
    return { filter: { touchpointIds: [id] }, by: { kind }, key: id }
  }
  const [, name, value] = /^([^=]{1,60})=(.*)$/s.exec(rest) ?? []
  if (kind === 'attribute' && name !== undefined && value !== undefined)
    return { filter: { attributes: { [name]: [value] } }, by: { kind, name }, key: value }
  throw new Invalid('filter must be channel:VALUE, language:VALUE, touchpoint:KEY or attribute:NAME=VALUE.')
}

async function touchpointId(caller: Caller, keyOrId: string): Promise<string> {
  const { rows } = await caller.transaction((tx) =>
    tx.execute<{ id: string }>(
      sql`select id from touchpoints where key = ${keyOrId} or id::text = ${keyOrId} limit 1`,
    ),
  )
  if (!rows[0]) throw new NotFound(`The touchpoint "${keyOrId}"`)
  return rows[0].id
}

/**
 * Whether the answers of employees in a slice must not be shown: too few of them, or a small group beside it could be
 * worked out as everything less the shown slices.
 */
export async function isSliceProtected(
  analytics: Analytics,
  caller: Caller,
  question: Question,
  attribution: Attribution,
  metric: MetricRow,
  slice: Slice,
): Promise<boolean> {
  if (metric.source !== 'employee') return false
  const cells = await gather(analytics, caller, question, attribution, metric, slice.by)
  const own = hideSmallest(metric, mergeByKey(cells.values())).find(([key]) => key === slice.key)
  return own !== undefined && isProtected(metric, own[1].n)
}
