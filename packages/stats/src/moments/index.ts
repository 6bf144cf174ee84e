export * from './cross.ts'
export * from './moments.ts'
export * from './tables.ts'
