import type { Coverage, CoverageCell, CoverageHole, CoverageRow, Goal, Journey } from '@tandem/contract'
import { readGoals } from '../goals/index.ts'
import { readJourneys } from '../link/index.ts'
import type { Analytics } from '../platform/analytics/index.ts'
import { type Caller, NotFound } from '../platform/index.ts'
import { openQuestion, type PeriodQuery } from './gather.ts'
import { addCells, coverageSources, emptyCells, gatherHeard, type HeardCells } from './gather-heard.ts'
import { addDays } from './goal-series.ts'

export interface CoverageQuery extends PeriodQuery {
  readonly goalId?: string | undefined
}

/** Days that are looked at unless told. */
export const coverageDays = 90

/** Who is heard at which touchpoint of the journeys, from which source and how lately, with the holes named. */
export async function readCoverage(
  analytics: Analytics,
  caller: Caller,
  query: CoverageQuery,
): Promise<Coverage> {
  const to = query.to ?? new Date().toISOString().slice(0, 10)
  const from = query.from ?? addDays(to, 1 - coverageDays)
  const { goals, journeys } = await caller.transaction(async (tx) => ({
    goals: await readGoals(tx, caller, { archived: false }),
    journeys: await readJourneys(tx),
  }))
  const goal = query.goalId ? goals.find(({ id }) => id === query.goalId) : null
  if (goal === undefined) throw new NotFound('The goal')
  const unitId = query.unitId ?? goal?.unitId ?? undefined
  const question = await openQuestion(analytics, caller, { from, to, unitId }, [])
  const heard = await gatherHeard(analytics, caller, question)
  const names = new Map(
    [...question.tree.units].flatMap(([id, unit]) =>
      caller.scope && !caller.scope.has(id) ? [] : [[id, unit.name]],
    ),
  )
  const rows = coverageRows(journeys, goals, heard, names)
  const shown = goal ? rows.filter((row) => row.goalIds.includes(goal.id)) : rows
  const known = new Set(rows.map((row) => row.touchpointId))
  return {
    sources: [...coverageSources],
    rows: shown,
    elsewhere: goal
      ? [...emptyCells]
      : addCells([...heard].filter(([id]) => !known.has(id)).map(([, cells]) => cells)),
    goals: (goal ? [goal] : goals).map(({ id }) => {
      const own = rows.filter((row) => row.goalIds.includes(id))
      const withHole = (...holes: CoverageHole[]) =>
        own.filter((row) => row.holes.some((hole) => holes.includes(hole))).map((row) => row.touchpointId)
      return {
        goalId: id,
        touchpoints: own.length,
        unheard: withHole('never', 'silent'),
        unowned: withHole('no_owner'),
      }
    }),
    howWeKnow: {
      method: 'Different signals by the touchpoint they name, counted exactly',
      n: shown.reduce((sum, row) => sum + row.signals, 0),
      from,
      to,
      warnings: [],
    },
  }
}

function coverageRows(
  journeys: readonly Journey[],
  goals: readonly Goal[],
  heard: HeardCells,
  names: ReadonlyMap<string, string>,
): CoverageRow[] {
  return journeys.flatMap((journey) =>
    journey.stages.flatMap((stage) =>
      stage.touchpoints.map(({ id, name, side, ownerUnitId }): CoverageRow => {
        const cells = heard.get(id) ?? emptyCells
        return {
          touchpointId: id,
          name,
          side,
          journeyId: journey.id,
          journey: journey.name,
          stage: stage.name,
          owner: ownerUnitId ? { unitId: ownerUnitId, name: names.get(ownerUnitId) ?? null } : null,
          goalIds: goals.filter((goal) => serves(journey.id, goal)).map((goal) => goal.id),
          cells: [...cells],
          signals: cells.reduce((sum, cell) => sum + (cell.signals ?? 0), 0),
          holes: holesOf(side, ownerUnitId !== null, cells),
        }
      }),
    ),
  )
}

/** A goal that names no journey is served by all of them. */
export const serves = (journeyId: string, goal: Pick<Goal, 'journeyIds'>): boolean =>
  goal.journeyIds.length === 0 || goal.journeyIds.includes(journeyId)

/** What is missing at a touchpoint, the gravest first. */
export function holesOf(
  side: 'frontstage' | 'backstage',
  owned: boolean,
  cells: readonly CoverageCell[],
): CoverageHole[] {
  // Withheld is few, but not none.
  const hears = (cell: CoverageCell | undefined) => cell !== undefined && cell.signals !== 0
  const voice = (source: CoverageCell['source']) => hears(cells.find((cell) => cell.source === source))
  const holes: CoverageHole[] = []
  if (!cells.some(hears)) holes.push(cells.some((cell) => cell.lastHeardOn !== null) ? 'silent' : 'never')
  else if (side === 'frontstage' && !voice('customer')) holes.push('no_customer')
  else if (side === 'backstage' && !voice('employee')) holes.push('no_employee')
  if (side === 'backstage' && !owned) holes.push('no_owner')
  return holes
}
