import { createHash, type Hash } from 'node:crypto'
import { Worker } from 'node:worker_threads'
import { Overloaded } from '../platform/index.ts'
import type { Computations } from './computations.ts'

/** Answers kept; the oldest goes first. */
const mostKept = 100
/** Computations that may wait for the worker. */
const mostWaiting = 50

type Name = keyof Computations
type Input<N extends Name> = Parameters<Computations[N]>[0]
type Output<N extends Name> = ReturnType<Computations[N]>
type Answer = { readonly id: number; readonly output?: unknown; readonly error?: string }

const kept = new Map<string, unknown>()
const waiting = new Map<number, { resolve: (output: unknown) => void; reject: (error: Error) => void }>()
let worker: Worker | undefined
let next = 0

/**
 * Compute in a thread of its own, so that thousands of units don't hold up other requests. Computations are pure, so
 * an answer is kept under the hash of its input: nothing has to be invalidated when data change.
 */
export async function computeInBackground<N extends Name>(name: N, input: Input<N>): Promise<Output<N>> {
  const words: Words = { hash: createHash('sha256').update(name), text: '' }
  feed(words, input)
  const key = words.hash.update(words.text).digest('base64')
  if (kept.has(key)) return kept.get(key) as Output<N>
  if (waiting.size >= mostWaiting)
    throw new Overloaded('Too many answers are being computed. Try again in a few seconds.')
  const output = await ask(name, input)
  kept.set(key, output)
  if (kept.size > mostKept) kept.delete(kept.keys().next().value!)
  return output as Output<N>
}

/** Text on its way into a hash: each call of the hash costs as much as a hundred of these words. */
interface Words {
  readonly hash: Hash
  text: string
}
const fullWords = 60_000

/** The content of a value, whatever the order of the entries of its maps. */
function feed(words: Words, value: unknown): void {
  if (words.text.length > fullWords) {
    words.hash.update(words.text)
    words.text = ''
  }
  if (typeof value === 'string') words.text += `${value.length}:${value}`
  else if (value instanceof Map) {
    words.text += '{'
    const keys: string[] = [...value.keys()].sort()
    for (const key of keys) {
      feed(words, key)
      feed(words, value.get(key))
    }
    words.text += '}'
  } else if (value instanceof Float64Array) {
    words.hash.update(`${words.text}<${value.byteLength}>`).update(value)
    words.text = ''
  } else if (Array.isArray(value)) {
    words.text += '['
    for (const item of value) feed(words, item)
    words.text += ']'
  } else if (typeof value === 'object' && value !== null) {
    words.text += '('
    for (const [key, item] of Object.entries(value)) {
      words.text += `${key}=`
      feed(words, item)
    }
    words.text += ')'
  } else words.text += `${String(value)},`
}

function ask(name: Name, input: unknown): Promise<unknown> {
  worker ??= startWorker()
  next += 1
  const id = next
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject })
    worker!.postMessage({ id, name, input })
  })
}

function startWorker(): Worker {
  const started = new Worker(new URL('./compute-worker.ts', import.meta.url))
  started.on('message', ({ id, output, error }: Answer) => {
    const asked = waiting.get(id)
    waiting.delete(id)
    if (error === undefined) asked?.resolve(output)
    else asked?.reject(new Error(error))
  })
  const fail = (error: Error) => {
    worker = undefined
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  started.on('error', fail)
  started.on('exit', () => fail(new Error('The thread that computes in the background ended.')))
  // The thread alone does not keep the process alive. After the listeners: adding one takes this back.
  started.unref()
  return started
}
