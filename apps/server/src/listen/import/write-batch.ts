import type { SignalInput } from '@tandem/contract'
import type { Caller } from '../../platform/index.ts'
import type { ListenServices } from '../services.ts'
import type { BadRows } from './bad-rows.ts'
import { MissingThings } from './create-missing.ts'
import type { TableRow } from './csv.ts'
import { importUnits } from './describe-units.ts'
import type { ImportRow } from './import-row.ts'
import { retrying } from './retry.ts'
import type { RowResult, UnitRow } from './row-to-signal.ts'

/** Signals of one transaction. */
const batchSize = 2000
/** Batches under way at once: while the database writes some, the next is read. */
const mostUnderWay = 3

interface Batch {
  signals: SignalInput[]
  /** The row each signal comes from. */
  from: TableRow[]
  units: UnitRow[]
  rows: TableRow[]
}

const emptyBatch = (): Batch => ({ signals: [], from: [], units: [], rows: [] })

/** Collects rows into batches and writes them; what is refused goes to the bad rows. */
export class BatchWriter {
  /** Signals, or units, written and known from before. */
  accepted = 0
  duplicates = 0
  readonly #services: ListenServices
  readonly #caller: Caller
  readonly #row: ImportRow
  readonly #bad: BadRows
  readonly #missing: MissingThings
  readonly #underWay = new Set<Promise<void>>()
  #failure: unknown = null
  #batch = emptyBatch()

  constructor(services: ListenServices, caller: Caller, row: ImportRow, bad: BadRows) {
    this.#services = services
    this.#caller = caller
    this.#row = row
    this.#bad = bad
    this.#missing = new MissingThings(caller.organizationId, row.mapping)
  }

  async add(row: TableRow, result: Exclude<RowResult, { kind: 'problem' }>): Promise<void> {
    const batch = this.#batch
    batch.units.push(result.unit)
    batch.rows.push(row)
    if (result.kind === 'signals') {
      for (const signal of result.signals) {
        batch.signals.push(signal)
        batch.from.push(row)
      }
    }
    if (Math.max(batch.signals.length, batch.units.length) >= batchSize) await this.#send()
  }

  /** Writes what is left and waits for everything. */
  async end(): Promise<void> {
    if (this.#batch.units.length > 0) await this.#send()
    await Promise.all(this.#underWay)
    if (this.#failure !== null) throw this.#failure
  }

  /** Waits for what is under way, whatever comes of it. */
  async abandon(): Promise<void> {
    await Promise.allSettled(this.#underWay)
  }

  async #send(): Promise<void> {
    const batch = this.#batch
    this.#batch = emptyBatch()
    if (this.#row.mapping.target === 'units') return this.#describe(batch)
    if (this.#missing.needs(batch.signals, batch.units)) {
      await retrying(() =>
        this.#caller.transaction((tx) => this.#missing.create(tx, batch.signals, batch.units)),
      )
    }
    const writing = this.#write(batch)
      .catch((error: unknown) => {
        this.#failure ??= error
      })
      .finally(() => this.#underWay.delete(writing))
    this.#underWay.add(writing)
    if (this.#underWay.size >= mostUnderWay) await Promise.race(this.#underWay)
    if (this.#failure !== null) throw this.#failure
  }

  async #write(batch: Batch): Promise<void> {
    const results = await retrying(() =>
      this.#services.intake.accept(this.#caller, batch.signals, this.#row.id),
    )
    const refused = new Map<TableRow, string>()
    results.forEach((result, i) => {
      if (result.status === 'accepted') this.accepted++
      else if (result.status === 'duplicate') this.duplicates++
      else refused.set(batch.from[i]!, refused.get(batch.from[i]!) ?? result.reason)
    })
    for (const [row, reason] of refused) await this.#bad.add(row, reason)
  }

  async #describe(batch: Batch): Promise<void> {
    const { organizationId } = this.#caller
    const described = await retrying(() =>
      this.#caller.transaction((tx) => importUnits(tx, organizationId, this.#row.mapping, batch.units)),
    )
    this.accepted += described.written
    this.duplicates += described.unchanged
    for (const [i, unit] of batch.units.entries()) {
      const problem = described.problems.get(unit.key)
      if (problem !== undefined) await this.#bad.add(batch.rows[i]!, problem)
    }
  }
}
