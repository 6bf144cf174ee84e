export * from './local-trend.ts'
