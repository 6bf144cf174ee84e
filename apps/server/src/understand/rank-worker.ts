import { parentPort } from 'node:worker_threads'
import { type RankInput, rankUnits } from './rank-units.ts'

parentPort!.on('message', ({ id, input }: { id: number; input: RankInput }) => {
  parentPort!.postMessage({ id, output: rankUnits(input) })
})
