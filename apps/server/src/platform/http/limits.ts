import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible'
import { TooManyRequests } from '../errors.ts'

/** Requests a minute per address or caller. In memory of the process: with several processes each has its own. */
const perMinute = { signIn: 60, anonymous: 600, caller: 60_000 }

export class RateLimits {
  readonly #signIn = new RateLimiterMemory({ points: perMinute.signIn, duration: 60 })
  readonly #anonymous = new RateLimiterMemory({ points: perMinute.anonymous, duration: 60 })
  readonly #caller = new RateLimiterMemory({ points: perMinute.caller, duration: 60 })

  signIn = (ip: string) => consume(this.#signIn, ip)
  anonymous = (ip: string) => consume(this.#anonymous, ip)
  caller = (id: string) => consume(this.#caller, id)
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
