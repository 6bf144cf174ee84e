import type { UnitKind } from '@tandem/contract'
import { leavesUnder, type Span, segmentsByLevel, type UnitTree } from '../link/index.ts'

/** Which unit of a level a reading counts for, given the unit it was about and when. */
export interface Attribution {
  /** Units to ask about; null when all are asked about. */
  readonly unitIds: readonly string[] | null
  /** Days on which the answer changes for a unit, ascending; the engine groups by the segments between them. */
  readonly boundaries: ReadonlyMap<string, readonly string[]>
  /** The unit of the level, or null when the reading lies outside of what was asked or may be seen. */
  unitOf(unitId: string, segment: number): string | null
}

/**
 * A reading belongs to where its unit was at the reading's time. `below` limits to what hung below a unit at that
 * time, `scope` to the units the caller may see. Level null keeps the unit itself.
 */
export function createAttribution(
  tree: UnitTree,
  options: {
    level: UnitKind | null
    from: string
    to: string
    below: string | null
    scope: ReadonlySet<string> | null
  },
): Attribution {
  const { from, to, below, scope } = options
  const spans = below ? leavesUnder(tree, below, from, to) : null
  const allowed = (id: string) => (spans ? spans.has(id) : true) && (scope ? scope.has(id) : true)
  const levels = options.level ? segmentsByLevel(tree, options.level, from, to) : null
  const boundaries = new Map<string, string[]>()
  for (const id of tree.units.keys()) {
    if (!allowed(id)) continue
    const days = new Set(levels?.boundaries.get(id) ?? [])
    for (const span of spans?.get(id) ?? []) {
      if (span.from > from) days.add(span.from)
      if (span.to <= to) days.add(span.to)
    }
    if (days.size > 0) boundaries.set(id, [...days].sort())
  }
  return {
    unitIds: spans || scope ? [...tree.units.keys()].filter(allowed) : null,
    boundaries,
    unitOf: (id, segment) => {
      if (!tree.units.has(id) || !allowed(id)) return null
      const start = segment === 0 ? from : boundaries.get(id)![segment - 1]!
      if (spans && !inside(spans.get(id)!, start)) return null
      if (!levels) return id
      const changes = levels.boundaries.get(id) ?? []
      return levels.ancestorOf(id, changes.filter((day) => day <= start).length)
    },
  }
}

function inside(spans: readonly Span[], day: string): boolean {
  return spans.some((s) => s.from <= day && day < s.to)
}
