import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { importPreviewSchema, importSchema } from '@tandem/contract'
import fc from 'fast-check'
import { AppError } from '../../platform/index.ts'
import { createImportBench, type ImportBench } from './import.test-support.ts'

let bench: ImportBench
before(async () => {
  bench = await createImportBench()
})
after(() => bench.close())

const cell = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 15 }),
  fc.constantFrom(
    '5',
    '99',
    '2024-05-01',
    '31/12/1969',
    'NA',
    '\u0000',
    '\ud800',
    '=1+1',
    'S1',
    '1e400',
    '"',
    'é'.repeat(500),
  ),
)
const head = fc.constantFrom(
  'store',
  'date',
  'score',
  'comment',
  'id',
  'inspector',
  'customer_id',
  'channel',
  'region',
  'question',
  'value',
  'x',
  '',
)
const tables = fc
  .integer({ min: 1, max: 6 })
  .chain((width) =>
    fc.tuple(
      fc.array(head, { minLength: width, maxLength: width }),
      fc.array(fc.array(cell, { minLength: width - 1, maxLength: width }), { maxLength: 12 }),
    ),
  )
/** Rows that make sense but for a wild cell here and there. */
const mostly = (good: fc.Arbitrary<string>) =>
  fc.oneof({ weight: 9, arbitrary: good }, { weight: 1, arbitrary: cell })
const sensible = fc.array(
  fc.tuple(
    mostly(fc.constantFrom('S1', 'S2', 'Ü 3')),
    mostly(fc.integer({ min: 1, max: 28 }).map((day) => `2024-05-${String(day).padStart(2, '0')}`)),
    mostly(fc.integer({ min: 1, max: 5 }).map(String)),
    mostly(fc.string({ unit: 'grapheme', maxLength: 30 })),
    mostly(fc.constantFrom('c1', 'c2', 'c3')),
  ),
  { minLength: 3, maxLength: 20 },
)
const files = fc.oneof(
  sensible.map((rows) =>
    Buffer.from(
      [
        'store,date,rating,comment,customer_id',
        ...rows.map((row) => row.map((c) => `"${c}"`).join(',')),
      ].join('\n'),
    ),
  ),
  tables.map(([names, rows]) => Buffer.from([names, ...rows].map((row) => row.join(',')).join('\n'))),
  tables.map(([names, rows]) =>
    Buffer.from(JSON.stringify(rows.map((row) => Object.fromEntries(names.map((n, i) => [n, row[i]]))))),
  ),
  tables.map(([names, rows]) =>
    gzipSync([names, ...rows].map((row) => row.map((c) => `"${c}"`).join(';')).join('\r\n')),
  ),
  fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
)

test('any file is imported, comes back as bad rows, or is refused in words; never an unexpected error', async () => {
  let imported = 0
  await fc.assert(
    fc.asyncProperty(files, fc.boolean(), async (bytes, strict) => {
      let id: string
      try {
        const preview = await bench.upload(bytes, 'fuzz.csv')
        importPreviewSchema.parse(preview)
        id = preview.import.id
        const done = importSchema.parse(await bench.run(id))
        assert.notEqual(done.status, 'running')
        assert.equal(done.status, 'done', done.error ?? '')
        assert.ok(done.accepted + done.duplicates + done.badRows >= 0)
        imported += done.accepted
        if (strict && done.mapping.target === 'signals') assert.equal((await bench.undo(id)).status, 'undone')
      } catch (error) {
        assert.ok(error instanceof AppError, error instanceof Error ? error.stack : String(error))
        assert.ok(error.message.length > 10)
      }
    }),
    { numRuns: 150, seed: 7 },
  )
  // The fuzz is worth something only if a good part of it gets through to the database.
  assert.ok(imported > 50, `${imported} signals`)
})
