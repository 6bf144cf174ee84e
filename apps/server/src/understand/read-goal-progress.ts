import type { CoverageCell, Goal, GoalProgress, GoalStatus, GoalsProgress, Journey } from '@tandem/contract'
import { sql } from 'drizzle-orm'
import { listMetrics, type MetricRow, readGoals } from '../goals/index.ts'
import { ancestorsAt, readJourneys } from '../link/index.ts'
import { type Analytics, readAnsweredTogether } from '../platform/analytics/index.ts'
import { type Caller, requireUnit } from '../platform/index.ts'
import { answered } from './choose-drivers.ts'
import { forecastGoal } from './forecast-goal.ts'
import { attributionOf, openQuestion, type Question } from './gather.ts'
import { addCells, emptyCells, gatherHeard, type HeardCells } from './gather-heard.ts'
import { addDays, baselineOf, currentOf, daysBetween, type GoalGrain, readGoalSeries } from './goal-series.ts'
import { elapsedShare, gapOf, plannedOn, statusOf } from './goal-status.ts'
import { isProtected, tooFewRespondents, toScore } from './protect.ts'
import { coverageDays, serves } from './read-coverage.ts'

/** Readings so many days back are looked at: a trend needs the past, but not the distant one. */
const history = 560
/** Other questions that are named beside a goal. */
const mostQuestions = 12

/** What all goals of an answer share. */
interface Frame {
  readonly analytics: Analytics
  readonly caller: Caller
  readonly on: string
  /** The unit asked about. */
  readonly below: string | null
  readonly question: Question
  readonly metrics: readonly MetricRow[]
  readonly journeys: readonly Journey[]
  readonly heardBelow: (unitId: string | null) => Promise<HeardCells>
}

/** Each goal that the caller may see and that counts: where it stands, its plan, its forecast, what serves it. */
export async function readGoalsProgress(
  analytics: Analytics,
  caller: Caller,
  query: { readonly on?: string | undefined; readonly unitId?: string | undefined },
): Promise<GoalsProgress> {
  if (query.unitId) requireUnit(caller, query.unitId)
  const on = query.on ?? new Date().toISOString().slice(0, 10)
  const { goals, journeys, currency } = await caller.transaction(async (tx) => ({
    goals: await readGoals(tx, caller, { archived: false }),
    journeys: await readJourneys(tx),
    currency: (
      await tx.execute<{ currency: string }>(
        sql`select currency from organizations where id = ${caller.organizationId}`,
      )
    ).rows[0]!.currency,
  }))
  const earliest = goals.map((goal) => addDays(goal.startsOn, -120)).sort()[0] ?? on
  const from = [addDays(on, -history), earliest].sort()[0]!
  const question = await openQuestion(analytics, caller, { from, to: on, unitId: query.unitId }, [])
  const below = query.unitId ?? null
  const metrics = await listMetrics(caller)
  const heard = new Map<string | null, Promise<HeardCells>>()
  const heardBelow = (unitId: string | null) => {
    const period = { from: addDays(on, 1 - coverageDays), to: on, below: unitId }
    const found = heard.get(unitId) ?? gatherHeard(analytics, caller, { ...question, ...period })
    heard.set(unitId, found)
    return found
  }
  const frame = { analytics, caller, on, below, question, metrics, journeys, heardBelow }
  const items = await Promise.all(goals.map((goal) => readGoalProgress(frame, goal)))
  return { items: items.flatMap((item) => item ?? []).sort(mostUrgentFirst), on, currency }
}

const urgency: Readonly<Record<GoalStatus, number>> = {
  behind: 0,
  missed: 1,
  unknown: 2,
  on_track: 3,
  ahead: 4,
  reached: 5,
}
function mostUrgentFirst(a: GoalProgress, b: GoalProgress): number {
  return (
    urgency[a.status] - urgency[b.status] ||
    (a.goal.dueOn < b.goal.dueOn ? -1 : a.goal.dueOn > b.goal.dueOn ? 1 : 0)
  )
}

