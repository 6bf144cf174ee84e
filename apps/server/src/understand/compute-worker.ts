import { parentPort } from 'node:worker_threads'
import { computations } from './computations.ts'

parentPort!.on('message', ({ id, name, input }: { id: number; name: string; input: unknown }) => {
  try {
    const compute = (computations as unknown as Record<string, (input: unknown) => unknown>)[name]!
    parentPort!.postMessage({ id, output: compute(input) })
  } catch (error) {
    // One computation that fails must not take those behind it along.
    parentPort!.postMessage({ id, error: error instanceof Error ? error.stack : String(error) })
  }
})
