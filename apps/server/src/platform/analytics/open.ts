import type { Log } from '../log.ts'
import {
  type Analytics,
  type AnalyticsLimits,
  type AnalyticsOptions,
  connectAnalytics,
} from './connection.ts'
import { migrateAnalytics } from './schema.ts'

/**
 * Opens the analytics engine and brings its tables up to date: in `<dataFolder>/clickhouse` in this process, or the
 * server at a URL. Throws an error that says what to do.
 */
export async function openAnalytics(
  options: AnalyticsOptions,
  log: Log,
  limits: Partial<AnalyticsLimits> = {},
): Promise<Analytics> {
  const analytics = await connectAnalytics(options, log, limits)
  try {
    const made = await migrateAnalytics(analytics)
    if (made.length > 0) log.info({ migrations: made }, 'Changed the tables of the analytics engine')
    return analytics
  } catch (error) {
    await analytics.close()
    throw error
  }
}
