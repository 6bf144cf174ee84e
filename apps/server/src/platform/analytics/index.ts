export type {
  Analytics,
  AnalyticsLimits,
  AnalyticsOptions,
  OrganizationAnalytics,
} from './connection.ts'
export * from './cross-moments.ts'
export * from './moments.ts'
export { openAnalytics } from './open.ts'
export type { Params } from './params.ts'
export {
  type DataTable,
  dataTables,
  deleteRows,
  dropStaging,
  mergeParts,
  openStaging,
  type StagingTable,
  swapStaging,
} from './schema.ts'
