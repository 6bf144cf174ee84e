import type { MetricKind, newMetricSchema, Source } from '@tandem/contract'
import type { z } from 'zod'
import { type Column, isNumeric, isWhole } from './profile.ts'
import { downCue, nameMatch, speakers } from './words.ts'

export type NewMetric = z.output<typeof newMetricSchema>

/** A metric of the catalogue, as far as an import needs to know it. */
export interface KnownMetric {
  key: string
  name: string
  kind: MetricKind
  source: Source
  scaleMin: number
  scaleMax: number
}

interface ReadingGuess {
  metric: NewMetric
  /** Codes that stand for no answer. */
  missing: string[]
  why: string
}

/** Bounds of a figure where nothing better is known. */
const unbounded = 1_000_000_000

/** Who speaks in each column, where columns of a file differ by such a word or letter alone. */
export function speakersOf(columns: readonly Column[]): Map<Column, 'customer' | 'employee' | 'total'> {
  const found = new Map<Column, 'customer' | 'employee' | 'total'>()
  const letters = new Map<string, Set<string>>()
  const uses: { column: Column; token: string; frame: string }[] = []
  for (const column of columns) {
    const { tokens } = column.words
    tokens.forEach((token, i) => {
      if (speakers[token] === undefined) return
      // A question's number differs between the questionnaires of different people; its place does not.
      const frame = [...tokens.slice(0, i), '*', ...tokens.slice(i + 1)].join('_').replace(/\d+[a-z]*/g, '#')
      uses.push({ column, token, frame })
      const set = letters.get(frame) ?? new Set<string>()
      letters.set(frame, set.add(token))
    })
  }
  for (const { column, token, frame } of uses) {
    const others = letters.get(frame)
    const kinds = new Set([...(others ?? [])].map((t) => speakers[t]))
    const speaker = speakers[token]
    if (
      speaker !== undefined &&
      kinds.size > 1 &&
      !(kinds.size === 2 && kinds.has('total') && others!.size === 2)
    ) {
      found.set(column, speaker)
    }
  }
  return found
}

/** A scale that whole answers of this range are given on. */
function wholeScale(min: number, max: number, n: number): [number, number] | null {
  const seen = n >= 200
  if (min === -2 && max === 1) return [-1, 1]
  if (min < 0)
    return max <= 1 && min >= -1
      ? [-1, 1]
      : max <= 2 && min >= -2
        ? [-2, 2]
        : max <= 3 && min >= -3
          ? [-3, 3]
          : null
  if (min >= 1) {
    if (max <= 5) return seen && max === 4 ? [1, 4] : [1, 5]
    if (max <= 7) return seen && max === 6 ? [1, 6] : [1, 7]
    if (max <= 10) return [1, 10]
  }
  if (max <= 1) return [0, 1]
  if (max <= 5) return [0, seen ? max : 5]
  if (max <= 10) return [0, 10]
  return max <= 100 ? [0, 100] : null
}

/** The scale of means and shares; `battery` is the scale most columns of the file agree on. */
function fractionScale(min: number, max: number, battery: [number, number] | null): [number, number] | null {
  if (min < 0) return min >= -1 && max <= 1 ? [-1, 1] : null
  if (battery !== null && max <= battery[1] && min >= battery[0] && (max > 1 || battery[1] <= 1))
    return battery
  if (max <= 1) return [0, 1]
  if (max <= 5 && min >= 1) return [1, 5]
  if (max <= 2) return null
  if (max <= 5) return [0, 5]
  if (max <= 10) return [0, 10]
  return max <= 100 ? [0, 100] : null
}

/** The scale that most means of the file need, so that all items of one questionnaire share it. */
export function batteryScale(columns: readonly Column[]): [number, number] | null {
  const fractions = columns.filter(
    (c) => isNumeric(c) && !isWhole(c) && !isFigure(c) && c.min >= 0 && c.max > 2 && c.max <= 10,
  )
  if (fractions.length < 4) return null
  const high = fractions.filter((c) => c.max > 5)
  if (high.length > fractions.length / 2) return [0, 10]
  return fractions.every((c) => c.min >= 1) ? [1, 5] : [0, 5]
}

const codes = new Set([-9, -8, -2, -1, 8, 9, 88, 97, 98, 99, 999, -99, -999, -88])

