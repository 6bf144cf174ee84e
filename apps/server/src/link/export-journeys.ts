import type { Caller } from '../platform/index.ts'
import { csvLine, csvResponse } from './csv.ts'
import { journeyColumns, rowsOf } from './journey-rows.ts'
import { readJourneys } from './list-journeys.ts'
import { loadTree } from './load-tree.ts'

/** All journeys as CSV that `importJourneys` understands. */
export async function exportJourneys(caller: Caller): Promise<Response> {
  const { journeys, tree } = await caller.transaction(async (tx) => ({
    journeys: await readJourneys(tx),
    tree: await loadTree(tx),
  }))
  async function* parts() {
    yield csvLine(journeyColumns)
    for (const journey of journeys)
      for (const row of rowsOf(journey, tree)) yield csvLine(journeyColumns.map((column) => row[column]))
  }
  return csvResponse('journeys.csv', parts())
}
