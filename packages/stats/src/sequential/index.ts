export * from './bounded.ts'
export * from './improvement.ts'
export {
  asymptoticSequence,
  differenceSequence,
  normalMixtureSequence,
  type SequentialEstimate,
  type SequentialOptions,
  tMixtureSequence,
} from './mean.ts'
export type { Side } from './mixture.ts'
export * from './planner.ts'