/** Codes for no answer at the edge of a short scale: -2 below -1..1, or 9 and 99 far above 1..5. */
function missingCodes(column: Column): { missing: string[]; min: number; max: number } {
  const plain = { missing: [], min: column.min, max: column.max }
  if (!isWhole(column) || column.counts.size >= 30 || column.counts.size < 3) return plain
  const values = [...column.counts.keys()]
    .filter((text) => !column.codes.includes(text.trim()))
    .map((text) => ({ text, value: Number(text) }))
    .sort((a, b) => a.value - b.value)
  if (values.some(({ value }) => Number.isNaN(value))) return plain
  const last = values.length - 1
  const apart = (from: number, to: number) => Math.abs(values[from]!.value - values[to]!.value)
  const takes = (at: number, next: number, other: number): boolean =>
    codes.has(values[at]!.value) &&
    apart(at, next) >= 2 &&
    apart(next, other) <= 10 &&
    apart(next, other) >= 1
  if (column.min === -2 && column.max === 1 && values.length === 4) {
    return { missing: [values[0]!.text], min: -1, max: 1 }
  }
  if (
    values[0]!.value < 0 &&
    values[1]!.value >= 0 &&
    codes.has(values[0]!.value) &&
    values[last]!.value >= 3
  ) {
    return { missing: [values[0]!.text], min: values[1]!.value, max: column.max }
  }
  if (last >= 3 && takes(last, last - 1, 0)) {
    return { missing: [values[last]!.text], min: column.min, max: values[last - 1]!.value }
  }
  return plain
}

function isNpsName(column: Column): boolean {
  return /(^|[^a-z])e?nps([^a-z]|$)|recommend|likelihood|рекоменд|ajánl|推荐|recomend|weiterempf/i.test(
    column.name,
  )
}

function kindOf(column: Column, source: Source, scale: [number, number], whole: boolean): MetricKind {
  const [low, high] = scale
  if (low === 0 && high === 10 && whole && isNpsName(column)) return source === 'employee' ? 'enps' : 'nps'
  if (/(^|[^a-z])ces([^a-z]|$)|effort/i.test(column.name)) return 'ces'
  if (source === 'audit' || source === 'service_test') return 'score'
  if (source === 'customer' && whole && low >= 0 && high <= 10 && high > 1) return 'csat'
  return high === 100 ? 'score' : 'index'
}

export interface MetricContext {
  /** Main source of the file. */
  source: Source
  /** Words of the file's name, for metrics whose column is called just score. */
  fileTitle: string
  known: readonly KnownMetric[]
  battery: [number, number] | null
}

/** Labels such as bad, neutral, good: -1, 0, 1, with -2 where a thing was not mentioned. */
export const isLabel = (column: Column): boolean =>
  isWhole(column) && column.min < 0 && column.min >= -2 && column.max <= 2 && column.counts.size <= 5

/** Speaks for a figure rather than for an answer on a scale. */
export function isFigure(column: Column): boolean {
  if (isLabel(column)) return false
  const named = Math.max(nameMatch(column.words, 'rating'), nameMatch(column.words, 'value'))
  const figure = nameMatch(column.words, 'figure')
  const counted =
    ['n', 'num', 'number', 'count', 'rr', 'pct', 'percent', 'share'].includes(column.words.tokens[0] ?? '') &&
    column.words.tokens.length > 1
  return (figure >= 1 || counted) && figure + (counted ? 3 : 0) > named
}

/** What a column of numbers measures: its metric with scale, kind and source, and the codes for no answer. */
export function guessReading(column: Column, context: MetricContext, speaker: Source | null): ReadingGuess {
  const { missing: numbers, min, max } = missingCodes(column)
  const missing = [...numbers, ...column.codes]
  const whole = isWhole(column)
  const n = column.filled
  const figure = isFigure(column)
  const scale = figure
    ? null
    : whole && (context.battery === null || max > 10 || max <= 1)
      ? (nps(column, min, max) ?? wholeScale(min, max, n))
      : fractionScale(min, max, context.battery)
  const same = sameMetric(column, context, min, max)
  if (same !== undefined) {
    return {
      metric: { ...same, direction: 'up' },
      missing,
      why: `The catalogue has the metric "${same.name}".`,
    }
  }
  const source: Source = scale === null ? 'operations' : (speaker ?? context.source)
  const bounds = scale ?? figureBounds(column)
  const kind = scale === null ? 'figure' : kindOf(column, source, scale, whole)
  const metric: NewMetric = {
    key: metricKey(column, context),
    name: metricName(column, context),
    kind,
    source,
    scaleMin: bounds[0],
    scaleMax: bounds[1],
    direction: !isLabel(column) && downCue.test(column.words.tokens.join(' ')) ? 'down' : 'up',
  }
  return { metric, missing, why: whyReading(column, scale, missing, speaker) }
}

