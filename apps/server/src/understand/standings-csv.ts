import type { Standings } from '@tandem/contract'
import { csvLine } from '../link/index.ts'
import { standingsColumns } from './standings-file.ts'

/** Standings as a table for spreadsheets and programs: one row a unit, best first. */
export function standingsCsv(standings: Standings): string {
  const columns = standingsColumns(standings)
  const rows = standings.items.map((s) =>
    columns.map((c) => (c.name === 'parent' ? (c.cell(s) ?? '') : c.cell(s))),
  )
  return [columns.map((c) => c.name), ...rows].map(csvLine).join('')
}
