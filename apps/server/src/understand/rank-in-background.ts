import { createHash } from 'node:crypto'
import { Worker } from 'node:worker_threads'
import { Overloaded } from '../platform/index.ts'
import type { RankInput, RankOutput } from './rank-units.ts'

/** Answers kept; the oldest goes first. */
const mostKept = 100
/** Rankings that may wait for the worker. */
const mostWaiting = 50

const kept = new Map<string, RankOutput>()
const waiting = new Map<number, { resolve: (output: RankOutput) => void; reject: (error: Error) => void }>()
let worker: Worker | undefined
let next = 0

/**
 * Rank in a thread of its own, so that thousands of units don't hold up other requests. The computation is pure, so
 * its answer is kept under the hash of its input: nothing has to be invalidated when data change.
 */
export async function rankInBackground(input: RankInput): Promise<RankOutput> {
  const key = hashOf(input)
  const known = kept.get(key)
  if (known) return known
  if (waiting.size >= mostWaiting)
    throw new Overloaded('Too many standings are being computed. Try again in a few seconds.')
  const output = await ask(input)
  kept.set(key, output)
  if (kept.size > mostKept) kept.delete(kept.keys().next().value!)
  return output
}

function hashOf(input: RankInput): string {
  const hash = createHash('sha256')
  hash.update(JSON.stringify([input.ids, input.weights, input.adjust]))
  for (const { metric, cells } of input.heard) {
    hash.update(`${metric.key} ${metric.direction} ${metric.source}\n`)
    for (const [unit, byEvaluator] of [...cells].sort(([a], [b]) => (a < b ? -1 : 1)))
      for (const [evaluator, m] of [...byEvaluator].sort(([a], [b]) => (a < b ? -1 : 1)))
        hash.update(`${unit} ${evaluator} ${m.n} ${m.mean} ${m.m2}\n`)
  }
  return hash.digest('base64')
}

function ask(input: RankInput): Promise<RankOutput> {
  worker ??= startWorker()
  next += 1
  const id = next
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject })
    worker!.postMessage({ id, input })
  })
}

function startWorker(): Worker {
  const started = new Worker(new URL('./rank-worker.ts', import.meta.url))
  // The thread alone does not keep the process alive.
  started.unref()
  started.on('message', ({ id, output }: { id: number; output: RankOutput }) => {
    waiting.get(id)?.resolve(output)
    waiting.delete(id)
  })
  const fail = (error: Error) => {
    worker = undefined
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  started.on('error', fail)
  started.on('exit', () => fail(new Error('The thread that ranks units ended.')))
  return started
}
