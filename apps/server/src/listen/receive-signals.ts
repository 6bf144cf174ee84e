import { maxSignalsPerRequest, type SignalResult } from '@tandem/contract'
import { type Caller, Invalid, type RequestContext } from '../platform/index.ts'
import type { SignalIntake } from './accept-signals.ts'

const maxBytes = 16 * 1024 * 1024

/** One request of `POST /signals`: an object, an array, or NDJSON lines. */
export async function receiveSignals(
  intake: SignalIntake,
  caller: Caller,
  request: RequestContext,
): Promise<{ accepted: number; duplicates: number; refused: number; results: SignalResult[] }> {
  const items = readItems(await request.readText(maxBytes), request.contentType)
  if (items.length === 0) throw new Invalid('Send at least one signal.')
  if (items.length > maxSignalsPerRequest)
    throw new Invalid(`Send at most ${maxSignalsPerRequest} signals at a time; these are ${items.length}.`)
  const results = await intake.accept(caller, items)
  const count = (status: SignalResult['status']) => results.filter((r) => r.status === status).length
  return { accepted: count('accepted'), duplicates: count('duplicate'), refused: count('refused'), results }
}

/** A line of NDJSON that is not JSON stays as text: it is then refused by itself, with its place. */
function readItems(text: string, contentType: string): unknown[] {
  if (contentType === 'application/x-ndjson')
    return text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => {
        try {
          return JSON.parse(line)
        } catch {
          return line
        }
      })
  if (contentType !== 'application/json')
    throw new Invalid('Send application/json (one signal or an array) or application/x-ndjson (one a line).')
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? value : [value]
  } catch (error) {
    throw new Invalid(`The body is not JSON: ${error instanceof Error ? error.message : 'unreadable'}.`)
  }
}
