import type { Journey } from '@tandem/contract'
import { keyOf } from '../key-of.ts'

export interface DraftPoint {
  /** For the page only. */
  readonly id: string
  /** Null until it is saved: then made from the name. A saved one keeps its key, and so what was heard. */
  readonly key: string | null
  readonly name: string
  readonly side: 'frontstage' | 'backstage'
  readonly ownerUnitId: string | null
}
export interface DraftStage {
  readonly id: string
  readonly name: string
  readonly points: readonly DraftPoint[]
}
export interface Draft {
  /** Null: a new journey. */
  readonly key: string | null
  readonly name: string
  readonly stages: readonly DraftStage[]
}

let made = 0
const nextId = () => `new-${++made}`

export function draftOf(journey: Journey): Draft {
  return {
    key: journey.key,
    name: journey.name,
    stages: journey.stages.map(({ id, name, touchpoints }) => ({ id, name, points: touchpoints })),
  }
}

/** A new journey with stages to begin with. */
export function starter(name: string, stages: readonly string[]): Draft {
  return { key: null, name, stages: stages.map(newStage) }
}

export function newStage(name: string): DraftStage {
  return { id: nextId(), name, points: [] }
}

export function newPoint(): DraftPoint {
  return { id: nextId(), key: null, name: '', side: 'frontstage', ownerUnitId: null }
}

/** The list with one item moved by one place; as it is when there is no such place. */
export function moved<T>(list: readonly T[], index: number, by: 1 | -1): T[] {
  const next = [...list]
  const [item] = next.splice(index, 1)
  const to = index + by
  if (item === undefined || to < 0 || to > next.length) return [...list]
  next.splice(to, 0, item)
  return next
}

/** Moves a touchpoint by one place; from the edge of a stage it goes into the next one. */
export function movePoint(
  stages: readonly DraftStage[],
  stage: number,
  point: number,
  by: 1 | -1,
): DraftStage[] {
  const from = stages[stage]
  const item = from?.points[point]
  if (!from || !item) return [...stages]
  const inside = point + by >= 0 && point + by < from.points.length
  if (inside) return stages.map((s, i) => (i === stage ? { ...s, points: moved(s.points, point, by) } : s))
  const to = stage + by
  if (!stages[to]) return [...stages]
  return stages.map((s, i) => {
    if (i === stage) return { ...s, points: s.points.filter((p) => p !== item) }
    if (i === to) return { ...s, points: by > 0 ? [item, ...s.points] : [...s.points, item] }
    return s
  })
}

/** What is sent. Keys of new things are made from their names and never one that is taken. */
export function bodyOf(
  draft: Draft,
  taken: { journeys: ReadonlySet<string>; touchpoints: ReadonlySet<string> },
) {
  const keys = new Set(taken.touchpoints)
  const stages = draft.stages.map((stage) => ({
    name: stage.name.trim(),
    touchpoints: stage.points.map(({ key, name, side, ownerUnitId }) => {
      const own = key ?? keyOf(name, keys)
      keys.add(own)
      return { key: own, name: name.trim(), side, ownerUnitId }
    }),
  }))
  return { key: draft.key ?? keyOf(draft.name, taken.journeys), name: draft.name.trim(), stages }
}

/** Everything has a name. */
export function isComplete({ name, stages }: Draft): boolean {
  return [name, ...stages.flatMap((s) => [s.name, ...s.points.map((p) => p.name)])].every(
    (n) => n.trim() !== '',
  )
}
