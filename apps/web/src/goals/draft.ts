import type { Baseline, Goal, Metric, RequestOf } from '@tandem/contract'
import { scoreRange } from '../ui/score-range.ts'

export type GoalBody = RequestOf<'POST /api/v1/goals'>['body']

/** A goal as a person types it: numbers and days are text until they are sent. */
export interface Draft {
  readonly name: string
  /** Key of the metric; empty until chosen. */
  readonly metric: string
  readonly unitId: string | null
  readonly startsOn: string
  /** Empty takes what was heard. */
  readonly baseline: string
  readonly target: string
  readonly dueOn: string
  readonly sponsor: string
  readonly worthPerPoint: string
  readonly journeyIds: readonly string[]
}

export function draftOf(
  goal: Goal | null,
  start: { readonly today: string; readonly unitId: string | null },
): Draft {
  return {
    name: goal?.name ?? '',
    metric: goal?.metric ?? '',
    unitId: goal ? goal.unitId : start.unitId,
    startsOn: goal?.startsOn ?? start.today,
    baseline: goal?.baseline?.toString() ?? '',
    target: goal?.target.toString() ?? '',
    dueOn: goal?.dueOn ?? '',
    sponsor: goal?.sponsor?.name ?? '',
    worthPerPoint: goal?.worthPerPoint?.toString() ?? '',
    journeyIds: goal?.journeyIds ?? [],
  }
}

/** A typed number: with a comma or a point, spaces ignored. Null when empty, NaN when it is none. */
export function numberOf(text: string): number | null {
  const plain = text
    .replace(/[\s\u00a0\u202f]/g, '')
    .replace(',', '.')
    .replace('\u2212', '-')
  return plain === '' ? null : Number(plain)
}

/** What is wrong with a field; the screen has a sentence for each. */
export type Fault =
  | { readonly kind: 'empty' | 'noNumber' | 'noDay' | 'beforeStart' | 'past' | 'negative' }
  | { readonly kind: 'offScale'; readonly min: number; readonly max: number }
  | { readonly kind: 'sameAsBaseline' | 'worseUp' | 'worseDown'; readonly baseline: number }
export type Faults = Partial<Record<keyof Draft, Fault>>

/**
 * Everything that is wrong with a draft, by field. `heard` is the baseline by the readings, `before` the goal that is
 * being changed: its due date may lie in the past as long as it stays.
 */
export function faultsOf(
  draft: Draft,
  known: {
    readonly metric: Metric | undefined
    readonly heard: Baseline | null
    readonly today: string
    readonly before: Goal | null
  },
): Faults {
  const faults: { -readonly [K in keyof Faults]: Faults[K] } = {}
  if (draft.name.trim() === '') faults.name = { kind: 'empty' }
  if (!known.metric) faults.metric = { kind: 'empty' }
  if (draft.startsOn === '') faults.startsOn = { kind: 'noDay' }
  if (draft.dueOn === '') faults.dueOn = { kind: 'noDay' }
  else if (draft.startsOn !== '' && draft.dueOn <= draft.startsOn) faults.dueOn = { kind: 'beforeStart' }
  else if (draft.dueOn <= known.today && draft.dueOn !== known.before?.dueOn) faults.dueOn = { kind: 'past' }
  const worth = numberOf(draft.worthPerPoint)
  if (worth !== null && !Number.isFinite(worth)) faults.worthPerPoint = { kind: 'noNumber' }
  else if (worth !== null && worth < 0) faults.worthPerPoint = { kind: 'negative' }
  const target = numberOf(draft.target)
  const baseline = numberOf(draft.baseline)
  const onScale = (value: number): Fault | undefined => {
    if (!Number.isFinite(value)) return { kind: 'noNumber' }
    if (!known.metric) return undefined
    const { min, max } = scoreRange(known.metric)
    return value < min || value > max ? { kind: 'offScale', min, max } : undefined
  }
  const wrongBaseline = baseline === null ? undefined : onScale(baseline)
  if (wrongBaseline) faults.baseline = wrongBaseline
  const from = wrongBaseline ? null : (baseline ?? known.heard?.value ?? null)
  const wrongTarget =
    target === null
      ? ({ kind: 'empty' } as const)
      : (onScale(target) ?? (from === null ? undefined : wayOf(target, from, known.metric)))
  if (wrongTarget) faults.target = wrongTarget
  return faults
}

/** A target must lie on the good side of the baseline. */
function wayOf(target: number, baseline: number, metric: Metric | undefined): Fault | undefined {
  if (!metric) return undefined
  if (target === baseline) return { kind: 'sameAsBaseline', baseline }
  const isBetter = metric.direction === 'up' ? target > baseline : target < baseline
  return isBetter ? undefined : { kind: metric.direction === 'up' ? 'worseUp' : 'worseDown', baseline }
}

/** What is sent for a draft without faults. A sponsor who bears the name of a member is that member. */
export function bodyOf(
  draft: Draft,
  members: readonly { readonly id: string; readonly name: string }[],
  before: Goal | null,
): GoalBody {
  const name = draft.sponsor.trim()
  const member = members.find((m) => m.name === name)
  const kept = before?.sponsor?.name === name ? before.sponsor.memberId : null
  return {
    name: draft.name.trim(),
    metric: draft.metric,
    unitId: draft.unitId,
    startsOn: draft.startsOn,
    baseline: numberOf(draft.baseline),
    target: numberOf(draft.target) ?? 0,
    dueOn: draft.dueOn,
    sponsor: name ? { memberId: member?.id ?? kept, name } : null,
    worthPerPoint: numberOf(draft.worthPerPoint),
    journeyIds: [...draft.journeyIds],
  }
}
