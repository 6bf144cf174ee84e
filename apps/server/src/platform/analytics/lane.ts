import { Overloaded } from '../errors.ts'

/**
 * Hands out a fixed number of workers, first come first served, with a bounded queue.
 * Used for the connections to the analytics engine: each serves one statement at a time.
 */
export class Lane<Worker> {
  readonly #free: Worker[]
  readonly #waiting: {
    take: (worker: Worker) => void
    fail: (error: Error) => void
    timer: NodeJS.Timeout
  }[] = []
  readonly #size: number
  readonly #limits: { maxWaiting: number; maxWaitMs: number }
  #idle: (() => void) | null = null
  #closed = false

  constructor(workers: Worker[], limits: { maxWaiting: number; maxWaitMs: number }) {
    this.#free = [...workers]
    this.#size = workers.length
    this.#limits = limits
  }

  /** Work under way and waiting. */
  get load(): { running: number; waiting: number } {
    return { running: this.#size - this.#free.length, waiting: this.#waiting.length }
  }

  /** Runs the work on a free worker. Throws Overloaded when the queue is full or the wait too long. */
  async run<T>(work: (worker: Worker) => Promise<T>): Promise<T> {
    const worker = await this.#acquire()
    try {
      return await work(worker)
    } finally {
      this.#release(worker)
    }
  }

  #acquire(): Promise<Worker> {
    if (this.#closed) return Promise.reject(new Overloaded('Tandem is stopping. Try again in a moment.', 5))
    const worker = this.#free.pop()
    if (worker !== undefined) return Promise.resolve(worker)
    const busy = () => new Overloaded('Too many questions are being computed at once. Try again in a moment.')
    if (this.#waiting.length >= this.#limits.maxWaiting) return Promise.reject(busy())
    return new Promise((take, fail) => {
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1)
        fail(busy())
      }, this.#limits.maxWaitMs)
      const waiter = { take, fail, timer }
      this.#waiting.push(waiter)
    })
  }

  #release(worker: Worker): void {
    const next = this.#waiting.shift()
    if (next) {
      clearTimeout(next.timer)
      next.take(worker)
      return
    }
    this.#free.push(worker)
    if (this.#free.length === this.#size) this.#idle?.()
  }

  /** Takes no more work, fails what waits, and resolves when what runs has ended. */
  async drain(): Promise<void> {
    this.#closed = true
    for (const { fail, timer } of this.#waiting.splice(0)) {
      clearTimeout(timer)
      fail(new Overloaded('Tandem is stopping. Try again in a moment.', 5))
    }
    if (this.#free.length < this.#size) await new Promise<void>((done) => (this.#idle = done))
  }
}
