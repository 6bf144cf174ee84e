export * from './standardise.ts'
