import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { csvLine, csvResponse, readCsv } from './csv.ts'

/** The bytes as a stream, cut into pieces of a size. */
function streamOf(bytes: Uint8Array | string, size = 7): ReadableStream<Uint8Array> {
  const all = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes
  let at = 0
  return new ReadableStream({
    pull(controller) {
      if (at >= all.length) controller.close()
      else controller.enqueue(all.slice(at, at + size))
      at += size
    },
  })
}

test('lines are counted where rows begin, over quoted line breaks and empty lines', async () => {
  const table = await readCsv(streamOf('\uFEFFkey,name\r\n\r\na,"one\r\ntwo"\r\nb,"say ""hi"""\nc,\n'))
  assert.deepEqual(table.header, ['key', 'name'])
  assert.deepEqual(table.rows, [
    { line: 3, cells: ['a', 'one\r\ntwo'] },
    { line: 5, cells: ['b', 'say "hi"'] },
    { line: 6, cells: ['c', ''] },
  ])
})

test('semicolons and tabs are recognised', async () => {
  assert.deepEqual((await readCsv(streamOf('key;name;x, y\na;b, c;\n'))).rows[0]?.cells, ['a', 'b, c', ''])
  assert.deepEqual((await readCsv(streamOf('key\tname\na\tb\n'))).header, ['key', 'name'])
})

test('what a spreadsheet would run is guarded, and comes back as it was', async () => {
  assert.equal(
    csvLine(['=1+1', '+1', '-1', '@x', '\tx', 'x=1', -1.5, null]),
    "'=1+1,'+1,'-1,'@x,\"'\tx\",x=1,-1.5,\r\n",
  )
  const cell = fc.string({
    unit: fc.constantFrom('=', "'", '-', '@', ' ', 'a', '"', ',', ';', '\n', '\r', '\t', 'я'),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(cell, cell), { maxLength: 8 }), async (rows) => {
      const kept = rows.filter(([a, b]) => a !== '' || b !== '')
      const text = csvLine(['first', 'second']) + kept.map(csvLine).join('')
      assert.deepEqual(
        (await readCsv(streamOf(text))).rows.map((row) => row.cells),
        kept,
      )
      for (const line of kept) assert.doesNotMatch(csvLine(line), /^"?[=+\-@]/)
    }),
  )
})

test('bad files are refused in words that say what to do', async () => {
  const refuses = (bytes: Uint8Array | string, reason: RegExp) =>
    assert.rejects(readCsv(streamOf(bytes)), (error: Error) => reason.test(error.message))
  await refuses('', /The file is empty/)
  await refuses('a,b\nx,"y\n', /not proper CSV: .*line/s)
  await refuses(new Uint8Array([97, 10, 0xff, 0xfe]), /not UTF-8/)
  await refuses('a\nb\0\n', /NUL/)
  await refuses('a,a\nb,c\n', /"a" stands twice/)
  await refuses('a,,b\n', /Column 2 has no name/)
  await assert.rejects(readCsv(null), /Send the CSV file/)
})

test('any bytes are read or refused, never a fault of ours', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 80 }), async (bytes) => {
      const outcome = await readCsv(streamOf(bytes)).catch((error: Error) => error)
      assert.ok(!(outcome instanceof Error) || outcome.constructor.name === 'Invalid', String(outcome))
    }),
  )
})

test('a download streams with a byte order mark and a name', async () => {
  async function* parts() {
    yield csvLine(['a'])
    yield csvLine(['б'])
  }
  const response = csvResponse('x.csv', parts())
  assert.equal(response.headers.get('content-disposition'), 'attachment; filename="x.csv"')
  assert.deepEqual(Buffer.from(await response.arrayBuffer()), Buffer.from('\uFEFFa\r\nб\r\n'))
})
