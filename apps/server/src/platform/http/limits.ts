import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible'
import { TooManyRequests } from '../errors.ts'
import type { Caller } from './caller.ts'

/**
 * Requests a minute per address or caller. In memory of the process: with several processes each has its own. A key may
 * send signals as fast as two cores take them, one a request.
 */
const perMinute = { signIn: 60, anonymous: 600, member: 60_000, key: 600_000 }

export class RateLimits {
  readonly #signIn = new RateLimiterMemory({ points: perMinute.signIn, duration: 60 })
  readonly #anonymous = new RateLimiterMemory({ points: perMinute.anonymous, duration: 60 })
  readonly #callers = {
    member: new RateLimiterMemory({ points: perMinute.member, duration: 60 }),
    key: new RateLimiterMemory({ points: perMinute.key, duration: 60 }),
  }

  signIn = (ip: string) => consume(this.#signIn, ip)
  anonymous = (ip: string) => consume(this.#anonymous, ip)
  caller = ({ kind, id }: Caller['actor']) => consume(this.#callers[kind === 'key' ? 'key' : 'member'], id)
}

async function consume(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key)
  } catch (refusal) {
    const wait = (refusal as RateLimiterRes).msBeforeNext
    if (wait === undefined) throw refusal
    throw new TooManyRequests(Math.max(1, Math.ceil(wait / 1000)))
  }
}
