export * from './agreement.ts'
export * from './one-way.ts'
export * from './scales.ts'
