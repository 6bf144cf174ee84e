export * from './distributions.ts'
export * from './linalg.ts'
export * from './refusal.ts'
export * from './rng.ts'
