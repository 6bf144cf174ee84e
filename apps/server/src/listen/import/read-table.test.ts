import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import { detectEncoding, encodings } from './encoding.ts'
import { readTable, TableError } from './read-table.ts'
import { xlsxFile } from './xlsx.test-support.ts'

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function read(bytes: Uint8Array, size = 64_000, fileName = 'file') {
  const table = await readTable(inPieces(bytes, size), { fileName })
  const rows = []
  for await (const batch of table.rows) rows.push(...batch)
  return { ...table, rows, cells: rows.map((row) => row.cells) }
}

const texts: Record<string, string> = {
  ru: 'Филиал;Оценка;Комментарий\nЮг;5;Очень вежливый персонал, спасибо\nСевер;2;Долго ждали, никто не подошёл\n',
  hu: 'Üzlet;Pontszám;Megjegyzés\nDél;5;Nagyon kedves kiszolgálás, köszönöm szépen\nÉszak;2;Sokat vártunk, őszintén szólva hűvös fogadtatás\n',
  zh: '门店;评分;评论\n南店;5;服务员非常热情，味道也很好\n北店;2;等了很久，没有人理我们\n',
  pt: 'Loja;Nota;Comentário\nSul;5;Atendimento ótimo, não tenho reclamações\nNorte;2;Demorou demais, ninguém respondeu às ligações\n',
  de: 'Filiale;Note;Anmerkung\nSüd;5;Sehr freundlich, schöne Räume\nNord;2;Wir mußten lange warten, das ärgerte uns\n',
}
const written: [string, string][] = [
  ['ru', 'windows-1251'],
  ['ru', 'utf-8'],
  ['ru', 'utf-16le'],
  ['hu', 'windows-1250'],
  ['hu', 'utf-8'],
  ['zh', 'gb18030'],
  ['zh', 'utf-8'],
  ['zh', 'utf-16be'],
  ['pt', 'windows-1252'],
  ['de', 'windows-1252'],
  ['de', 'utf-16le'],
]

describe('encodings', () => {
  for (const [language, encoding] of written) {
    test(`${language} in ${encoding} comes back as it was written`, async () => {
      const text = texts[language]!
      const expected = text
        .trim()
        .split('\n')
        .map((line) => line.split(';'))
      const table = await read(iconv.encode(text, encoding), 7)
      assert.equal(table.encoding, encoding)
      assert.deepEqual([table.header, ...table.cells], expected)
      assert.equal(table.delimiter, ';')
    })
  }

  test('a byte order mark decides and is not part of the first name', async () => {
    for (const encoding of ['utf-8', 'utf-16le', 'utf-16be']) {
      const table = await read(iconv.encode(texts.de!, encoding, { addBOM: true }))
      assert.equal(table.encoding, encoding)
      assert.equal(table.header[0], 'Filiale')
    }
  })

  test('any bytes get an encoding that we can decode', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => encodings.includes(detectEncoding(bytes))),
    )
  })
})

