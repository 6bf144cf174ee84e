export * from './baseline.ts'
export * from './difference-in-differences.ts'
export * from './permutation.ts'
