export * from './resolve-metrics.ts'
export * from './score-reading.ts'
export { metrics } from './tables.ts'
