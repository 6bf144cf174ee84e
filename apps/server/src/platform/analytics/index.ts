export type { Analytics } from './connection.ts'
export * from './cross-moments.ts'
export * from './groupings.ts'
export * from './heard.ts'
export * from './moment-filter.ts'
export * from './moments.ts'
export { openAnalytics } from './open.ts'
export * from './paired-moments.ts'
export {
  type DataTable,
  deleteRows,
  dropStaging,
  mergeParts,
  openStaging,
  swapStaging,
} from './schema.ts'
