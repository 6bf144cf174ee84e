import { z } from 'zod'
import {
  dateSchema,
  idParams,
  idSchema,
  instantSchema,
  keySchema,
  languageSchema,
  pageOf,
  pageQuery,
  plainText,
  sourceSchema,
} from './common.ts'
import type { Endpoints } from './endpoint.ts'
import { metricKindSchema } from './goals.ts'
import { attributesSchema, unitKindSchema } from './link.ts'

/** Most signals that one request may carry. */
export const maxSignalsPerRequest = 1000

/** One thing heard. References are your own keys; unknown units, people, touchpoints and metrics are refused. */
export const signalInput = z.strictObject({
  sourceKey: plainText
    .min(1)
    .max(200)
    .describe(
      'Your own id of the signal. Sending it again changes nothing (same content) or is refused (other content).',
    ),
  source: sourceSchema,
  occurredAt: z
    .union([instantSchema, dateSchema])
    .describe('When it happened; a bare date is noon UTC of that day.'),
  unit: keySchema.describe('Key of the unit it is about.'),
  employees: z
    .array(keySchema)
    .max(20)
    .optional()
    .describe('Keys of the employees it is about or, for employee voice, from.'),
  customer: keySchema.optional(),
  evaluator: keySchema.optional().describe('Key of the mystery shopper, auditor or rater.'),
  touchpoint: keySchema.optional(),
  channel: plainText.min(1).max(60).optional(),
  language: languageSchema.optional(),
  readings: z
    .array(z.strictObject({ metric: keySchema, value: z.number() }))
    .max(200)
    .default([])
    .describe('Raw values on the scales of their metrics.'),
  comments: z
    .array(z.strictObject({ text: z.string().min(1).max(10_000), language: languageSchema.optional() }))
    .max(20)
    .default([]),
  attributes: attributesSchema
    .default({})
    .describe('Further facts to slice by, such as category or segment.'),
})
export type SignalInput = z.input<typeof signalInput>

export const signalResult = z.discriminatedUnion('status', [
  z.object({ status: z.literal('accepted'), sourceKey: z.string(), id: idSchema }),
  z.object({ status: z.literal('duplicate'), sourceKey: z.string(), id: idSchema }),
  z.object({
    status: z.literal('refused'),
    sourceKey: z.string().nullable(),
    index: z.int(),
    reason: z.string(),
  }),
])
export type SignalResult = z.infer<typeof signalResult>

export const signalSchema = z.object({
  id: idSchema,
  version: z.int(),
  sourceKey: z.string(),
  source: sourceSchema,
  occurredAt: instantSchema,
  receivedAt: instantSchema,
  unitId: idSchema,
  unitName: z.string(),
  touchpoint: z.string().nullable(),
  channel: z.string().nullable(),
  language: z.string().nullable(),
  evaluator: z.string().nullable(),
  readings: z.array(z.object({ metric: z.string(), value: z.number(), score: z.number() })),
  comments: z.array(z.object({ text: z.string(), language: z.string().nullable() })),
  attributes: attributesSchema,
})
export type Signal = z.infer<typeof signalSchema>

/** What a column of an imported file means. */
export const columnMeaningSchema = z.discriminatedUnion('as', [
  z.object({ as: z.literal('ignore') }),
  /** Your id of the row; several columns make a joint one. Without any, the content of the row is its id. */
  z.object({ as: z.literal('sourceKey') }),
  z.object({ as: z.literal('unit') }),
  z.object({ as: z.literal('unitName') }),
  z.object({ as: z.literal('unitParent') }),
  /** When it happened; for files that describe units, the day the unit opened. */
  z.object({ as: z.literal('time') }),
  z.object({ as: z.literal('employee') }),
  z.object({ as: z.literal('customer') }),
  z.object({ as: z.literal('evaluator') }),
  z.object({ as: z.literal('touchpoint') }),
  z.object({ as: z.literal('channel') }),
  z.object({ as: z.literal('language') }),
  z.object({ as: z.literal('comment') }),
  z.object({ as: z.literal('attribute'), key: z.string().min(1).max(60) }),
  z.object({ as: z.literal('unitAttribute'), key: z.string().min(1).max(60) }),
  z.object({ as: z.literal('latitude') }),
  z.object({ as: z.literal('longitude') }),
  z.object({
    as: z.literal('reading'),
    metric: keySchema,
    /** Values that stand for "no answer", such as -2 or 99. */
    missing: z.array(z.string().max(40)).max(20).optional(),
  }),
  z.object({ as: z.literal('metricName') }),
  z.object({ as: z.literal('value') }),
])
export type ColumnMeaning = z.infer<typeof columnMeaningSchema>

