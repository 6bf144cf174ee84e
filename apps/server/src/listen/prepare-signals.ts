import { hash } from 'node:crypto'
import { type PersonKind, type Source, signalInput } from '@tandem/contract'
import type { z } from 'zod'
import { type MetricRow, resolveMetrics, scoreReading } from '../goals/index.ts'
import { resolvePeople, resolveTouchpoints, resolveUnits } from '../link/index.ts'
import { faultsOf, newId, type Transaction } from '../platform/index.ts'
import type { StoredComment, StoredReading } from './tables.ts'

export type ParsedSignal = z.output<typeof signalInput>

/** A signal with keys resolved and readings scored, as the insert statement takes it. */
export interface PreparedSignal {
  readonly id: string
  readonly source_key: string
  /** Hex of SHA-256 over the canonical content. */
  readonly content_hash: string
  readonly source: Source
  readonly occurred_at: string
  readonly unit_id: string
  readonly employee_ids: readonly string[]
  readonly customer_id: string | null
  readonly evaluator_id: string | null
  readonly touchpoint_id: string | null
  readonly channel: string | null
  readonly language: string | null
  readonly readings: readonly StoredReading[]
  readonly comments: readonly StoredComment[]
  readonly attributes: Readonly<Record<string, string>>
  readonly import_id: string | null
}

export interface Refusal {
  readonly refused: string
}

/** Check one item by the contract; the reason names the field. */
export function parseSignal(input: unknown): ParsedSignal | Refusal {
  const result = signalInput.safeParse(input)
  if (result.success) return result.data
  return { refused: faultsOf(result.error) }
}

/** Keys of the company, resolved to ids. */
export interface ResolvedKeys {
  readonly units: ReadonlyMap<string, string>
  readonly touchpoints: ReadonlyMap<string, string>
  readonly metrics: ReadonlyMap<string, MetricRow>
  readonly people: Readonly<Record<PersonKind, ReadonlyMap<string, string>>>
}

/**
 * Remembers resolved keys of one organization for some seconds: units, touchpoints, metrics and people are
 * asked for again and again. Only what was found is remembered, so a new unit is known at once.
 */
export class KeyResolver {
  static readonly #lifetime = 10_000
  static readonly #most = 200_000
  #known = nothingKnown()
  #until = 0

