import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { CsvReader, guessDelimiter } from './csv.ts'

function readAll(text: string, delimiter = ',', pieces = 1, width = 0) {
  const reader = new CsvReader(delimiter)
  reader.width = width
  const rows = []
  const size = Math.max(1, Math.ceil(text.length / pieces))
  for (let at = 0; at < text.length; at += size) rows.push(...reader.push(text.slice(at, at + size)))
  return [...rows, ...reader.end()]
}

test('quotes, doubled quotes, line ends in quotes, CR LF, a last line without an end', () => {
  const rows = readAll('a,"b ""x"" c",d\r\n"two\nlines",,""\r\nlast,1,2')
  assert.deepEqual(
    rows.map((row) => [row.line, row.cells]),
    [
      [1, ['a', 'b "x" c', 'd']],
      [2, ['two\nlines', '', '']],
      [4, ['last', '1', '2']],
    ],
  )
})

test('a quote that is never closed costs one line, not the rest of the file', () => {
  const lines = [
    'id,text,score',
    '1,"fine",5',
    '2,"never closed,4',
    ...Array.from({ length: 20_000 }, (_, i) => `${i + 3},ok,3`),
  ]
  const rows = readAll(lines.join('\n'), ',', 7, 3)
  assert.equal(rows.length, lines.length)
  assert.deepEqual(
    rows.filter((row) => row.problem !== null).map((row) => [row.line, row.cells]),
    [[3, ['2,"never closed,4']]],
  )
  assert.equal(rows.at(-1)?.line, lines.length)
})

test('an unclosed quote that swallows the opening quote of a later row gives that row back', () => {
  const rows = readAll('1,"open,5\n2,plain,6\n3,"good, one",7\n', ',', 1, 3)
  assert.deepEqual(
    rows.map((row) => [row.line, row.problem === null]),
    [
      [1, false],
      [2, true],
      [3, true],
    ],
  )
})

test('rows of another width are bad with a sentence; extra empty cells are not', () => {
  const rows = readAll('1,2\n1,2,3\n1,2,,\n', ',', 1, 2)
  assert.deepEqual(
    rows.map((row) => row.problem),
    [null, 'The row has 3 cells, the header has 2. Add the missing or drop the extra delimiters.', null],
  )
})

const cell = fc.string({ unit: fc.constantFrom('a', 'é', '名', '"', ',', '\n', ' ', ';', '1') })

test('agrees with csv-parse on every well-formed file, however it is cut into pieces', () => {
  const table = fc
    .integer({ min: 2, max: 5 })
    .chain((width) =>
      fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }),
    )
  fc.assert(
    fc.property(table, fc.integer({ min: 1, max: 30 }), (rows, pieces) => {
      const text = rows.map((row) => row.map((c) => `"${c.replaceAll('"', '""')}"`).join(',')).join('\n')
      const expected: string[][] = parse(text, { relax_column_count: true })
      const got = readAll(text, ',', pieces)
      assert.deepEqual(
        got.map((row) => row.cells),
        expected,
      )
      assert.ok(got.every((row) => row.problem === null))
    }),
    { numRuns: 300 },
  )
})

test('any text is read to its end without throwing; no line gets lost', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r'), maxLength: 60 }),
      fc.integer({ min: 1, max: 9 }),
      (text, pieces) => {
        const rows = readAll(text, ',', pieces, 2)
        const letters = (s: string) => s.replaceAll(/[^a]/g, '').length
        assert.equal(letters(rows.map((row) => row.cells.join('')).join('')), letters(text))
        assert.deepEqual(rows, readAll(text, ',', 1, 2))
      },
    ),
    { numRuns: 1000 },
  )
})

test('the delimiter is the one under which rows agree', () => {
  for (const delimiter of [',', ';', '\t', '|']) {
    const text =
      ['name', 'text', 'score'].join(delimiter) +
      '\n' +
      Array.from({ length: 20 }, (_, i) =>
        ['x', '"a, b; c"', `${i},5`.replace(delimiter, '.')].join(delimiter),
      ).join('\n')
    assert.equal(guessDelimiter(text, '\n'), delimiter)
  }
})
