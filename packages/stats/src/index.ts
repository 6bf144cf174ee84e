export * from './core/index.ts'
export * from './moments/index.ts'
