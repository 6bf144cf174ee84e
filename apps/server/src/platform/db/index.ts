export * from './database.ts'
export * from './ids.ts'
export * from './migrate.ts'
