export * from './core/index.ts'
export * from './mixedModel/index.ts'
export * from './moments/index.ts'
export * from './standings/index.ts'
