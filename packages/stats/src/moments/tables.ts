import { checkFinite, type Refusal, refuse } from '../core/refusal.ts'
import { emptyMoments, type Moments, mergeMoments, momentsOf } from './moments.ts'

/** Moments per group; the key is the group's identifier. */
export type GroupTable<K> = ReadonlyMap<K, Moments>

/** Moments of the values of each group; `groups[i]` is the group of value i. Groups keep their order of appearance. */
export function momentsByGroup<K extends string | number>(
  values: ArrayLike<number>,
  groups: ArrayLike<K>,
): GroupTable<K> | Refusal {
  if (values.length !== groups.length) {
    return refuse('mismatch', `Give one group per value: ${values.length} values, ${groups.length} groups.`)
  }
  const rows = new Map<K, number[]>()
  for (let i = 0; i < values.length; i++) {
    const list = rows.get(groups[i]!)
    if (list) list.push(values[i]!)
    else rows.set(groups[i]!, [values[i]!])
  }
  const out = new Map<K, Moments>()
  for (const [key, list] of rows) {
    const m = momentsOf(list)
    if ('kind' in m) return m
    out.set(key, m)
  }
  return out
}

/** Group moments of the union of two disjoint sets of values; groups of either table are kept. */
export function mergeGroupTables<K>(a: GroupTable<K>, b: GroupTable<K>): GroupTable<K> {
  const out = new Map(a)
  for (const [key, m] of b) out.set(key, mergeMoments(out.get(key) ?? emptyMoments, m))
  return out
}

/**
 * Moments of one variable in each occupied cell of crossed factors. `levels[f]` names the levels of factor f;
 * `codes[f][c]` is the level (0-based) of cell c. All arrays over cells have the same length.
 */
export type CellTable = {
  readonly levels: readonly (readonly string[])[]
  readonly codes: readonly Int32Array[]
  readonly n: Float64Array
  readonly mean: Float64Array
  readonly m2: Float64Array
  readonly rest: Float64Array
}

/** Cell table of one variable by one or more factors; `factors[f][i]` is the level of row i in factor f. */
export function cellTableOf(
  values: ArrayLike<number>,
  factors: readonly ArrayLike<string | number>[],
): CellTable | Refusal {
  if (factors.length === 0) return refuse('empty', 'Give at least one factor.')
  const bad = checkFinite(values, 'The values')
  if (bad) return bad
  if (factors.some((factor) => factor.length !== values.length)) {
    return refuse('mismatch', 'Give every factor one level per value.')
  }
  const keys = new Array<string>(values.length)
  for (let i = 0; i < values.length; i++) keys[i] = JSON.stringify(factors.map((factor) => String(factor[i])))
  const groups = momentsByGroup(values, keys)
  if ('kind' in groups) return groups
  return packCells(groups, factors.length)
}

/** Cell table of the union of two disjoint sets of rows over the same factors. */
export function mergeCellTables(a: CellTable, b: CellTable): CellTable | Refusal {
  if (a.codes.length !== b.codes.length) return refuse('mismatch', 'Both tables need the same factors.')
  return packCells(mergeGroupTables(unpackCells(a), unpackCells(b)), a.codes.length)
}

function unpackCells(t: CellTable): Map<string, Moments> {
  const out = new Map<string, Moments>()
  for (let c = 0; c < t.n.length; c++) {
    const key = JSON.stringify(t.codes.map((code, f) => t.levels[f]![code[c]!]!))
    out.set(key, { n: t.n[c]!, mean: t.mean[c]!, m2: t.m2[c]!, rest: t.rest[c]! })
  }
  return out
}

function packCells(groups: ReadonlyMap<string, Moments>, factors: number): CellTable {
  const index = Array.from({ length: factors }, () => new Map<string, number>())
  const codes = index.map(() => new Int32Array(groups.size))
  const column = () => new Float64Array(groups.size)
  const [n, mean, m2, rest] = [column(), column(), column(), column()]
  let c = 0
  for (const [key, m] of groups) {
    const names: unknown = JSON.parse(key)
    if (!Array.isArray(names)) continue
    for (let f = 0; f < factors; f++) {
      const name = String(names[f])
      const known = index[f]!.get(name)
      const code = known ?? index[f]!.size
      if (known === undefined) index[f]!.set(name, code)
      codes[f]![c] = code
    }
    n[c] = m.n
    mean[c] = m.mean
    m2[c] = m.m2
    rest[c] = m.rest ?? 0
    c++
  }
  return { levels: index.map((names) => [...names.keys()]), codes, n, mean, m2, rest }
}
