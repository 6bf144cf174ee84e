import type { ColumnMeaning, ImportMapping, Source, UnitKind } from '@tandem/contract'
import { guessLanguage } from './guess-language.ts'
import { longMetrics } from './guess-long.ts'
import {
  batteryScale,
  guessReading,
  isFigure,
  isLabel,
  type KnownMetric,
  type MetricContext,
  type NewMetric,
  slug,
  speakersOf,
} from './guess-metrics.ts'
import { guessRoles, type Roles } from './guess-roles.ts'
import { type Column, isNumeric, isWhole, type Profile } from './profile.ts'
import type { Table } from './read-table.ts'
import { auditCue, employeeCue, nameMatch, serviceTestCue } from './words.ts'

interface GuessOptions {
  fileName: string
  /** The source, where the person has told it. */
  source?: Source
  known: readonly KnownMetric[]
  /** Today as YYYY-MM-DD: when rows without any time are dated. */
  today: string
}

export interface Guess {
  mapping: ImportMapping
  /** For each column why it was understood so. */
  why: string[]
  /** What was assumed about the file as a whole. */
  notes: string[]
  /** Why rows without a time or a unit got the one of the mapping; empty where the file tells it. */
  assumed: { time: string; unit: string }
}

/** Understands a file by the names of its columns and by what they hold. Pure: the same file gives the same guess. */
export function guessMapping(
  table: Pick<Table, 'encoding' | 'delimiter'>,
  profile: Profile,
  options: GuessOptions,
): Guess {
  const notes: string[] = []
  const assumed = { time: '', unit: '' }
  const roles = guessRoles(profile)
  const title = fileTitle(options.fileName)
  const source = options.source ?? guessSource(profile, roles, title)
  const guess: Draft = {
    meanings: new Map(),
    why: new Map(),
    metrics: [],
  }
  for (const [column, role] of roles.taken) {
    guess.meanings.set(column, role.meaning)
    guess.why.set(column, role.why)
  }
  const battery = batteryScale(profile.columns.filter((c) => !roles.taken.has(c)))
  const context: MetricContext = { source, fileTitle: title, known: options.known, battery }
  if (roles.target === 'signals') {
    if (roles.long === null) wideReadings(profile, roles, context, guess)
    else guess.metrics.push(...longMetrics(profile, roles.long, context))
  }
  for (const column of profile.columns)
    if (!guess.meanings.has(column)) theRest(column, roles.target, profile, guess)
  const whole = wholeFile(profile, roles, guess, { title, today: options.today, notes, assumed })
  const mapping: ImportMapping = {
    target: roles.target,
    source,
    encoding: table.encoding,
    delimiter: table.delimiter,
    decimal: profile.decimal,
    dateFormat: roles.time?.date?.format ?? 'yyyy-MM-dd',
    timeZone: 'UTC',
    ...whole,
    columns: profile.columns.map((column) => ({
      name: column.name,
      meaning: guess.meanings.get(column) ?? { as: 'ignore' },
    })),
    metrics: guess.metrics,
    createUnits: true,
    unitKind: guessUnitKind(roles.unit),
    skipBadRows: true,
  }
  return { mapping, why: profile.columns.map((column) => guess.why.get(column) ?? ''), notes, assumed }
}

interface Draft {
  meanings: Map<Column, ColumnMeaning>
  why: Map<Column, string>
  metrics: NewMetric[]
}

/** `data/nyc-survey.csv.gz` is about `nyc survey`. */
function fileTitle(fileName: string): string {
  const base = fileName.split(/[/\\]/).pop() ?? fileName
  return (
    base
      .replace(/\.(gz|csv|tsv|txt|xlsx|json|ndjson|jsonl)(?=\.|$)/gi, '')
      .replace(/[_\-.\s]+/g, ' ')
      .trim() || 'import'
  )
}

