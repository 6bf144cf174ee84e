import type { SignalResult } from '@tandem/contract'
import { AppError, type Caller, type Database, Overloaded, type Telemetry } from '../platform/index.ts'
import {
  KeyResolver,
  type ParsedSignal,
  type PreparedSignal,
  parseSignal,
  prepareSignal,
  type Refusal,
} from './prepare-signals.ts'
import { storeSignals } from './store-signals.ts'

/** Signals that may wait at once, over all organizations; beyond that, callers are told to come back. */
const mostWaiting = 50_000
/** Signals of one transaction. */
const mostTogether = 1_000
/** Transactions at once: enough to keep PostgreSQL busy while one of them waits for the disk. */
const lanes = 3

interface Waiting {
  readonly parsed: readonly ParsedSignal[]
  readonly scope: ReadonlySet<string> | null
  readonly importId: string | null
  readonly resolve: (results: (StoredOutcome | Refusal)[]) => void
  readonly reject: (error: unknown) => void
}
type StoredOutcome = { readonly status: 'accepted' | 'duplicate'; readonly id: string }

interface Queue {
  readonly resolver: KeyResolver
  waiting: Waiting[]
  /** Signals in `waiting`. */
  size: number
  /** Transactions under way, and how many requests they carry. */
  running: number
  carried: number
  /** Looked at soon. */
  due: boolean
}

/**
 * Accepts signals. What arrives while a transaction is being committed goes together into the next one, so
 * that many small requests share the cost of a commit; a request is answered only after its own commit.
 */
export class SignalIntake {
  readonly #database: Database
  readonly #onCommit: () => void
  readonly #telemetry: Telemetry
  readonly #queues = new Map<string, Queue>()
  #waiting = 0

  constructor(database: Database, telemetry: Telemetry, onCommit: () => void) {
    this.#database = database
    this.#telemetry = telemetry
    this.#onCommit = onCommit
  }

  /**
   * Store these items for the caller's organization; one result an item, in order, after commit.
   * Items that can't be stored are refused one by one with the reason; the others are kept.
   * Throws Overloaded when too much is waiting.
   */
  async accept(
    caller: Caller,
    items: readonly unknown[],
    importId: string | null = null,
  ): Promise<SignalResult[]> {
    if (this.#waiting + items.length > mostWaiting)
      throw new Overloaded(
        'More signals are arriving than can be stored right now. Send them again in a few seconds.',
        5,
      )
    const results: SignalResult[] = new Array(items.length)
    const parsed: ParsedSignal[] = []
    const places: number[] = []
    items.forEach((item, index) => {
      const signal = parseSignal(item)
      if ('refused' in signal) results[index] = refusal(sourceKeyOf(item), index, signal.refused)
      else {
        parsed.push(signal)
        places.push(index)
      }
    })
    if (parsed.length > 0) {
      const outcomes = await this.#enqueue(caller, parsed, importId)
      outcomes.forEach((outcome, i) => {
        const { sourceKey } = parsed[i]!
        results[places[i]!] =
          'refused' in outcome ? refusal(sourceKey, places[i]!, outcome.refused) : { ...outcome, sourceKey }
      })
    }
    for (const r of results) this.#telemetry.signals.inc({ result: r.status })
    return results
  }

  /** Forget resolved keys; call after keys of units, people, touchpoints or metrics changed. */
  forgetKeys(organizationId: string): void {
    this.#queues.get(organizationId)?.resolver.forget()
  }

  #enqueue(
    caller: Caller,
    parsed: readonly ParsedSignal[],
    importId: string | null,
  ): Promise<(StoredOutcome | Refusal)[]> {
    const { organizationId } = caller
    let queue = this.#queues.get(organizationId)
    if (!queue) {
      queue = { resolver: new KeyResolver(), waiting: [], size: 0, running: 0, carried: 0, due: false }
      this.#queues.set(organizationId, queue)
    }
    const target = queue
    return new Promise((resolve, reject) => {
      target.waiting.push({ parsed, scope: caller.scope, importId, resolve, reject })
      target.size += parsed.length
      this.#waiting += parsed.length
      this.#pumpSoon(organizationId, target)
    })
  }

  /** After the requests that came in the same turn of the event loop: they go together. */
  #pumpSoon(organizationId: string, queue: Queue): void {
    if (queue.due) return
    queue.due = true
    setImmediate(() => {
      queue.due = false
      this.#pump(organizationId, queue)
    })
  }

  #pump(organizationId: string, queue: Queue): void {
    // One lane runs at once. Another opens when as many requests wait as are on their way: then the wait for the disk
    // is shared by many either way, and nobody waits for two commits.
    while (
      queue.waiting.length > 0 &&
      (queue.running === 0 ||
        (queue.running < lanes && (queue.waiting.length >= queue.carried || queue.size >= mostTogether / 4)))
    ) {
      const batch: Waiting[] = []
      let size = 0
      while (
        queue.waiting.length > 0 &&
        (size === 0 || size + queue.waiting[0]!.parsed.length <= mostTogether)
      ) {
        const next = queue.waiting.shift()!
        size += next.parsed.length
        batch.push(next)
      }
      queue.size -= size
      queue.running++
      queue.carried += batch.length
      void this.#commit(organizationId, queue, batch).finally(() => {
        queue.running--
        queue.carried -= batch.length
        this.#waiting -= size
        this.#pumpSoon(organizationId, queue)
      })
    }
  }

  async #commit(organizationId: string, queue: Queue, batch: readonly Waiting[]): Promise<void> {
    try {
      const parsed = batch.flatMap((w) => w.parsed)
      const keys = await queue.resolver.resolve(
        (work) => this.#database.withOrganization(organizationId, work),
        parsed,
      )
      const prepared = batch.flatMap((w) =>
        w.parsed.map((s) => withinScope(prepareSignal(s, keys, w.importId), w.scope, s.unit)),
      )
      const rows = prepared.filter((p): p is PreparedSignal => !('refused' in p))
      const stored = rows.length > 0 ? await storeSignals(this.#database, organizationId, rows) : []
      let next = 0
      const all = prepared.map((p, i): StoredOutcome | Refusal => {
        if ('refused' in p) return p
        const result = stored[next++]!
        if (result.status !== 'conflict') return { status: result.status, id: result.id }
        return {
          refused: `The source key "${parsed[i]!.sourceKey}" already stands for other content. Use a new key, or correct that signal.`,
        }
      })
      this.#onCommit()
      let at = 0
      for (const w of batch) {
        w.resolve(all.slice(at, at + w.parsed.length))
        at += w.parsed.length
      }
    } catch (error) {
      // What fails together is tried one by one, so that no request fails for another's sake.
      if (batch.length > 1 && !(error instanceof AppError))
        for (const w of batch) await this.#commit(organizationId, queue, [w])
      else for (const w of batch) w.reject(error)
    }
  }
}

function withinScope(
  p: PreparedSignal | Refusal,
  scope: ReadonlySet<string> | null,
  unit: string,
): PreparedSignal | Refusal {
  if ('refused' in p || !scope || scope.has(p.unit_id)) return p
  return { refused: `The unit "${unit}" is not known. Create it first, or correct the key.` }
}

function refusal(sourceKey: string | null, index: number, reason: string): SignalResult {
  return { status: 'refused', sourceKey, index, reason }
}

function sourceKeyOf(item: unknown): string | null {
  return typeof item === 'object' &&
    item !== null &&
    'sourceKey' in item &&
    typeof item.sourceKey === 'string'
    ? item.sourceKey.slice(0, 200)
    : null
}
