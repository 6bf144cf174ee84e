import { createHash } from 'node:crypto'
import type { Analytics } from '../platform/analytics/index.ts'
import type { Engine } from './places.ts'

/** Answers kept; the one not asked for the longest goes first. */
const mostAnswers = 300
/** Rows of one kept answer: longer ones are cheap to compute beside what it takes to send them. */
const mostRows = 3_000

const kept = new Map<string, Promise<unknown>>()

/** An engine that remembers, for as long as nothing was written. */
export interface KeepingEngine extends Engine {
  /** What was computed from this engine's answers alone and from `input`, a JSON of all else it depends on. */
  readonly keep: <T>(name: string, input: string, compute: () => Promise<T>) => Promise<T>
}

/**
 * The engine of an organization that answers the same question only once. Answers are kept under the organization, the
 * question with all its parameters (and so its scope), and the state of the tables when the engine was made: whatever
 * is written later has another state, so nothing stale is ever found.
 */
export async function keepAnswers(analytics: Analytics, organizationId: string): Promise<KeepingEngine> {
  const engine = analytics.forOrganization(organizationId)
  const state = await analytics.state()
  const keyOf = (...parts: readonly string[]) =>
    createHash('sha256')
      .update(JSON.stringify([state, organizationId, ...parts]))
      .digest('base64')
  return {
    ...engine,
    query: (sql, params, row) =>
      once(
        keyOf('query', sql, JSON.stringify(params)),
        () => engine.query(sql, params, row),
        (rows) => rows.length <= mostRows,
      ),
    keep: (name, input, compute) => once(keyOf(name, input), compute, () => true),
  }
}

/** Shares the work with all who ask meanwhile; failures and what is not worth keeping are forgotten. */
function once<T>(key: string, compute: () => Promise<T>, worth: (answer: T) => boolean): Promise<T> {
  const known = kept.get(key) as Promise<T> | undefined
  const answer = known ?? compute()
  kept.delete(key)
  kept.set(key, answer)
  if (known) return known
  if (kept.size > mostAnswers) kept.delete(kept.keys().next().value!)
  const forget = () => {
    if (kept.get(key) === answer) kept.delete(key)
  }
  answer.then((result) => worth(result) || forget(), forget)
  return answer
}