function guessSource(profile: Profile, roles: Roles, title: string): Source {
  const names = profile.columns.map((column) => column.words.tokens.join(' '))
  const all = `${title} ${names.join(' | ')}`
  if (serviceTestCue.test(all)) return 'service_test'
  if (auditCue.test(all) && roles.comments.length === 0) return 'audit'
  if (roles.evaluator !== null) return 'audit'
  if (names.filter((name) => employeeCue.test(name)).length > 0 || employeeCue.test(title)) return 'employee'
  const numbers = profile.columns.filter((column) => !roles.taken.has(column) && isNumeric(column))
  if (numbers.length > 0 && numbers.every(isFigure) && roles.comments.length === 0) return 'operations'
  return 'customer'
}

/** Which of the numbers that have no other role are answers or figures, and which only describe the row. */
function wideReadings(profile: Profile, roles: Roles, context: MetricContext, guess: Draft): void {
  const candidates = profile.columns.filter((c) => !roles.taken.has(c) && isMeasure(c, profile))
  const speakers = speakersOf(candidates)
  const named = candidates.filter((c) => nameMatch(c.words, 'rating') >= 1 || isFigure(c))
  const rated = named.some((c) => !isFigure(c) && nameMatch(c.words, 'rating') >= 1.5)
  const totals = new Set(candidates.filter((c) => speakers.get(c) === 'total'))
  for (const column of candidates) {
    if (totals.has(column)) {
      guess.meanings.set(column, { as: 'ignore' })
      guess.why.set(
        column,
        'A total of columns that are imported themselves; it would count their answers twice.',
      )
      continue
    }
    if (!named.includes(column) && !isLikeAnswers(column, rated)) continue
    const speaker = speakers.get(column)
    const reading = guessReading(
      column,
      context,
      speaker === undefined || speaker === 'total' ? null : speaker,
    )
    const known = context.known.some((m) => m.key === reading.metric.key)
    const taken = guess.metrics.filter(
      (m) => m.key === reading.metric.key || m.key.startsWith(`${reading.metric.key}_`),
    )
    if (!known && taken.length > 0) reading.metric.key = `${reading.metric.key}_${taken.length + 1}`
    if (!known) guess.metrics.push(reading.metric)
    const meaning: ColumnMeaning = { as: 'reading', metric: reading.metric.key }
    guess.meanings.set(
      column,
      reading.missing.length > 0 ? { ...meaning, missing: reading.missing } : meaning,
    )
    guess.why.set(column, reading.why)
  }
}

function isMeasure(column: Column, profile: Profile): boolean {
  // Under a telling name half of the values may be slips: they come back as bad rows, and the others count.
  const told = nameMatch(column.words, 'rating') >= 2 && column.numbers >= Math.max(1, column.filled / 2)
  if (!isNumeric(column) && !told) return false
  if (column.min === column.max && profile.rows > 20) return false
  if (column.words.isId && nameMatch(column.words, 'rating') < 1.5) return false
  if (isLabel(column)) return true
  return nameMatch(column.words, 'attribute') < 2 && !/age$/.test(column.words.squashed)
}

/** Numbers without a telling name: fractions are measurements; whole numbers on a short scale are answers where no other column is called a rating. */
function isLikeAnswers(column: Column, rated: boolean): boolean {
  if (!isWhole(column)) return true
  if (column.min === 0 && column.max === 1) return false
  if (isLabel(column)) return true
  if (rated) return false
  return (
    column.min >= -3 && column.max <= 100 && (column.max <= 10 ? column.distinct >= 3 : column.distinct >= 10)
  )
}

/** Columns that are neither people nor places nor numbers: comments, facts to slice by, or nothing of use. */
function theRest(column: Column, target: ImportMapping['target'], profile: Profile, guess: Draft): void {
  const [meaning, why] = restMeaning(column, target, profile)
  guess.meanings.set(column, meaning)
  guess.why.set(column, why)
}