/** A metric that the import creates when it does not exist yet. */
export const newMetricSchema = z.object({
  key: keySchema,
  name: z.string().min(1).max(200),
  kind: metricKindSchema,
  source: sourceSchema,
  scaleMin: z.number(),
  scaleMax: z.number(),
  direction: z.enum(['up', 'down']).default('up'),
})

/** How a file is to be understood. Guessed first, corrected by a person, saved by the file's header for next time. */
export const importMappingSchema = z.object({
  /** `signals`: each row (wide) or each cell (long: metricName + value columns) is heard; `units`: rows describe units. */
  target: z.enum(['signals', 'units']),
  source: sourceSchema.default('customer'),
  encoding: z.string().max(40),
  delimiter: z.string().max(2).nullable().describe('Null for XLSX and JSON.'),
  decimal: z.enum(['.', ',']),
  dateFormat: z
    .string()
    .max(40)
    .describe(
      'Order of day, month and year: yyyy-MM-dd, dd.MM.yyyy, MM/dd/yyyy, dd MMM yyyy, yyyy-MM, yyyyMMdd, yyyy (1 July), excel, epoch or epochms. Times and offsets behind the date are understood.',
    ),
  timeZone: z.string().max(60).default('UTC'),
  /** For files without a time column: when all rows happened. */
  fixedTime: dateSchema.nullable().default(null),
  /** For files whose time column is missing or unit is one: the unit of all rows. */
  fixedUnit: keySchema.nullable().default(null),
  columns: z.array(z.object({ name: z.string(), meaning: columnMeaningSchema })).max(2000),
  metrics: z.array(newMetricSchema).max(500).default([]),
  /** Language of the comments where no column tells it. */
  fixedLanguage: languageSchema.nullable().default(null),
  createUnits: z.boolean().default(false).describe('Create units that are not known yet; people always are.'),
  unitKind: unitKindSchema.default('site').describe('Kind of the units created or described.'),
  skipBadRows: z.boolean().default(true).describe('False: a bad row stops the import and nothing is kept.'),
})
export type ImportMapping = z.infer<typeof importMappingSchema>

export const importStatusSchema = z.enum([
  'preview',
  'queued',
  'running',
  'done',
  'failed',
  'cancelled',
  'undoing',
  'undone',
])

export const importSchema = z.object({
  id: idSchema,
  fileName: z.string(),
  status: importStatusSchema,
  mapping: importMappingSchema,
  bytes: z.int(),
  /** Bytes of the file read so far, for progress. */
  bytesRead: z.int(),
  rows: z.int(),
  accepted: z.int().describe('Signals (or units) written.'),
  duplicates: z.int().describe('Rows known from before, unchanged.'),
  badRows: z.int(),
  error: z.string().nullable(),
  createdAt: instantSchema,
  createdBy: z.string(),
  finishedAt: instantSchema.nullable(),
})
export type Import = z.infer<typeof importSchema>

/** The first rows as they would be understood, so that a person can see a wrong guess. */
export const importPreviewSchema = z.object({
  import: importSchema,
  /** Why each column was guessed as it was, and sample raw values. */
  columns: z.array(z.object({ name: z.string(), samples: z.array(z.string()), why: z.string() })),
  rows: z.array(
    z.object({
      line: z.int(),
      signal: z
        .object({
          sourceKey: z.string(),
          unit: z.string().nullable(),
          occurredAt: z.string().nullable(),
          readings: z.array(z.object({ metric: z.string(), value: z.number() })),
          comments: z.array(z.string()),
          people: z.array(z.object({ kind: z.string(), key: z.string() })),
          attributes: z.record(z.string(), z.string()),
        })
        .nullable(),
      /** For files that describe units: the unit of the row. */
      unit: z
        .object({
          key: z.string(),
          name: z.string().nullable(),
          parent: z.string().nullable(),
          latitude: z.number().nullable(),
          longitude: z.number().nullable(),
          openedOn: z.string().nullable(),
          attributes: z.record(z.string(), z.string()),
        })
        .nullable(),
      problem: z.string().nullable(),
    }),
  ),
  /** What was assumed about the file as a whole, in sentences: the day, the unit, the speakers. */
  notes: z.array(z.string()),
  /** Of the previewed rows: units that do not exist yet. */
  unknownUnits: z.array(z.string()),
  /** A mapping saved for files with this header was used. */
  remembered: z.boolean(),
})
export type ImportPreview = z.infer<typeof importPreviewSchema>