describe('forms', () => {
  const objects = [
    { store: 'A', score: 5, by: { name: 'Ann' }, tags: ['x', 'y'], ok: true },
    { store: 'B', score: 3.5, note: null },
  ]
  const header = ['store', 'score', 'by.name', 'tags', 'ok', 'note']
  const cells = [
    ['A', '5', 'Ann', 'x; y', 'true', ''],
    ['B', '3.5', '', '', '', ''],
  ]
  const forms: Record<string, string> = {
    'JSON array': JSON.stringify(objects),
    'pretty JSON array': JSON.stringify(objects, null, 2),
    NDJSON: objects.map((o) => JSON.stringify(o)).join('\n'),
    'pretty objects one after another': objects.map((o) => JSON.stringify(o, null, 2)).join('\n'),
  }
  for (const [name, text] of Object.entries(forms)) {
    test(`${name}, also gzipped`, async () => {
      for (const bytes of [Buffer.from(text), gzipSync(text)]) {
        const table = await read(bytes, 11)
        assert.deepEqual([table.header, table.cells, table.delimiter], [header, cells, null])
      }
    })
  }

  test('a broken line of NDJSON is a bad row', async () => {
    const table = await read(Buffer.from('{"a":1}\n{"a":\n{"a":3}\n'))
    assert.deepEqual(
      table.rows.map((row) => [row.line, row.cells[0], row.problem === null]),
      [
        [1, '1', true],
        [2, '{"a":', false],
        [3, '3', true],
      ],
    )
  })

  test('XLSX: the header is found below a title, numbers and dates come as text', async () => {
    const table = await read(
      xlsxFile([
        ['Report 2024'],
        [],
        ['Store', 'Date', 'Score'],
        ['A & B', new Date('2024-03-05T00:00:00Z'), 4.5],
        ['C', new Date('2024-03-06T10:30:00Z'), 3],
      ]),
    )
    assert.deepEqual(table.header, ['Store', 'Date', 'Score'])
    assert.deepEqual(table.cells, [
      ['A & B', '2024-03-05', '4.5'],
      ['C', '2024-03-06T10:30:00', '3'],
    ])
    assert.equal(table.rows[0]?.line, 4)
  })

  test('empty and repeated names of columns are made unique; line numbers are those of the file', async () => {
    const table = await read(Buffer.from('a,,a\n\n1,2,3\n\n4,5,6\n'))
    assert.deepEqual(table.header, ['a', 'column 2', 'a (2)'])
    assert.deepEqual(
      table.rows.map((row) => row.line),
      [3, 5],
    )
  })

  test('a file without a header keeps its first row; years may be names', async () => {
    const bare = await read(Buffer.from('S1,2024-01-05,4\nS2,2024-01-06,5\n'))
    assert.deepEqual(
      [bare.header, bare.rows.map((row) => row.line)],
      [
        ['column 1', 'column 2', 'column 3'],
        [1, 2],
      ],
    )
    assert.deepEqual((await read(Buffer.from('store,2023,2024\nS1,4,5\n'))).header, ['store', '2023', '2024'])
  })

  test('old Mac line ends', async () => {
    const table = await read(Buffer.from('a,b\r1,2\r3,4\r'))
    assert.deepEqual(table.cells, [
      ['1', '2'],
      ['3', '4'],
    ])
  })
})

describe('refusals', () => {
  const refused: [string, Uint8Array, RegExp][] = [
    ['nothing', new Uint8Array(), /empty/],
    ['blanks', Buffer.from('  \n \n'), /empty/],
    ['an old workbook', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 1, 2, 3, 4]), /old Excel/],
    ['a zip that is no workbook', Buffer.from('PK\u0003\u0004 nothing of use', 'latin1'), /damaged/],
    ['a cut archive', gzipSync(texts.de!.repeat(500)).subarray(0, 80), /damaged or cut off/],
    ['a bomb', gzipSync(Buffer.alloc(100_000_000, `${'x'.repeat(1000)},1\n`)), /more than 250 times/],
    ['two archives in each other', gzipSync(gzipSync('a,b\n1,2\n')), /packed twice/],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13, 0, 0, 1, 0]), /not a table of text/],
  ]
  for (const [name, bytes, reason] of refused) {
    test(name, async () => {
      await assert.rejects(
        () => read(bytes),
        (error) => error instanceof TableError && reason.test(error.message),
      )
    })
  }

  test('any bytes are read or refused in words, never crash', async () => {
    const start = fc.constantFrom('', '[', '{"a":', 'a,b\n', '\u001f\u008b', 'PK\u0003\u0004')
    await fc.assert(
      fc.asyncProperty(start, fc.uint8Array({ maxLength: 300 }), async (head, tail) => {
        const bytes = Buffer.concat([Buffer.from(head, 'latin1'), tail])
        await read(bytes, 50).catch((error: unknown) => assert.ok(error instanceof TableError, String(error)))
      }),
      { numRuns: 400 },
    )
  })
})