function restMeaning(
  column: Column,
  target: ImportMapping['target'],
  profile: Profile,
): [ColumnMeaning, string] {
  const key = column.name.slice(0, 60)
  if (column.filled === 0) return [{ as: 'ignore' }, 'The column is empty.']
  if (column.distinct === 1 && profile.rows > 20 && isNumeric(column)) {
    return [{ as: 'ignore' }, `All values are ${column.samples[0] ?? ''}.`]
  }
  if (target === 'units') return [{ as: 'unitAttribute', key }, 'A fact about the unit.']
  if (column.date !== null) return [{ as: 'ignore' }, 'Another time than the one of the answer.']
  const few = column.distinct <= Math.max(40, Math.min(500, column.filled / 5))
  if (few && column.meanLength <= 80) {
    return [{ as: 'attribute', key }, `${column.distinct} different values: a fact to slice by.`]
  }
  return [{ as: 'ignore' }, `${column.distinct} different values, and nothing tells what they mean.`]
}

function wholeFile(
  profile: Profile,
  roles: Roles,
  guess: Draft,
  { title, today, notes, assumed }: Pick<Guess, 'notes' | 'assumed'> & { title: string; today: string },
): Pick<ImportMapping, 'fixedTime' | 'fixedUnit' | 'fixedLanguage'> {
  if (roles.target === 'units') return { fixedTime: null, fixedUnit: null, fixedLanguage: null }
  let fixedTime: string | null = null
  if (roles.time === null) {
    const year = yearOf(title, profile, today)
    fixedTime = year === null ? today : `${year}-07-01`
    assumed.time =
      year === null
        ? `The file tells no time: all rows are dated today, ${today}. Choose the day they were really given.`
        : `The file tells no time but speaks of ${year}: all rows are dated ${fixedTime}.`
  } else if (roles.time.date?.ambiguous === true) {
    notes.push(`The dates in "${roles.time.name}" could be day/month or month/day. Check the format.`)
  }
  let fixedUnit: string | null = null
  if (roles.unit === null) {
    fixedUnit = slug(title).slice(0, 120)
    assumed.unit = `The file names no unit: all rows are about "${fixedUnit}". Choose the unit they are about.`
  }
  const fixedLanguage =
    roles.language === null && roles.comments.length > 0 ? guessLanguage(profile, roles.comments) : null
  if (fixedLanguage !== null) notes.push(`The comments look like the language "${fixedLanguage}".`)
  const voices = new Set(guess.metrics.map((metric) => metric.source))
  if (voices.size > 1 && roles.long === null) {
    notes.push(`A row holds several voices (${[...voices].join(', ')}): it becomes one signal for each.`)
  }
  return { fixedTime, fixedUnit, fixedLanguage }
}

/** A year in the file's name, or one that three or more columns end in (`saf_p_11`). */
function yearOf(title: string, profile: Profile, today: string): number | null {
  const latest = Number(today.slice(0, 4))
  const inTitle = [...title.matchAll(/(?<!\d)(?:19|20)\d{2}(?!\d)/g)].map(([year]) => Number(year))
  const last = inTitle[inTitle.length - 1]
  if (last !== undefined && last <= latest) return last
  const endings = new Map<string, number>()
  for (const column of profile.columns) {
    const ending = column.words.tokens[column.words.tokens.length - 1] ?? ''
    if (/^((19|20)\d{2}|\d{2})$/.test(ending) && column.words.tokens.length > 1) {
      endings.set(ending, (endings.get(ending) ?? 0) + 1)
    }
  }
  const [ending, count] = [...endings].sort((a, b) => b[1] - a[1])[0] ?? ['', 0]
  if (count < 3 || endings.size > 2) return null
  const year = ending.length === 4 ? Number(ending) : 2000 + Number(ending)
  return year <= latest && year >= 1990 ? year : null
}

const unitKinds: readonly [RegExp, UnitKind][] = [
  [/dep(artmen)?t|department|отдел|osztály|部门|departamento|abteilung|ward/i, 'department'],
  [/team|команд|csapat|团队|equipe/i, 'team'],
  [/region|регион|régió|区域|大区|região|gebiet/i, 'region'],
  [
    /seller|vendor|merchant|partner|supplier|dealer|franchise|партн[её]р|продавец|商家|parceiro|vendedor|händler/i,
    'partner',
  ],
]

function guessUnitKind(unit: Column | null): UnitKind {
  return unitKinds.find(([pattern]) => unit !== null && pattern.test(unit.name))?.[1] ?? 'site'
}