/** Null when the goal has nothing to do with the unit asked about. */
async function readGoalProgress(frame: Frame, goal: Goal): Promise<GoalProgress | null> {
  const place = placeOf(frame, goal)
  if (!place) return null
  const metric = frame.metrics.find(({ key }) => key === goal.metric)!
  const question = { ...frame.question, below: place.below, metrics: [metric] }
  const { analytics, caller } = frame
  const { grain, cells, withheld, units } = await readGoalSeries(analytics, caller, question, metric)
  const due = frame.on > goal.dueOn
  // After the due date a goal is judged by what was heard until then.
  const lookOn = due ? goal.dueOn : frame.on
  const current = currentOf(metric, grain, cells, lookOn)
  const score =
    current.score.value === null && withheld
      ? { ...current.score, suppressed: tooFewRespondents }
      : current.score
  const baseline = baselineOf(goal, metric, grain, cells)
  const middle = addDays(current.from, Math.floor(daysBetween(current.from, current.to) / 2))
  const planned = baseline && plannedOn(goal, baseline.value, middle)
  const gap = gapOf(metric, score, planned)
  const expected = due
    ? { forecast: null, noForecast: null, warnings: [] }
    : forecastGoal({ metric, target: goal.target, dueOn: goal.dueOn, grain, cells, on: lookOn })
  const status = statusOf({
    metric,
    target: goal.target,
    current: score,
    gap,
    probability: expected.forecast?.probability ?? null,
    elapsed: elapsedShare(goal, lookOn),
    due,
  })
  const { from, to } = current
  return {
    goal,
    metric,
    part: place.part,
    baseline,
    current: score,
    window: { from, to },
    planned,
    gap,
    status,
    reason: status === 'unknown' ? reasonOf(score.value === null, grain, withheld) : null,
    grain,
    points: cells.map((cell) => ({ from: cell.from, to: cell.to, score: toScore(metric, cell.moments) })),
    plan: baseline
      ? [
          { on: goal.startsOn, value: baseline.value },
          { on: goal.dueOn, value: goal.target },
        ]
      : [],
    forecast: expected.forecast,
    noForecast: expected.noForecast,
    serves: await servingQuestions(frame, { ...question, from, to }, metric),
    heard: heardAt(frame.journeys, goal, await frame.heardBelow(place.below)),
    howWeKnow: {
      method: methodOf(grain),
      n: score.n,
      units,
      from,
      to,
      warnings: [
        ...(withheld
          ? [{ code: 'protected', message: 'Periods with too few employees are left out, to protect them.' }]
          : []),
        ...expected.warnings.map((message) => ({ code: 'forecast', message })),
      ],
    },
  }
}

const methodOf = (grain: GoalGrain) =>
  `Mean of the last ${grain === 'week' ? 'four weeks' : 'three months'} with t interval (90 %), against the straight line from baseline to target in the middle of that time. Forecast: local linear trend of ${grain === 'week' ? 'weekly' : 'monthly'} means, averaged over its variances (Harvey 1989; West & Harrison 1997), with 90 % prediction interval; no season is modelled.`

function reasonOf(unheard: boolean, grain: GoalGrain, withheld: boolean): string {
  if (unheard && withheld) return 'Too few employees answered to show a value without pointing at anybody.'
  if (unheard)
    return `Nothing was heard in the last ${grain === 'week' ? 'four weeks' : 'three months'}. Listen to it, or choose another metric.`
  return 'There is no baseline, so there is no plan to compare with. Tell the baseline.'
}

/** Below which unit a goal's figures are taken, and whether that is only a part of what it is set for. */
function placeOf({ question: { tree }, below, caller, on }: Frame, goal: Goal) {
  const within = (unitId: string, ancestorId: string) =>
    unitId === ancestorId || ancestorsAt(tree, unitId, on).includes(ancestorId)
  if (below === null)
    // Who may see a unit may see what is below it.
    return { below: goal.unitId, part: caller.scope !== null && goal.unitId === null }
  if (goal.unitId === null || within(below, goal.unitId)) return { below, part: below !== goal.unitId }
  return within(goal.unitId, below) ? { below: goal.unitId, part: false } : null
}

/** Questions of the same source answered in the same signals, most answered first. */
async function servingQuestions(
  { analytics, caller, metrics }: Frame,
  question: Question,
  metric: MetricRow,
): Promise<GoalProgress['serves']> {
  const { unitIds } = attributionOf(question, caller, null)
  if (unitIds?.length === 0) return []
  const known = new Map(metrics.filter((m) => m.source === metric.source).map((m) => [m.id, m]))
  const patterns = await readAnsweredTogether(
    analytics.forOrganization(caller.organizationId),
    { metricIds: [...known.keys()], from: question.from, to: question.to, unitIds },
    metric.id,
  )
  return [...answered(patterns)]
    .filter(([id, signals]) => id !== metric.id && !isProtected(metric, signals))
    .sort((a, b) => b[1] - a[1])
    .slice(0, mostQuestions)
    .map(([id, signals]) => ({ metric: known.get(id)!, signals }))
}

/** Signals at the touchpoints that serve a goal, by source. */
function heardAt(journeys: readonly Journey[], goal: Goal, heard: HeardCells): GoalProgress['heard'] {
  const cells: (readonly CoverageCell[])[] = journeys
    .filter((journey) => serves(journey.id, goal))
    .flatMap((journey) => journey.stages.flatMap((stage) => stage.touchpoints))
    .flatMap((touchpoint) => [heard.get(touchpoint.id) ?? emptyCells])
  return addCells(cells).map(({ source, signals }) => ({ source, signals }))
}
