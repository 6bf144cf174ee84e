import { z } from 'zod'
import {
  dateSchema,
  idParams,
  idSchema,
  keySchema,
  nameSchema,
  pageOf,
  pageQuery,
  plainText,
} from './common.ts'
import type { Endpoints } from './endpoint.ts'

export const unitKindSchema = z.enum(['region', 'site', 'team', 'department', 'partner'])
export type UnitKind = z.infer<typeof unitKindSchema>

/** Attributes are text by key; a change of a person's attribute keeps the old value with its dates. */
export const attributesSchema = z.record(plainText.min(1).max(60), plainText.max(300))

export const unitSchema = z.object({
  id: idSchema,
  key: keySchema,
  name: nameSchema,
  kind: unitKindSchema,
  parentId: idSchema.nullable().describe('Parent at the asked date; null at the top.'),
  attributes: attributesSchema,
  latitude: z.number().min(-90).max(90).nullable(),
  longitude: z.number().min(-180).max(180).nullable(),
  openedOn: dateSchema.nullable(),
  closedOn: dateSchema.nullable(),
})
export type Unit = z.infer<typeof unitSchema>

export const unitBody = z.object({
  key: keySchema,
  name: nameSchema,
  kind: unitKindSchema,
  parentId: idSchema.nullable().default(null),
  attributes: attributesSchema.default({}),
  latitude: z.number().min(-90).max(90).nullable().default(null),
  longitude: z.number().min(-180).max(180).nullable().default(null),
  openedOn: dateSchema.nullable().default(null),
})

/** Without defaults: what is absent stays as it is. */
export const unitPatch = unitSchema.omit({ id: true, parentId: true }).partial()

export const personKindSchema = z.enum(['employee', 'customer', 'evaluator'])
export type PersonKind = z.infer<typeof personKindSchema>

export const personSchema = z.object({
  id: idSchema,
  kind: personKindSchema,
  key: keySchema,
  name: z.string().nullable(),
  email: z.string().nullable(),
  unitId: idSchema.nullable().describe('Unit today.'),
  attributes: attributesSchema.describe('Attributes as of today.'),
})
export type Person = z.infer<typeof personSchema>

export const personBody = z.object({
  kind: personKindSchema,
  key: keySchema,
  name: nameSchema.nullable().optional().describe('What is absent stays as it is; null removes it.'),
  email: z.email().max(254).nullable().optional(),
  unitId: idSchema.nullable().optional().describe('Unit from then on; null is none.'),
  attributes: attributesSchema.default({}).describe('Only those that are given change; empty text ends one.'),
  from: dateSchema
    .optional()
    .describe(
      'Day from which unit and attributes hold, until the next change that is already recorded. ' +
        'Unless told: always for a new person, today for a known one.',
    ),
})

export const touchpointSchema = z.object({
  id: idSchema,
  key: keySchema,
  name: nameSchema,
  side: z.enum(['frontstage', 'backstage']),
  ownerUnitId: idSchema.nullable(),
  position: z.int(),
})
export const stageSchema = z.object({
  id: idSchema,
  name: nameSchema,
  position: z.int(),
  touchpoints: z.array(touchpointSchema),
})
export const journeySchema = z.object({
  id: idSchema,
  key: keySchema,
  name: nameSchema,
  stages: z.array(stageSchema),
})
export type Journey = z.infer<typeof journeySchema>

/** A journey is written whole: stages and touchpoints in order. Touchpoints are matched by key and keep their id. */
export const journeyBody = z.object({
  key: keySchema,
  name: nameSchema,
  stages: z
    .array(
      z.object({
        name: nameSchema,
        touchpoints: z
          .array(
            z.object({
              key: keySchema,
              name: nameSchema,
              side: z.enum(['frontstage', 'backstage']),
              ownerUnitId: idSchema.nullable().default(null),
            }),
          )
          .max(100),
      }),
    )
    .max(50),
})

/**
 * Result of a CSV import of units, people or journeys: how many of them (of journeys: touchpoints) were created, updated
 * or found unchanged, and each bad row with its reason. Good rows are kept even when others are bad, except of journeys,
 * which are written whole; a dry run keeps nothing.
 */
export const csvResultSchema = z.object({
  created: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  bad: z.int().describe('Rows that were refused.'),
  badRows: z.array(z.object({ line: z.int(), reason: z.string() })).describe('The first 1,000 of them.'),
})
export type CsvResult = z.infer<typeof csvResultSchema>

/** What an erasure would remove or has removed. */
export const erasureSchema = z.object({
  personId: idSchema,
  dryRun: z.boolean(),
  signals: z.int().describe('Signals from the person: emptied, gone from every figure.'),
  mentions: z.int().describe('Other signals that name the person: they stay, without the name.'),
  readings: z.int().describe('Readings of the signals from the person.'),
  comments: z.int().describe('Comments of the signals from the person.'),
  files: z.int().describe('Uploaded import files in which the person stands: deleted.'),
})
export type Erasure = z.infer<typeof erasureSchema>

const asOf = z.object({ asOf: dateSchema.optional().describe('Date of the tree; today unless told.') })

