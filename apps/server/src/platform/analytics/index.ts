export type {
  Analytics,
  AnalyticsLimits,
  AnalyticsOptions,
  OrganizationAnalytics,
  Params,
} from './connection.ts'
export * from './moments.ts'
export { openAnalytics } from './open.ts'
export { type DataTable, dataTables, deleteRows, mergeParts } from './schema.ts'
