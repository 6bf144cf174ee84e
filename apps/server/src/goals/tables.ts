import type { MetricKind, Source } from '@tandem/contract'
import { date, doublePrecision, integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'

export const metrics = pgTable('metrics', {
  id: uuid('id').primaryKey(),
  organizationId: uuid('organization_id').notNull(),
  key: text('key').notNull(),
  name: text('name').notNull(),
  kind: text('kind').$type<MetricKind>().notNull(),
  source: text('source').$type<Source>().notNull(),
  scaleMin: doublePrecision('scale_min').notNull(),
  scaleMax: doublePrecision('scale_max').notNull(),
  direction: text('direction').$type<'up' | 'down'>().notNull(),
  decimals: integer('decimals').notNull(),
  unitLabel: text('unit_label').notNull(),
  createdAt: timestamp('created_at', { withTimezone: true, mode: 'date' }).notNull().defaultNow(),
})

/** The columns of a metric as the API shows it. */
export const metricColumns = {
  id: metrics.id,
  key: metrics.key,
  name: metrics.name,
  kind: metrics.kind,
  source: metrics.source,
  scaleMin: metrics.scaleMin,
  scaleMax: metrics.scaleMax,
  direction: metrics.direction,
  decimals: metrics.decimals,
  unitLabel: metrics.unitLabel,
}

export const goals = pgTable('goals', {
  id: uuid('id').primaryKey(),
  organizationId: uuid('organization_id').notNull(),
  name: text('name').notNull(),
  metricId: uuid('metric_id').notNull(),
  unitId: uuid('unit_id'),
  startsOn: date('starts_on', { mode: 'string' }).notNull(),
  baseline: doublePrecision('baseline'),
  target: doublePrecision('target').notNull(),
  dueOn: date('due_on', { mode: 'string' }).notNull(),
  sponsorMemberId: uuid('sponsor_member_id'),
  sponsorName: text('sponsor_name'),
  worthPerPoint: doublePrecision('worth_per_point'),
  journeyIds: uuid('journey_ids').array().notNull(),
  version: integer('version').notNull().default(1),
  createdAt: timestamp('created_at', { withTimezone: true, mode: 'date' }).notNull().defaultNow(),
  archivedAt: timestamp('archived_at', { withTimezone: true, mode: 'date' }),
})
