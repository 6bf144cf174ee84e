import type { PersonKind, UnitKind } from '@tandem/contract'
import { date, doublePrecision, integer, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

/*
 * The dated tables (unit_parents, person_units, person_attributes) are read and written whole timelines at a time, in
 * SQL: see load-tree.ts, write-tree.ts and person-facts.ts.
 */

export const units = pgTable('units', {
  id: uuid('id').primaryKey(),
  organizationId: uuid('organization_id').notNull(),
  key: text('key').notNull(),
  name: text('name').notNull(),
  kind: text('kind').$type<UnitKind>().notNull(),
  attributes: jsonb('attributes').$type<Record<string, string>>().notNull().default({}),
  latitude: doublePrecision('latitude'),
  longitude: doublePrecision('longitude'),
  openedOn: date('opened_on', { mode: 'string' }),
  closedOn: date('closed_on', { mode: 'string' }),
  createdAt: instant('created_at').notNull().defaultNow(),
})

export const people = pgTable('people', {
  id: uuid('id').primaryKey(),
  organizationId: uuid('organization_id').notNull(),
  kind: text('kind').$type<PersonKind>().notNull(),
  key: text('key').notNull(),
  name: text('name'),
  email: text('email'),
  createdAt: instant('created_at').notNull().defaultNow(),
})

export const journeys = pgTable('journeys', {
  id: uuid('id').primaryKey(),
  organizationId: uuid('organization_id').notNull(),
  key: text('key').notNull(),
  name: text('name').notNull(),
})

export const stages = pgTable('stages', {
  id: uuid('id').primaryKey(),
  organizationId: uuid('organization_id').notNull(),
  journeyId: uuid('journey_id').notNull(),
  name: text('name').notNull(),
  position: integer('position').notNull(),
})

export const touchpoints = pgTable('touchpoints', {
  id: uuid('id').primaryKey(),
  organizationId: uuid('organization_id').notNull(),
  key: text('key').notNull(),
  name: text('name').notNull(),
  side: text('side').$type<'frontstage' | 'backstage'>().notNull(),
  stageId: uuid('stage_id'),
  ownerUnitId: uuid('owner_unit_id'),
  position: integer('position').notNull(),
})

/** The columns of a touchpoint as the API shows it. */
export const touchpointColumns = {
  id: touchpoints.id,
  key: touchpoints.key,
  name: touchpoints.name,
  side: touchpoints.side,
  ownerUnitId: touchpoints.ownerUnitId,
  position: touchpoints.position,
}
