import {
  bigint,
  customType,
  doublePrecision,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core'

const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' })
const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

/** A reading inside a signal: metric id, raw value, score. Short names: there are hundreds of millions. */
export interface StoredReading {
  readonly m: string
  readonly v: number
  readonly s: number
}
/** A comment inside a signal: text and language. */
export interface StoredComment {
  readonly t: string
  readonly l?: string
}

export const signals = pgTable('signals', {
  id: uuid('id').primaryKey(),
  organizationId: uuid('organization_id').notNull(),
  sourceKey: text('source_key').notNull(),
  version: integer('version').notNull().default(1),
  contentHash: bytea('content_hash').notNull(),
  source: text('source').notNull(),
  occurredAt: instant('occurred_at').notNull(),
  receivedAt: instant('received_at').notNull().defaultNow(),
  unitId: uuid('unit_id').notNull(),
  employeeIds: uuid('employee_ids').array().notNull().default([]),
  customerId: uuid('customer_id'),
  evaluatorId: uuid('evaluator_id'),
  touchpointId: uuid('touchpoint_id'),
  channel: text('channel'),
  language: text('language'),
  readings: jsonb('readings').$type<StoredReading[]>().notNull().default([]),
  comments: jsonb('comments').$type<StoredComment[]>().notNull().default([]),
  attributes: jsonb('attributes').$type<Record<string, string>>().notNull().default({}),
  importId: uuid('import_id'),
  deletedAt: instant('deleted_at'),
})
export type SignalRow = typeof signals.$inferSelect

export const signalHistory = pgTable(
  'signal_history',
  {
    id: uuid('id').notNull(),
    version: integer('version').notNull(),
    organizationId: uuid('organization_id').notNull(),
    source: text('source').notNull(),
    occurredAt: instant('occurred_at').notNull(),
    unitId: uuid('unit_id').notNull(),
    readings: jsonb('readings').$type<StoredReading[]>().notNull(),
    content: jsonb('content').$type<Record<string, unknown>>().notNull(),
    replacedAt: instant('replaced_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.id, t.version] })],
)

export const outbox = pgTable('outbox', {
  id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  organizationId: uuid('organization_id').notNull(),
  signalIds: uuid('signal_ids').array().notNull(),
  createdAt: instant('created_at').notNull().defaultNow(),
})

export const commentsText = pgTable(
  'comments_text',
  {
    signalId: uuid('signal_id').notNull(),
    position: smallint('position').notNull(),
    organizationId: uuid('organization_id').notNull(),
    unitId: uuid('unit_id').notNull(),
    occurredAt: instant('occurred_at').notNull(),
    source: text('source').notNull(),
    language: text('language'),
    touchpointId: uuid('touchpoint_id'),
    channel: text('channel'),
    text: text('text').notNull(),
    score: doublePrecision('score'),
    scoreMetricId: uuid('score_metric_id'),
  },
  (t) => [primaryKey({ columns: [t.signalId, t.position] })],
)
