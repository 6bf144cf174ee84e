import type { Caller } from '../platform/index.ts'
import { csvLine, csvResponse } from './csv.ts'
import { attributeColumn } from './csv-rows.ts'
import { always, today } from './dated.ts'
import { unitColumns } from './import-units.ts'
import { orderedUnits } from './list-units.ts'
import { loadTree } from './load-tree.ts'

/** The units of the caller's scope as of a day, closed ones too, as CSV that `importUnits` understands. */
export async function exportUnits(caller: Caller, asOf: string = today()): Promise<Response> {
  const tree = await caller.transaction(loadTree)
  const units = orderedUnits(caller, tree, asOf, true)
  const keys = [...new Set(units.flatMap((unit) => Object.keys(unit.attributes)))].sort()
  const since = (id: string) => tree.parents.get(id)?.find((p) => p.from <= asOf && asOf < p.to)?.from
  async function* parts() {
    yield csvLine([...unitColumns, ...keys.map((key) => attributeColumn(key, unitColumns))])
    for (const unit of units) {
      const parent = unit.parentId === null ? undefined : tree.units.get(unit.parentId)
      const from = parent && since(unit.id)
      yield csvLine([
        ...[
          unit.key,
          unit.name,
          unit.kind,
          parent?.key ?? null,
          from === undefined || from === always ? null : from,
        ],
        ...[unit.latitude, unit.longitude, unit.openedOn, unit.closedOn],
        ...keys.map((key) => unit.attributes[key] ?? null),
      ])
    }
  }
  return csvResponse('units.csv', parts())
}
