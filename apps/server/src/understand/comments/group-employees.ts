import { sql } from 'drizzle-orm'
import { ancestorsAt, type UnitTree } from '../../link/index.ts'
import type { Transaction } from '../../platform/index.ts'
import { fewestComments } from '../protect.ts'

/** How many comments employees of a unit wrote in a month (`YYYY-MM`). */
export interface UnitMonth {
  readonly unitId: string
  readonly month: string
  readonly n: number
}

/** The place that is named for what employees of a unit wrote in a month: it or one above it; null: the company. */
export interface PlacedMonth {
  readonly unitId: string
  readonly month: string
  readonly placeId: string | null
}

/** The day whose tree counts for a month: the last, so that what opened in it has its place. */
export const lastDayOf = (month: string) =>
  new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)), 0)).toISOString().slice(0, 10)

/**
 * Employees' comments of a month in groups of at least ten that never change with what is asked for: a unit with enough
 * is a group, too few go up to the unit above, and what is too few at the top is left out. Every list is made of whole
 * groups, so neither a list nor the difference of two tells of fewer (statistics.md, "Anonymity of employees").
 */
export function groupEmployees(tree: UnitTree, counts: readonly UnitMonth[]): PlacedMonth[] {
  return [...Map.groupBy(counts, (c) => c.month)].flatMap(([month, units]) => groupMonth(tree, month, units))
}

interface Pool {
  n: number
  readonly units: string[]
}

function groupMonth(tree: UnitTree, month: string, counts: readonly UnitMonth[]): PlacedMonth[] {
  const day = lastDayOf(month)
  const placed: PlacedMonth[] = []
  /** What still looks for a place, by how deep that is in the tree and which; the company is at depth 0. */
  const depths = new Map<number, Map<string | null, Pool>>()
  const add = (path: readonly string[], n: number, units: readonly string[]) => {
    const level = depths.get(path.length) ?? new Map<string | null, Pool>()
    depths.set(path.length, level)
    const id = path.at(-1) ?? null
    const pool = level.get(id) ?? { n: 0, units: [] }
    pool.units.push(...units)
    level.set(id, { n: pool.n + n, units: pool.units })
  }
  for (const { unitId, n } of counts) add([...ancestorsAt(tree, unitId, day), unitId], n, [unitId])
  for (let depth = Math.max(0, ...depths.keys()); depth >= 0; depth--)
    for (const [placeId, { n, units }] of depths.get(depth) ?? [])
      if (n >= fewestComments) for (const unitId of units) placed.push({ unitId, month, placeId })
      else if (placeId !== null) add(ancestorsAt(tree, placeId, day), n, units)
  return placed
}

/** Groups of the months that a period touches. */
export async function readGroups(
  tx: Transaction,
  tree: UnitTree,
  period: { readonly from?: string | undefined; readonly to?: string | undefined },
): Promise<PlacedMonth[]> {
  const month = (day: string) => sql`date_trunc('month', ${day}::timestamp) at time zone 'UTC'`
  const { rows } = await tx.execute<{ unit_id: string; month: string; n: number }>(sql`
    select unit_id, to_char(occurred_at at time zone 'UTC', 'YYYY-MM') as month, count(*)::int as n
    from comments_text where source = 'employee'
      ${period.from ? sql`and occurred_at >= ${month(period.from)}` : sql``}
      ${period.to ? sql`and occurred_at < ${month(period.to)} + interval '1 month'` : sql``}
    group by 1, 2`)
  return groupEmployees(
    tree,
    rows.map((r) => ({ unitId: r.unit_id, month: r.month, n: r.n })),
  )
}