  /** Resolve all keys that these signals name: from memory; a transaction is only asked for when some are not known. */
  async resolve(
    inTransaction: (work: (tx: Transaction) => Promise<void>) => Promise<void>,
    parsed: readonly ParsedSignal[],
  ): Promise<ResolvedKeys> {
    if (Date.now() > this.#until || this.#known.people.customer.size > KeyResolver.#most) this.forget()
    // Held here: another transaction may make us forget while this one waits for its look-ups.
    const known = this.#known
    const missing = missingKeys(parsed, known)
    if (missing.length > 0)
      await inTransaction(async (tx) => {
        for (const fill of missing) await fill(tx)
      })
    return known
  }

  /** Call when keys changed or a person was erased. */
  forget(): void {
    this.#known = nothingKnown()
    this.#until = Date.now() + KeyResolver.#lifetime
  }
}

function nothingKnown() {
  const map = () => new Map<string, string>()
  return {
    units: map(),
    touchpoints: map(),
    metrics: new Map<string, MetricRow>(),
    people: { employee: map(), customer: map(), evaluator: map() },
  }
}

/** The look-ups that these signals need beside what is known. */
function missingKeys(
  parsed: readonly ParsedSignal[],
  known: ReturnType<typeof nothingKnown>,
): ((tx: Transaction) => Promise<void>)[] {
  const units = new Set<string>()
  const touchpoints = new Set<string>()
  const metrics = new Set<string>()
  const people = { employee: new Set<string>(), customer: new Set<string>(), evaluator: new Set<string>() }
  const note = (missing: Set<string>, found: ReadonlyMap<string, unknown>, key: string) => {
    if (!found.has(key)) missing.add(key)
  }
  for (const s of parsed) {
    note(units, known.units, s.unit)
    if (s.touchpoint) note(touchpoints, known.touchpoints, s.touchpoint)
    for (const r of s.readings) note(metrics, known.metrics, r.metric)
    for (const e of s.employees ?? []) note(people.employee, known.people.employee, e)
    if (s.customer) note(people.customer, known.people.customer, s.customer)
    if (s.evaluator) note(people.evaluator, known.people.evaluator, s.evaluator)
  }
  const kinds = ['employee', 'customer', 'evaluator'] as const
  return [
    lookUp(known.units, units, resolveUnits),
    lookUp(known.touchpoints, touchpoints, resolveTouchpoints),
    lookUp(known.metrics, metrics, resolveMetrics),
    ...kinds.map((kind) =>
      lookUp(known.people[kind], people[kind], (tx, missing) => resolvePeople(tx, kind, missing)),
    ),
  ].filter((look) => look !== null)
}

function lookUp<V>(
  known: Map<string, V>,
  missing: ReadonlySet<string>,
  find: (tx: Transaction, missing: ReadonlySet<string>) => Promise<Map<string, V>>,
): ((tx: Transaction) => Promise<void>) | null {
  if (missing.size === 0) return null
  return async (tx) => {
    for (const [key, value] of await find(tx, missing)) known.set(key, value)
  }
}

const dayMilliseconds = 24 * 3600 * 1000
const earliest = Date.UTC(1970, 0, 1)

/** Turn a parsed signal into the row to store, or say why it can't be. */
export function prepareSignal(
  s: ParsedSignal,
  keys: ResolvedKeys,
  importId: string | null,
): PreparedSignal | Refusal {
  const unit = keys.units.get(s.unit)
  if (!unit) return unknown('unit', s.unit)
  const occurredAt = new Date(s.occurredAt.length === 10 ? `${s.occurredAt}T12:00:00Z` : s.occurredAt)
  if (occurredAt.getTime() > Date.now() + dayMilliseconds)
    return { refused: `occurredAt ${s.occurredAt} is in the future. Check the date.` }
  if (occurredAt.getTime() < earliest)
    return { refused: `occurredAt ${s.occurredAt} is before 1970. Check the date.` }
  const people = resolvePeopleOf(s, keys)
  if ('refused' in people) return people
  const touchpoint = s.touchpoint === undefined ? null : keys.touchpoints.get(s.touchpoint)
  if (touchpoint === undefined) return unknown('touchpoint', s.touchpoint!)
  if (s.readings.length === 0 && s.comments.length === 0)
    return { refused: 'The signal has neither readings nor comments. Send at least one.' }
  const readings = scoreReadings(s, keys)
  if ('refused' in readings) return readings
  return {
    id: newId(),
    source_key: s.sourceKey,
    content_hash: hash('sha256', canonical(s), 'hex'),
    source: s.source,
    occurred_at: occurredAt.toISOString(),
    unit_id: unit,
    ...people,
    touchpoint_id: touchpoint,
    channel: s.channel ?? null,
    language: s.language ?? null,
    readings,
    comments: s.comments.map((c) => ({
      t: c.text.replaceAll('\u0000', '').toWellFormed(),
      ...(c.language ? { l: c.language } : {}),
    })),
    attributes: s.attributes,
    import_id: importId,
  }
}

function unknown(what: string, key: string): Refusal {
  return { refused: `The ${what} "${key}" is not known. Create it first, or correct the key.` }
}

function resolvePeopleOf(s: ParsedSignal, keys: ResolvedKeys) {
  const employees: string[] = []
  for (const key of s.employees ?? []) {
    const id = keys.people.employee.get(key)
    if (!id) return unknown('employee', key)
    employees.push(id)
  }
  const customer = s.customer === undefined ? null : keys.people.customer.get(s.customer)
  if (customer === undefined) return unknown('customer', s.customer!)
  const evaluator = s.evaluator === undefined ? null : keys.people.evaluator.get(s.evaluator)
  if (evaluator === undefined) return unknown('evaluator', s.evaluator!)
  return { employee_ids: employees, customer_id: customer, evaluator_id: evaluator }
}

function scoreReadings(s: ParsedSignal, keys: ResolvedKeys): StoredReading[] | Refusal {
  const readings: StoredReading[] = []
  const seen = new Set<string>()
  for (const { metric: key, value } of s.readings) {
    const metric = keys.metrics.get(key)
    if (!metric) return unknown('metric', key)
    if (seen.has(key)) return { refused: `The metric "${key}" stands twice in this signal.` }
    seen.add(key)
    // Employee answers are protected by their source: they may not hide in, or pass for, another voice.
    if ((metric.source === 'employee') !== (s.source === 'employee') && metric.source !== 'operations')
      return {
        refused: `The metric "${key}" belongs to the ${metric.source} voice and can't come in a signal of ${s.source}.`,
      }
    const score = scoreReading(metric, value)
    if (typeof score !== 'number') return score
    readings.push({ m: metric.id, v: value, s: score })
  }
  return readings
}

/** The same content gives the same text, whatever the order of attributes. */
function canonical(s: ParsedSignal): string {
  return JSON.stringify({
    ...s,
    attributes: Object.entries(s.attributes).sort(([a], [b]) => (a < b ? -1 : 1)),
    readings: [...s.readings].sort((a, b) => (a.metric < b.metric ? -1 : 1)),
  })
}
