import type { PersonKind, UnitKind } from '@tandem/contract'
import { date, doublePrecision, integer, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })
/** `YYYY-MM-DD`, `-infinity` or `infinity`: they sort as plain strings. */
const validity = {
  validFrom: date('valid_from', { mode: 'string' }).notNull(),
  validTo: date('valid_to', { mode: 'string' }).notNull(),
}

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

/** Where a unit hangs, from (inclusive) to (exclusive); no row for a time: top of the tree. */
export const unitParents = pgTable('unit_parents', {
  id: uuid('id').primaryKey(),
  organizationId: uuid('organization_id').notNull(),
  unitId: uuid('unit_id').notNull(),
  parentId: uuid('parent_id'),
  ...validity,
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

export const personUnits = pgTable('person_units', {
  id: uuid('id').primaryKey(),
  organizationId: uuid('organization_id').notNull(),
  personId: uuid('person_id').notNull(),
  unitId: uuid('unit_id').notNull(),
  ...validity,
})

export const personAttributes = pgTable('person_attributes', {
  id: uuid('id').primaryKey(),
  organizationId: uuid('organization_id').notNull(),
  personId: uuid('person_id').notNull(),
  key: text('key').notNull(),
  value: text('value').notNull(),
  ...validity,
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
