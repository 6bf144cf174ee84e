import type { Comment, Quote } from '@tandem/contract'

/** A quote that came with a change, as a comment that is shown like any other. */
export function asComment({ on, ...quote }: Quote): Comment {
  return { ...quote, signalId: null, occurredAt: `${on}T12:00:00.000Z`, channel: null, hits: [] }
}
