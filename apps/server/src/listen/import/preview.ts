import type { ImportMapping, ImportPreview, SignalInput, Source } from '@tandem/contract'
import { resolveUnits } from '../../link/index.ts'
import type { Caller } from '../../platform/index.ts'
import { MappingError } from './columns.ts'
import { type Guess, guessMapping } from './guess-mapping.ts'
import type { KnownMetric } from './guess-metrics.ts'
import { type ImportRow, openUpload, type PreviewRow, sayable, toImport } from './import-row.ts'
import { type Profile, profileTable } from './profile.ts'
import type { Table } from './read-table.ts'
import { rowReader, type UnitRow } from './row-to-signal.ts'

const shownRows = 20
/** Rows whose units are looked up. */
const checkedRows = 2000

/** What was read of an uploaded file to understand it. */
export interface Study {
  header: string[]
  profile: Profile
  guess: Guess
}

/** Reads the first rows of an upload and guesses what they mean. */
export async function studyUpload(
  filesFolder: string,
  row: Pick<ImportRow, 'fileKey' | 'fileName'>,
  known: readonly KnownMetric[],
  told: { source?: Source; mapping?: ImportMapping } = {},
): Promise<Study> {
  const table: Table = await openUpload(filesFolder, row, told.mapping)
  const profile = await sayable(() => profileTable(table))
  const today = new Date().toISOString().slice(0, 10)
  const source = told.source === undefined ? {} : { source: told.source }
  const guess = guessMapping(table, profile, { fileName: row.fileName, known, today, ...source })
  return { header: table.header, profile, guess }
}

/** The first rows as the mapping understands them. A mapping that does not fit shows as a note, so that it can be mended. */
export async function previewOf(
  caller: Caller,
  row: ImportRow,
  study: Study,
  known: readonly KnownMetric[],
  remembered: boolean,
): Promise<ImportPreview> {
  const { mapping } = row
  const units = new Set<string>()
  const rows: PreviewRow[] = []
  const notes = notesOf(mapping, study.guess)
  try {
    const read = rowReader(mapping, study.header, known)
    for (const [i, raw] of study.profile.kept.slice(0, checkedRows).entries()) {
      const result = read(raw)
      if (result.kind === 'signals') units.add(result.unit.key)
      if (i >= shownRows) continue
      rows.push({
        line: raw.line,
        signal: result.kind === 'signals' ? shownSignal(result.signals) : null,
        unit: result.kind === 'unit' ? shownUnit(result.unit) : null,
        problem: result.kind === 'problem' ? result.problem : null,
      })
    }
  } catch (error) {
    if (!(error instanceof MappingError)) throw error
    notes.unshift(error.message)
  }
  const knownUnits = await caller.transaction((tx) => resolveUnits(tx, units))
  const { why } = study.guess
  return {
    import: toImport(row),
    columns: study.profile.columns.map((column, i) => ({
      name: column.name,
      samples: column.samples,
      why: why[i] ?? '',
    })),
    rows,
    notes,
    unknownUnits: [...units].filter((key) => !knownUnits.has(key)).slice(0, 200),
    remembered,
  }
}

/** Sentences about the file as a whole; of the assumed time and unit those in force, whoever chose them. */
function notesOf(mapping: ImportMapping, guess: Guess): string[] {
  const notes: string[] = []
  if (mapping.target === 'signals' && mapping.fixedTime !== null) {
    const assumed = mapping.fixedTime === guess.mapping.fixedTime ? guess.assumed.time : ''
    notes.push(assumed || `Rows without a time are dated ${mapping.fixedTime}.`)
  }
  if (mapping.target === 'signals' && mapping.fixedUnit !== null) {
    const assumed = mapping.fixedUnit === guess.mapping.fixedUnit ? guess.assumed.unit : ''
    notes.push(assumed || `Rows without a unit are about "${mapping.fixedUnit}".`)
  }
  return [...notes, ...guess.notes]
}

type ShownSignal = NonNullable<PreviewRow['signal']>

/** The signals of one row shown as one: what each voice said, together. */
function shownSignal(signals: readonly SignalInput[]): ShownSignal | null {
  const [first] = signals
  if (first === undefined) return null
  const people: ShownSignal['people'] = []
  for (const signal of signals) {
    for (const key of signal.employees ?? []) people.push({ kind: 'employee', key })
    if (signal.customer !== undefined) people.push({ kind: 'customer', key: signal.customer })
    if (signal.evaluator !== undefined) people.push({ kind: 'evaluator', key: signal.evaluator })
  }
  return {
    sourceKey: first.sourceKey,
    unit: first.unit,
    occurredAt: first.occurredAt,
    readings: signals.flatMap((signal) => signal.readings ?? []),
    comments: signals.flatMap((signal) => (signal.comments ?? []).map((comment) => comment.text)),
    people,
    attributes: first.attributes ?? {},
  }
}

function shownUnit({
  key,
  name,
  parent,
  latitude,
  longitude,
  openedOn,
  attributes,
}: UnitRow): PreviewRow['unit'] {
  return { key, name, parent, latitude, longitude, openedOn, attributes }
}
