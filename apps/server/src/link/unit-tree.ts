import type { UnitKind } from '@tandem/contract'
import { always, type Dated, dayAfter, type Timeline, valueAt } from './dated.ts'

export interface TreeUnit {
  readonly id: string
  readonly key: string
  readonly name: string
  readonly kind: UnitKind
  readonly attributes: Readonly<Record<string, string>>
  readonly latitude: number | null
  readonly longitude: number | null
  readonly openedOn: string | null
  readonly closedOn: string | null
}

/** All units of an organization with their places over time. */
export interface UnitTree {
  readonly units: ReadonlyMap<string, TreeUnit>
  /** Parent ids of a unit over time; in the gaps it is at the top. */
  readonly parents: ReadonlyMap<string, Timeline<string>>
  /** The other way round: child ids of a unit, in no order; intervals of different children overlap. */
  readonly children: ReadonlyMap<string, readonly Dated<string>[]>
}

/** A span of days, from (inclusive) to (exclusive). */
export interface Span {
  readonly from: string
  readonly to: string
}

export function buildTree(
  units: ReadonlyMap<string, TreeUnit>,
  parents: ReadonlyMap<string, Timeline<string>>,
): UnitTree {
  const children = new Map<string, Dated<string>[]>()
  for (const [unitId, timeline] of parents)
    for (const { value, from, to } of timeline) {
      const list = children.get(value)
      if (list) list.push({ value: unitId, from, to })
      else children.set(value, [{ value: unitId, from, to }])
    }
  return { units, parents, children }
}

export function parentAt(tree: UnitTree, unitId: string, date: string): string | null {
  return valueAt(tree.parents.get(unitId) ?? [], date)
}

/** Ids of the ancestors on a day, top first. */
export function ancestorsAt(tree: UnitTree, unitId: string, date: string): string[] {
  const path: string[] = []
  for (let id = parentAt(tree, unitId, date); id !== null; id = parentAt(tree, id, date)) path.unshift(id)
  return path
}

export function childrenAt(tree: UnitTree, unitId: string, date: string): string[] {
  const children = tree.children.get(unitId) ?? []
  return children.filter((c) => c.from <= date && date < c.to).map((c) => c.value)
}

/** Ids of the unit and everything below it on a day, parents before children. */
export function descendantsAt(tree: UnitTree, unitId: string, date: string): string[] {
  const found = [unitId]
  for (const id of found) for (const child of childrenAt(tree, id, date)) found.push(child)
  return found
}

/**
 * The units that were the unit itself or below it at any time of a period (first and last day, both inclusive), each
 * with the spans in which it was: what was heard about it outside of them belongs elsewhere. Spans are clipped to the
 * period.
 */
export function leavesUnder(tree: UnitTree, unitId: string, from: string, to: string): Map<string, Span[]> {
  const found = new Map<string, Span[]>()
  const visit = (id: string, span: Span): void => {
    const spans = found.get(id)
    if (spans) spans.push(span)
    else found.set(id, [span])
    for (const child of tree.children.get(id) ?? []) {
      const inside = clip(child, span)
      if (inside) visit(child.value, inside)
    }
  }
  visit(unitId, { from, to: dayAfter(to) })
  for (const [id, spans] of found) if (spans.length > 1) found.set(id, joinSpans(spans))
  return found
}

/** Which unit of a level each unit belonged to, over a period. */
export interface LevelSegments {
  /**
   * Days on which the ancestor of a unit changes, ascending, only for units where it does. Segment 0 is before the
   * first of them, segment i from the i-th on (1-based): the segment of a day is the number of boundaries <= the day.
   */
  readonly boundaries: ReadonlyMap<string, readonly string[]>
  /** The unit of the level (itself included) in a segment; null where there was none. */
  ancestorOf(unitId: string, segmentIndex: number): string | null
}

/**
 * For every unit the nearest unit of a kind at or above it, day by day within a period (first and last day, both
 * inclusive): a reading belongs to where its unit was at the reading's time.
 */
export function segmentsByLevel(tree: UnitTree, level: UnitKind, from: string, to: string): LevelSegments {
  const period = { from, to: dayAfter(to) }
  const boundaries = new Map<string, string[]>()
  const ancestors = new Map<string, (string | null)[]>()
  for (const id of tree.units.keys()) {
    const pieces: { from: string; ancestor: string | null }[] = []
    collectAncestors(tree, level, id, period, pieces)
    const changes = pieces.filter((p, i) => i === 0 || p.ancestor !== pieces[i - 1]!.ancestor)
    ancestors.set(
      id,
      changes.map((c) => c.ancestor),
    )
    if (changes.length > 1)
      boundaries.set(
        id,
        changes.slice(1).map((c) => c.from),
      )
  }
  return { boundaries, ancestorOf: (unitId, segment) => ancestors.get(unitId)?.[segment] ?? null }
}

function collectAncestors(
  tree: UnitTree,
  level: UnitKind,
  id: string,
  span: Span,
  pieces: { from: string; ancestor: string | null }[],
): void {
  if (tree.units.get(id)?.kind === level) {
    pieces.push({ from: span.from, ancestor: id })
    return
  }
  let at = span.from
  for (const place of tree.parents.get(id) ?? []) {
    const inside = clip(place, span)
    if (!inside) continue
    if (inside.from > at) pieces.push({ from: at, ancestor: null })
    collectAncestors(tree, level, place.value, inside, pieces)
    at = inside.to
  }
  if (at < span.to) pieces.push({ from: at, ancestor: null })
}

/**
 * The first day of a span on which `ancestorId` is `unitId` or above it; null if never. Hanging the ancestor below
 * the unit on that day would close a circle.
 */
export function firstDayBelow(
  parents: ReadonlyMap<string, Timeline<string>>,
  unitId: string,
  ancestorId: string,
  span: Span,
): string | null {
  if (unitId === ancestorId) return span.from
  let first: string | null = null
  for (const place of parents.get(unitId) ?? []) {
    const inside = clip(place, span)
    const day = inside && firstDayBelow(parents, place.value, ancestorId, inside)
    if (day && (first === null || day < first)) first = day
  }
  return first
}

/** The unit exists on the day: opened by then, not yet closed. */
export function isOpen(unit: Pick<TreeUnit, 'openedOn' | 'closedOn'>, date: string): boolean {
  return (unit.openedOn ?? always) <= date && (unit.closedOn === null || date < unit.closedOn)
}

function clip(a: Span, b: Span): Span | null {
  const from = latest(a.from, b.from)
  const to = latest(a.to, b.to) === a.to ? b.to : a.to
  return from < to ? { from, to } : null
}

function latest(a: string, b: string): string {
  if (a > b) return a
  return b
}

function joinSpans(spans: Span[]): Span[] {
  const joined: Span[] = []
  for (const span of spans.sort((a, b) => (a.from < b.from ? -1 : 1))) {
    const last = joined.at(-1)
    if (last && last.to >= span.from)
      joined[joined.length - 1] = { from: last.from, to: latest(last.to, span.to) }
    else joined.push(span)
  }
  return joined
}
