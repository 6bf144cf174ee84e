import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { ImportMapping } from '@tandem/contract'
import { sql } from 'drizzle-orm'
import { testCaller } from '../../../test/database.ts'
import { Forbidden, Invalid, NotFound, TooLarge } from '../../platform/index.ts'
import { erasePerson } from '../erase-person.ts'
import { cancelImport } from './cancel-import.ts'
import { createImport } from './create-import.ts'
import { createImportBench, type ImportBench } from './import.test-support.ts'
import { badRowsFile, getImport, listImports } from './read-imports.ts'
import { startImport } from './start-import.ts'
import { undoImport } from './undo-import.ts'
import { updateMapping } from './update-mapping.ts'
import { xlsxFile } from './xlsx.test-support.ts'

const csv = (head: string, rows: number, row: (i: number) => string) =>
  `${head}\n${Array.from({ length: rows }, (_, i) => row(i)).join('\n')}\n`
const visits = (rows: number, from = 0) =>
  csv(
    'store,date,rating,comment',
    rows,
    (i) =>
      `S${(i + from) % 20},2024-05-${10 + ((i + from) % 20)},${((i + from) % 5) + 1},"visit number ${i + from}"`,
  )

describe('imports', () => {
  let bench: ImportBench
  before(async () => {
    bench = await createImportBench()
  })
  after(() => bench.close())
  const signalsOf = (id: string) => bench.count(`signals where import_id = '${id}' and deleted_at is null`)

  test('a hundred thousand rows with three bad ones: two by the file, one by its value', async () => {
    const lines = csv(
      'store,date,rating,who',
      100_000,
      (i) => `S${i % 500},2024-0${(i % 9) + 1}-15,${(i % 5) + 1},c${i % 3000}`,
    ).split('\n')
    lines[10] = 'S1,"never closed,3,c1'
    lines[50_000] = 'S1,2024-05-15,3'
    lines[99_999] = 'S1,2024-05-15,7,c1'
    const done = await bench.importFile(lines.join('\n'), 'big.csv', {
      columns: [
        { name: 'store', meaning: { as: 'unit' } },
        { name: 'date', meaning: { as: 'time' } },
        { name: 'rating', meaning: { as: 'reading', metric: 'big_rating' } },
        { name: 'who', meaning: { as: 'customer' } },
      ],
    })
    assert.deepEqual(
      [done.status, done.error, done.rows, done.accepted, done.badRows],
      ['done', null, 100_000, 99_997, 3],
    )
    assert.equal(done.bytesRead, done.bytes)
    assert.equal(await signalsOf(done.id), 99_997)
    assert.deepEqual((await bench.badRows(done.id)).trim().split('\r\n'), [
      'line,reason,store,date,rating,who',
      '11,A quotation mark is not closed or not doubled. Mend the quotes of this line.,"S1,""never closed,3,c1"',
      '50001,"The row has 3 cells, the header has 4. Add the missing or drop the extra delimiters.",S1,2024-05-15,3',
      '100000,"""rating"" is 7; ""Big: rating"" goes from 1 to 5.",S1,2024-05-15,7,c1',
    ])
    const file = await badRowsFile(bench.services, bench.caller, done.id)
    assert.equal(file.headers.get('content-type'), 'text/csv; charset=utf-8')
    await file.body?.cancel()
  })

  test('the same file twice changes nothing; a longer one brings only its new rows; undone it can come anew', async () => {
    const first = await bench.importFile(visits(3000), 'visits.csv')
    assert.deepEqual([first.status, first.accepted, first.duplicates], ['done', 3000, 0])
    const twice = await bench.importFile(visits(3000), 'visits.csv')
    assert.deepEqual([twice.accepted, twice.duplicates, twice.badRows], [0, 3000, 0])
    const longer = await bench.importFile(visits(3500), 'visits.csv')
    assert.deepEqual([longer.accepted, longer.duplicates], [500, 3000])
    const undone = await bench.undo(first.id)
    assert.deepEqual([undone.status, undone.accepted, await signalsOf(first.id)], ['undone', 0, 0])
    assert.equal(await signalsOf(longer.id), 500)
    assert.equal(
      await bench.count(
        `outbox where signal_ids && (select array_agg(id) from signals where import_id = '${first.id}')`,
      ),
      3,
    )
    const anew = await bench.importFile(visits(3000), 'visits.csv')
    assert.deepEqual([anew.accepted, anew.duplicates, anew.badRows], [3000, 0, 0])
  })

  test('importing again does not bring back a person who was erased', async () => {
    const content = csv(
      'store,date,rating,customer_id',
      40,
      (i) => `S1,2024-08-${10 + (i % 20)},${(i % 5) + 1},E${i % 4}`,
    )
    const first = await bench.importFile(content, 'erased.csv')
    assert.deepEqual([first.status, first.accepted], ['done', 40])
    const { rows } = await bench.caller.transaction((tx) =>
      tx.execute<{ id: string }>(sql`select id from people where kind = 'customer' and key = 'E2'`),
    )
    const erase = { ...bench.services, forgetKeys: (id: string) => bench.services.intake.forgetKeys(id) }
    await erasePerson(erase, bench.caller, rows[0]!.id, false)
    const again = await bench.importFile(content, 'erased.csv')
    assert.deepEqual([again.status, again.accepted], ['done', 0])
    assert.equal(await bench.count(`people where kind = 'customer' and key like 'E%'`), 3)
    assert.equal(await signalsOf(first.id), 30)
  })

  test('a corrected mapping is saved for the next file with these columns', async () => {
    const preview = await bench.upload(
      csv('branch,day,rating,kind', 40, (i) => `B${i % 4},2024-05-01,${(i % 5) + 1},${i % 2 ? 'a' : 'b'}`),
      'first.csv',
    )
    assert.equal(preview.remembered, false)
    assert.equal(preview.unknownUnits.length, 4)
    assert.equal(preview.rows.length, 20)
    const columns = preview.import.mapping.columns.map((column) =>
      column.name === 'kind' ? { ...column, meaning: { as: 'ignore' as const } } : column,
    )
    const mapping: ImportMapping = { ...preview.import.mapping, columns, unitKind: 'team' }
    const corrected = await updateMapping(bench.services, bench.caller, preview.import.id, mapping)
    assert.deepEqual(corrected.rows[0]?.signal?.attributes, {})
    assert.equal((await bench.run(preview.import.id)).status, 'done')
    const second = await bench.upload(
      csv('branch,day,rating,kind', 40, (i) => `B${i % 4},2024-06-01,${(i % 5) + 1},c`),
      'second.csv',
    )
    assert.equal(second.remembered, true)
    assert.deepEqual([second.import.mapping.unitKind, second.import.mapping.columns], ['team', columns])
    assert.deepEqual(second.unknownUnits, [])
  })

  test('unknown units are refused by name when the import may not create them', async () => {
    const done = await bench.importFile(
      csv('store,date,rating', 30, (i) => `${i === 7 ? 'Nowhere' : 'S1'},2024-05-01,${(i % 5) + 1}`),
      'few.csv',
      { createUnits: false },
    )
    assert.deepEqual([done.status, done.accepted, done.badRows], ['done', 29, 1])
    assert.match(await bench.badRows(done.id), /9,"The unit ""Nowhere"" is not known/)
    assert.equal(await bench.count(`units where key = 'Nowhere'`), 0)
  })

  test('all or nothing: a bad row keeps the whole file out', async () => {
    const content = csv('store,date,rating', 5000, (i) => `S1,2024-06-01,${i === 4000 ? 'x' : (i % 5) + 1}`)
    const done = await bench.importFile(content, 'strict.csv', { skipBadRows: false })
    assert.equal(done.status, 'failed')
    assert.match(done.error ?? '', /Nothing was imported: line 4002 is bad\. "rating" is "x"/)
    assert.equal(await signalsOf(done.id), 0)
    const unknown = csv(
      'store,date,rating',
      5000,
      (i) => `${i === 4000 ? 'Nowhere' : 'S1'},2024-07-01,${(i % 5) + 1}`,
    )
    const refused = await bench.importFile(unknown, 'strict.csv', { skipBadRows: false, createUnits: false })
    assert.equal(refused.status, 'failed')
    assert.match(refused.error ?? '', /nothing was kept/)
    assert.equal(await signalsOf(refused.id), 0)
  })

  test('a run that was killed goes on where it was: no row twice, none lost', async () => {
    const preview = await bench.upload(visits(6000, 100_000), 'killed.csv')
    const { id } = preview.import
    const { intake } = bench.services
    const accept = intake.accept.bind(intake)
    let batches = 0
    intake.accept = async (...call) => {
      if (++batches === 2) throw new Error('The power is gone.')
      return accept(...call)
    }
    const failed = await bench.run(id)
    intake.accept = accept
    assert.deepEqual([failed.status, failed.error], ['failed', 'The power is gone.'])
    const kept = await signalsOf(id)
    assert.ok(kept > 0 && kept < 6000, `${kept}`)
    const done = await bench.run(id)
    assert.deepEqual(
      [done.status, done.accepted, done.duplicates, await signalsOf(id)],
      ['done', 6000, 0, 6000],
    )
  })

  test('a queued import is cancelled at once, a running one at its next report', async () => {
    const queued = (await bench.upload(visits(10, 200_000), 'queued.csv')).import.id
    await startImport(bench.services, bench.caller, queued)
    assert.equal((await cancelImport(bench.caller, queued)).status, 'cancelled')
    await assert.rejects(cancelImport(bench.caller, queued), /only a queued or running one/)

    const running = (await bench.upload(visits(120_000, 300_000), 'running.csv')).import.id
    const run = bench.run(running)
    for (let waited = 0; waited < 200; waited++) {
      await new Promise((resolve) => setTimeout(resolve, 25))
      const { status } = await getImport(bench.caller, running)
      if (status !== 'running') continue
      await cancelImport(bench.caller, running)
      break
    }
    const stopped = await run
    assert.equal(stopped.status, 'cancelled')
    assert.ok((await signalsOf(running)) < 120_000)
    const undone = await bench.undo(running)
    assert.deepEqual([undone.status, await signalsOf(running)], ['undone', 0])
  })

  test('a workbook and JSON come in as CSV does', async () => {
    const rows = Array.from({ length: 30 }, (_, i) => ({
      outlet: `F${i % 3}`,
      date: `2024-03-${10 + (i % 20)}`,
      rating: (i % 5) + 1,
    }))
    const sheet = xlsxFile([
      ['Ratings of March'],
      ['outlet', 'date', 'rating'],
      ...rows.map((row) => [row.outlet, new Date(`${row.date}T00:00:00Z`), row.rating]),
    ])
    const files: [string, Uint8Array | string][] = [
      ['forms.csv', csv('outlet,date,rating', 30, (i) => Object.values(rows[i]!).join(','))],
      ['forms.xlsx', sheet],
      ['forms.json', JSON.stringify(rows)],
      ['forms.ndjson', rows.map((row) => JSON.stringify(row)).join('\n')],
    ]
    const [first, ...others] = files
    const done = await bench.importFile(first![1], first![0])
    assert.deepEqual([done.status, done.error, done.accepted, done.badRows], ['done', null, 30, 0])
    // The same rows in another form are the same rows.
    for (const [name, content] of others) {
      const same = await bench.importFile(content, name)
      assert.deepEqual(
        [name, same.status, same.accepted, same.duplicates, same.badRows],
        [name, 'done', 0, 30, 0],
      )
    }
  })

  test('an import whose process died for good can be started again', async () => {
    const { id } = (await bench.upload(visits(50, 500_000), 'dead.csv')).import
    await bench.caller.transaction(async (tx) => {
      await tx.execute(sql`update imports set status = 'running' where id = ${id}`)
      await tx.execute(sql`insert into jobs (id, organization_id, kind, status, payload, created_by)
        values (gen_random_uuid(), ${bench.caller.organizationId}, 'import', 'running', ${JSON.stringify({ importId: id })}::jsonb, 'x')`)
    })
    await assert.rejects(startImport(bench.services, bench.caller, id), /This import is running already/)
    await bench.caller.transaction((tx) =>
      tx.execute(sql`update jobs set updated_at = now() - interval '3 minutes'`),
    )
    const done = await bench.run(id)
    assert.deepEqual([done.status, done.accepted], ['done', 50])
  })

  test('units with a parent: regions come into being, circles do not', async () => {
    const head = 'store_key,store_name,region,city,phone'
    const done = await bench.importFile(
      csv(head, 6, (i) => `U${i},Unit ${i},R${i % 2},Town ${i},+36 1 ${i}`),
      'stores.csv',
    )
    assert.deepEqual(
      [done.status, done.error, done.mapping.target, done.accepted, done.badRows],
      ['done', null, 'units', 6, 0],
    )
    assert.equal(await bench.count(`units where key in ('R0', 'R1') and kind = 'region'`), 2)
    assert.equal(
      await bench.count(
        `unit_parents p join units u on u.id = p.unit_id join units r on r.id = p.parent_id where u.key = 'U3' and r.key = 'R1'`,
      ),
      1,
    )
    const circle = await bench.importFile(
      `${head}\nR0,Region 0,U0,x,1\nR1,Region 1,R0,y,2\nU9,Nine,R1,z,3\n`,
      'stores.csv',
    )
    assert.deepEqual([circle.status, circle.badRows], ['done', 1])
    assert.match(
      await bench.badRows(circle.id),
      /"The unit ""R0"" cannot hang below ""U0"", which is below it\."/,
    )
    await assert.rejects(undoImport(bench.services, bench.caller, done.id), /described units/)
  })

  test('who may not, what is not there, what is too large', async () => {
    const scoped = testCaller(bench.test, { scope: ['00000000-0000-7000-8000-000000000000'] })
    await assert.rejects(listImports(scoped), Forbidden)
    await assert.rejects(getImport(bench.caller, '00000000-0000-7000-8000-000000000000'), NotFound)
    const stranger = testCaller({
      database: bench.test.database,
      organizationId: await bench.test.createOrganization('Other'),
    })
    const mine = (await listImports(bench.caller)).items[0]!
    await assert.rejects(getImport(stranger, mine.id), NotFound)
    await assert.rejects(startImport(bench.services, stranger, mine.id), NotFound)
    await assert.rejects(bench.upload('', 'empty.csv'), Invalid)
    await assert.rejects(createImport(bench.services, bench.caller, { fileName: 'x', body: null }), Invalid)
    const small = { ...bench.services, importMaxBytes: 100 }
    await assert.rejects(
      createImport(small, bench.caller, { fileName: 'x.csv', body: new Blob([visits(100)]).stream() }),
      TooLarge,
    )
  })

  test('what was noted: who started and undid an import', async () => {
    const { rows } = await bench.caller.transaction((tx) =>
      tx.execute<{ action: string }>(
        sql`select distinct action from audit_log where action like 'import.%' order by action`,
      ),
    )
    assert.deepEqual(
      rows.map((row) => row.action),
      ['import.cancel', 'import.start', 'import.undo'],
    )
  })
})
