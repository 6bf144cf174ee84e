import { Overloaded } from '../../platform/index.ts'

/** Failures after which the same work may simply be done again: it is idempotent by source key. */
function passes(error: unknown): boolean {
  if (error instanceof Overloaded) return true
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const code = cause instanceof Error && 'code' in cause ? cause.code : ''
  // Deadlock, serialization failure.
  return code === '40P01' || code === '40001'
}

/** Tries again, at growing intervals for about a minute, while the database is busy or restarting. */
export async function retrying<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (attempt >= 9 || !passes(error)) throw error
      await new Promise((resolve) => setTimeout(resolve, Math.min(10_000, 200 * 2 ** attempt)))
    }
  }
}