export const linkEndpoints = {
  'GET /api/v1/units': {
    summary: 'The units of your scope as they stood on a date: the whole tree, parents before children.',
    permission: 'units.read',
    query: asOf.extend({
      closed: z.stringbool().default(false).describe('Also list units that are not open on that date.'),
    }),
    response: z.object({ items: z.array(unitSchema) }),
  },
  'POST /api/v1/units': {
    summary: 'Create a unit.',
    permission: 'units.write',
    body: unitBody,
    response: unitSchema,
    status: 201,
  },
  'GET /api/v1/units/{id}': {
    summary:
      'A unit with its ancestors (top first), all its places (latest first), children, employees and touchpoints.',
    permission: 'units.read',
    params: idParams,
    response: z.object({
      unit: unitSchema,
      ancestors: z.array(z.object({ id: idSchema, name: z.string(), kind: unitKindSchema })),
      history: z.array(
        z.object({
          parentId: idSchema.nullable().describe('Null at the top, or outside of your scope.'),
          parentName: z.string().nullable(),
          from: dateSchema.nullable().describe('First day; null is always.'),
          to: dateSchema.nullable().describe('First day after; null is until today and on.'),
        }),
      ),
      children: z.array(z.object({ id: idSchema, name: z.string(), kind: unitKindSchema })),
      employees: z.int().describe('Employees of the unit and below, today.'),
      touchpoints: z.array(touchpointSchema).describe('Touchpoints the unit owns.'),
    }),
  },
  'PATCH /api/v1/units/{id}': {
    summary: 'Change a unit (not its place: see move).',
    permission: 'units.write',
    params: idParams,
    body: unitPatch,
    response: unitSchema,
  },
  'POST /api/v1/units/{id}/move': {
    summary:
      'Move a unit under another parent from a date on, until its next recorded move; what was heard before stays with the old parent.',
    permission: 'units.write',
    params: idParams,
    body: z.object({ parentId: idSchema.nullable(), from: dateSchema }),
    response: unitSchema,
  },
  'GET /api/v1/units.csv': {
    summary: 'Export units as CSV.',
    permission: 'units.read',
    query: asOf,
    response: 'text/csv',
  },
  'POST /api/v1/units.csv': {
    summary:
      'Import units from CSV (key, name, kind, parent, from, latitude, longitude, openedOn, closedOn, attribute columns). Empty cells change nothing, nor does the same file twice.',
    permission: 'units.write',
    rawBody: ['text/csv'],
    query: z.object({ dryRun: z.stringbool().default(false) }),
    response: csvResultSchema,
  },
  'GET /api/v1/people': {
    summary: 'People of your scope, by kind, unit or text.',
    permission: 'people.read',
    query: pageQuery.extend({
      kind: personKindSchema.optional(),
      unitId: idSchema.optional(),
      q: plainText.max(100).optional(),
    }),
    response: pageOf(personSchema),
  },
  'POST /api/v1/people': {
    summary:
      'Create a person, or change the one with this kind and key; old unit and attributes keep their dates.',
    permission: 'people.write',
    body: personBody,
    response: personSchema,
    status: 201,
  },
  'GET /api/v1/people/{id}': {
    summary: 'A person with dated attributes and units. Reading it is noted in the audit log.',
    permission: 'people.read',
    params: idParams,
    response: z.object({
      person: personSchema,
      units: z
        .array(
          z.object({
            unitId: idSchema.nullable().describe('Null outside of your scope.'),
            unitName: z.string().nullable(),
            from: dateSchema.nullable().describe('First day; null is always.'),
            to: dateSchema.nullable().describe('First day after; null is until today and on.'),
          }),
        )
        .describe('Units over time, latest first.'),
      history: z
        .array(
          z.object({
            key: z.string(),
            value: z.string(),
            from: dateSchema.nullable(),
            to: dateSchema.nullable(),
          }),
        )
        .describe('Attributes over time, by key, latest first.'),
      signals: z
        .int()
        .describe('Signals that name this person; answers of employee surveys are never counted.'),
    }),
  },
  'GET /api/v1/people.csv': {
    summary: 'Export people as CSV. Noted in the audit log.',
    permission: 'people.read',
    query: z.object({ kind: personKindSchema.optional() }),
    response: 'text/csv',
  },
  'POST /api/v1/people.csv': {
    summary:
      'Import people from CSV (kind, key, name, email, unit, from, attribute columns). Empty cells change nothing, nor does the same file twice.',
    permission: 'people.write',
    rawBody: ['text/csv'],
    query: z.object({ dryRun: z.stringbool().default(false) }),
    response: csvResultSchema,
  },
  'POST /api/v1/people/{id}/erase': {
    summary: 'Erase a person everywhere: signals, readings, comments, the person. Dry run first.',
    permission: 'people.erase',
    params: idParams,
    body: z.object({ dryRun: z.boolean().default(true) }),
    response: erasureSchema,
  },
  'GET /api/v1/journeys': {
    summary: 'Journeys with stages and touchpoints.',
    permission: 'units.read',
    response: z.object({ items: z.array(journeySchema) }),
  },
  'PUT /api/v1/journeys': {
    summary:
      'Create a journey, or replace the one with this key. Touchpoints that are left out keep their readings.',
    permission: 'journeys.write',
    body: journeyBody,
    response: journeySchema,
  },
  'GET /api/v1/journeys.csv': {
    summary: 'Export journeys as CSV: a row a touchpoint, in the order of the journey.',
    permission: 'units.read',
    response: 'text/csv',
  },
  'POST /api/v1/journeys.csv': {
    summary:
      'Import journeys from CSV (journey, journeyName, stage, touchpoint, name, side, owner), each whole and in the order of the file; a touchpoint that is left out keeps its readings. With any bad row no journey is changed. Empty cells change nothing, nor does the same file twice.',
    permission: 'journeys.write',
    rawBody: ['text/csv'],
    query: z.object({ dryRun: z.stringbool().default(false) }),
    response: csvResultSchema,
  },
} as const satisfies Endpoints