export const listenEndpoints = {
  'POST /api/v1/signals': {
    summary:
      'Send one signal, an array of up to 1,000, or NDJSON. Idempotent by sourceKey; answered only after commit, with one result an item.',
    permission: 'signals.write',
    rawBody: ['application/json', 'application/x-ndjson'],
    response: z.object({
      accepted: z.int(),
      duplicates: z.int(),
      refused: z.int(),
      results: z.array(signalResult),
    }),
  },
  'GET /api/v1/signals': {
    summary: 'Signals of your scope, newest first. Employee voice is left out without its permission.',
    permission: 'signals.read',
    query: pageQuery.extend({ unitId: idSchema.optional(), source: sourceSchema.optional() }),
    response: pageOf(signalSchema),
  },
  'GET /api/v1/signals/{id}': {
    summary: 'One signal in its current version.',
    permission: 'signals.read',
    params: idParams,
    response: signalSchema,
  },
  'PUT /api/v1/signals/{id}': {
    summary: 'Correct a signal: the given content becomes its next version; the old one is kept.',
    permission: 'signals.write',
    params: idParams,
    body: signalInput,
    response: signalSchema,
  },
  'DELETE /api/v1/signals/{id}': {
    summary: 'Withdraw a signal: a tombstone in truth, gone from every figure.',
    permission: 'imports.manage',
    params: idParams,
    response: null,
  },
  'POST /api/v1/imports': {
    summary: 'Upload a file (CSV, TSV, XLSX, JSON, NDJSON; gz too) and see how it would be understood.',
    permission: 'imports.manage',
    rawBody: ['application/octet-stream'],
    query: z.object({ fileName: plainText.min(1).max(200), source: sourceSchema.optional() }),
    response: importPreviewSchema,
    status: 201,
  },
  'GET /api/v1/imports': {
    summary: 'Imports, newest first.',
    permission: 'imports.manage',
    response: z.object({ items: z.array(importSchema) }),
  },
  'GET /api/v1/imports/{id}': {
    summary: 'One import with its progress.',
    permission: 'imports.manage',
    params: idParams,
    response: importSchema,
  },
  'PUT /api/v1/imports/{id}/mapping': {
    summary: 'Correct how the file is understood, and see the first rows again.',
    permission: 'imports.manage',
    params: idParams,
    body: importMappingSchema,
    response: importPreviewSchema,
  },
  'POST /api/v1/imports/{id}/start': {
    summary: 'Import the file as mapped. Long work: watch it by GET or by its events.',
    permission: 'imports.manage',
    params: idParams,
    response: importSchema,
    status: 202,
  },
  'GET /api/v1/imports/{id}/events': {
    summary: 'Progress as server-sent events: each `data:` is an import; ends when it is finished.',
    permission: 'imports.manage',
    params: idParams,
    response: 'text/event-stream',
  },
  'POST /api/v1/imports/{id}/cancel': {
    summary: 'Stop a running import. What was already accepted stays until undone.',
    permission: 'imports.manage',
    params: idParams,
    response: importSchema,
  },
  'POST /api/v1/imports/{id}/undo': {
    summary: 'Withdraw every signal that this import brought.',
    permission: 'imports.manage',
    params: idParams,
    response: importSchema,
    status: 202,
  },
  'GET /api/v1/imports/{id}/bad-rows.csv': {
    summary: 'The rows that were refused, as in the file, with line number and reason.',
    permission: 'imports.manage',
    params: idParams,
    response: 'text/csv',
  },
} as const satisfies Endpoints
