import { type Scores, type UnitKind, unitKindSchema } from '@tandem/contract'
import { type Moments, mergeMoments } from '@tandem/stats'
import type { Analytics, MomentFilter } from '../platform/analytics/index.ts'
import { type Caller, Invalid } from '../platform/index.ts'
import { attributionOf, gather, openQuestion, type PeriodQuery } from './gather.ts'
import { mergeAll } from './merge.ts'
import { namesOfPeople, namesOfTouchpoints } from './names.ts'
import { fewestRespondents, isProtected, toScore } from './protect.ts'
import { nobody } from './strictness.ts'

export interface ScoresQuery extends PeriodQuery {
  readonly metric: string
  readonly by: string
}

/** A metric by unit level, touchpoint, channel, language, evaluator or attribute, each group with its interval. */
export async function readScores(analytics: Analytics, caller: Caller, query: ScoresQuery): Promise<Scores> {
  const question = await openQuestion(analytics, caller, query, [query.metric])
  const metric = question.metrics[0]!
  const grouping = readGrouping(query.by)
  if (grouping.by?.kind === 'evaluator' && caller.scope)
    throw new Invalid('Evaluators are compared over the whole organization; your role is limited to a unit.')
  const gathered = await gather(
    analytics,
    caller,
    question,
    attributionOf(question, caller, grouping.level),
    metric,
    grouping.by,
  )
  const groups = grouping.by
    ? mergeByKey(gathered.values())
    : new Map([...gathered].map(([id, c]) => [id, mergeAll(c.values())]))
  const total = mergeAll(groups.values())
  const names = grouping.by
    ? await labels(caller, grouping.by, [...groups.keys()])
    : new Map([...question.tree.units].map(([id, u]) => [id, u.name]))
  return {
    metric,
    groups: hideSmallest(metric, groups)
      .map(([key, moments]) => ({
        key,
        label: names.get(key) ?? (key || '–'),
        score: toScore(metric, moments),
      }))
      .sort(
        (a, b) => (b.score.value ?? Number.NEGATIVE_INFINITY) - (a.score.value ?? Number.NEGATIVE_INFINITY),
      ),
    total: toScore(metric, total),
    howWeKnow: {
      method: 'Means with t intervals (90 %)',
      n: isProtected(metric, total.n) ? 0 : total.n,
      units: gathered.size,
      from: question.from,
      to: question.to,
      warnings: [],
    },
  }
}

/**
 * Of employee voice a single small group could be worked out as total minus the others; so when one group is
 * withheld, the next smallest is too.
 */
export function hideSmallest(
  metric: Scores['metric'],
  groups: ReadonlyMap<string, Moments>,
): [string, Moments][] {
  const rows = [...groups].sort((a, b) => a[1].n - b[1].n)
  if (metric.source !== 'employee') return rows
  const small = rows.filter(([, m]) => m.n > 0 && m.n < fewestRespondents)
  const hidden = small.reduce((sum, [, m]) => sum + m.n, 0)
  if (small.length === 0 || hidden >= fewestRespondents) return rows
  return rows.map(([key, m], i) => (i === small.length ? [key, { ...m, n: Math.min(m.n, 1) }] : [key, m]))
}

function readGrouping(by: string): { level: UnitKind | null; by: MomentFilter['by'] } {
  if (by === 'unit') return { level: null, by: undefined }
  const level = unitKindSchema.safeParse(by)
  if (level.success) return { level: level.data, by: undefined }
  if (by === 'touchpoint' || by === 'channel' || by === 'language' || by === 'evaluator')
    return { level: null, by: { kind: by } }
  const attribute = /^attribute:(.{1,60})$/.exec(by)
  if (attribute) return { level: null, by: { kind: 'attribute', name: attribute[1]! } }
  throw new Invalid(
    'by must be unit, region, site, team, department, partner, touchpoint, channel, language, evaluator or attribute:NAME.',
  )
}

export function mergeByKey(units: Iterable<ReadonlyMap<string, Moments>>): Map<string, Moments> {
  const merged = new Map<string, Moments>()
  for (const cells of units)
    for (const [key, moments] of cells) {
      const before = merged.get(key)
      merged.set(key, before ? mergeMoments(before, moments) : moments)
    }
  return merged
}

async function labels(
  caller: Caller,
  by: NonNullable<MomentFilter['by']>,
  keys: readonly string[],
): Promise<Map<string, string>> {
  if (by.kind === 'evaluator')
    return namesOfPeople(
      caller,
      keys.filter((k) => k !== nobody),
    )
  if (by.kind === 'touchpoint')
    return namesOfTouchpoints(
      caller,
      keys.filter((k) => k !== nobody),
    )
  return new Map()
}
