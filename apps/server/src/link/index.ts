export * from './resolve-keys.ts'
export { people, units } from './tables.ts'