function nps(column: Column, min: number, max: number): [number, number] | null {
  return isNpsName(column) && min >= 0 && max <= 10 && max > 5 ? [0, 10] : null
}

function figureBounds(column: Column): [number, number] {
  if (column.min < 0) return [-unbounded, unbounded]
  if (column.max <= 1 && !isWhole(column)) return [0, 1]
  if (
    column.max <= 100 &&
    /percent|%|процент|százalék|占比|prozent|(^|\W)(rr|rate)(\W|$)/i.test(column.words.tokens.join(' '))
  ) {
    return [0, 100]
  }
  return [0, unbounded]
}

function whyReading(
  column: Column,
  scale: [number, number] | null,
  missing: string[],
  speaker: Source | null,
): string {
  const range = `${round(column.min)} to ${round(column.max)}`
  const parts = [
    scale === null
      ? `Numbers from ${range} that are no answers on a scale: a figure.`
      : `Numbers from ${range}: answers on a scale from ${scale[0]} to ${scale[1]}.`,
  ]
  if (missing.length > 0) parts.push(`${missing.join(', ')} is read as no answer.`)
  if (speaker !== null)
    parts.push(`Its name says who speaks: ${speaker === 'employee' ? 'employees' : 'customers'}.`)
  return parts.join(' ')
}

const round = (value: number): string => String(Math.round(value * 1000) / 1000)

const generic = new Set([
  'score',
  'rating',
  'y',
  'star',
  'stars',
  'value',
  'result',
  'points',
  'grade',
  'overall',
  'mark',
  'оценка',
  'балл',
  'pontszám',
  '得分',
  '评分',
  'nota',
  'note',
  'punkte',
])

/** Letters and digits of any script, joined by underscores: a key people can read and type. */
export function slug(text: string): string {
  const key = text
    .toLowerCase()
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '')
  return key.slice(0, 100) || 'metric'
}

function metricKey(column: Column, context: MetricContext): string {
  const base = generic.has(column.words.squashed)
    ? `${slug(context.fileTitle)}_${slug(column.name)}`
    : slug(column.name)
  let key = base
  for (let n = 2; context.known.some((metric) => metric.key === key); n++) key = `${base}_${n}`
  return key
}

/** `review_score` becomes `Review score`; a bare `SCORE` of inspections.csv becomes `Inspections: score`. */
function metricName(column: Column, context: MetricContext): string {
  if (!generic.has(column.words.squashed)) return humanize(column.name)
  return `${humanize(context.fileTitle)}: ${column.name.toLowerCase()}`
}

/** Words get a capital and blanks; what is not made of words (`saf_p_11`) stays as people know it. */
function humanize(name: string): string {
  if (!/^\p{L}{3,}([_\s]+\p{L}{3,})*$/u.test(name)) return name.slice(0, 200)
  const text = name.replace(/[_\s]+/g, ' ').trim()
  const calm = text === text.toUpperCase() ? text.toLowerCase() : text
  return (calm.charAt(0).toUpperCase() + calm.slice(1)).slice(0, 200)
}

/** A metric of the catalogue is taken for the column when it is called the same and the values fit its scale. */
function sameMetric(
  column: Column,
  context: MetricContext,
  min: number,
  max: number,
): KnownMetric | undefined {
  const keys = new Set([slug(column.name), `${slug(context.fileTitle)}_${slug(column.name)}`])
  if (generic.has(column.words.squashed)) keys.delete(slug(column.name))
  return context.known.find((m) => keys.has(m.key) && min >= m.scaleMin && max <= m.scaleMax)
}
