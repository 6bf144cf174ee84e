import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, describe, test } from 'node:test'
import { createImportBench, type ImportBench, realFile } from './import.test-support.ts'

/** The six real data sets, by guess alone, over real PostgreSQL. */
describe('real files', () => {
  let bench: ImportBench
  before(async () => {
    bench = await createImportBench()
  })
  after(() => bench.close())

  const inspections = realFile('wake_inspections/inspections.csv.gz')
  test('wake inspections, then the sites that are described', { skip: inspections.skip }, async () => {
    const done = await bench.importFile(await readFile(inspections.path), 'inspections.csv.gz')
    assert.deepEqual(
      [done.status, done.error, done.rows, done.accepted, done.badRows],
      ['done', null, 36_657, 36_657, 0],
    )
    assert.equal(await bench.count('units'), 3882)
    assert.equal(await bench.count(`people where kind = 'evaluator'`), 61)
    assert.equal(await bench.count(`signals where source = 'audit' and evaluator_id is not null`), 36_657)

    const again = await bench.importFile(await readFile(inspections.path), 'inspections.csv.gz')
    assert.deepEqual([again.accepted, again.duplicates, again.badRows], [0, 36_657, 0])

    const restaurants = await readFile(realFile('wake_inspections/restaurants.csv.gz').path)
    const described = await bench.importFile(restaurants, 'restaurants.csv.gz')
    assert.deepEqual([described.status, described.rows, described.badRows], ['done', 3635, 0])
    // 48 of the described sites were never inspected; 295 of the inspected ones are not described and stay.
    assert.equal(await bench.count('units'), 3930)
    assert.equal(await bench.count('units where name <> key'), 3635)
    assert.ok((await bench.count('units where latitude between 35 and 37')) > 3500)
    assert.equal(await bench.count('units where latitude = 0'), 0)
    assert.ok((await bench.count('units where opened_on is not null')) > 3600)
    const unchanged = await bench.importFile(restaurants, 'restaurants.csv.gz')
    assert.deepEqual([unchanged.accepted, unchanged.duplicates], [0, 3635])
  })

  const schools = realFile('nyc_schools_2011/survey.csv.gz')
  test('a wide school survey: parents and students are customers, teachers employees', {
    skip: schools.skip,
  }, async () => {
    const units = await bench.count('units')
    const done = await bench.importFile(await readFile(schools.path), 'survey.csv.gz')
    assert.deepEqual([done.status, done.error, done.rows, done.badRows], ['done', null, 455, 0])
    assert.equal((await bench.count('units')) - units, 455)
    assert.equal(await bench.count(`units where key = '01M015' and name = 'P.S. 015 Roberto Clemente'`), 1)
    const of = (source: string) =>
      bench.count(
        `signals where source = '${source}' and occurred_at::date = '2011-07-01' and import_id = '${done.id}'`,
      )
    assert.deepEqual([await of('customer'), await of('employee'), await of('operations')], [455, 455, 455])
    assert.equal(
      await bench.count(`metrics where key = 'saf_t_11' and source = 'employee' and scale_max = 10`),
      1,
    )
    assert.equal(
      await bench.count(`metrics where key = 'saf_p_11' and source = 'customer' and scale_max = 10`),
      1,
    )
  })

  const trusts = realFile('nhs_trusts/nhs_2012_2019.csv.gz')
  test('a yearly panel of hospitals', { skip: trusts.skip }, async () => {
    const done = await bench.importFile(await readFile(trusts.path), 'nhs_2012_2019.csv.gz')
    assert.deepEqual([done.status, done.error, done.rows, done.badRows], ['done', null, 1084, 0])
    assert.equal(await bench.count(`signals where import_id = '${done.id}' and source = 'employee'`), 1073)
    assert.equal(await bench.count(`signals where import_id = '${done.id}' and source = 'operations'`), 1084)
    assert.equal(
      await bench.count(
        `signals where import_id = '${done.id}' and to_char(occurred_at, 'MM-DD') <> '07-01'`,
      ),
      0,
    )
    const shorter = await readFile(realFile('nhs_trusts/nhs_2015_2019.csv.gz').path)
    const second = await bench.importFile(shorter, 'nhs_2015_2019.csv.gz')
    assert.deepEqual([second.status, second.error, second.rows], ['done', null, 702])
    assert.ok(second.badRows <= 702 - 665, `${second.badRows} bad rows`)
  })

  const orders = realFile('olist/reviews_joined.csv.gz')
  test('orders with Portuguese comments, sellers and delivery times', { skip: orders.skip }, async () => {
    const done = await bench.importFile(await readFile(orders.path), 'reviews_joined.csv.gz')
    assert.deepEqual([done.status, done.error, done.rows, done.badRows], ['done', null, 7447, 0])
    assert.equal(await bench.count(`units where kind = 'partner'`), 1601)
    assert.equal(
      await bench.count(`signals where import_id = '${done.id}' and source = 'customer' and language = 'pt'`),
      7447,
    )
    assert.ok((await bench.count(`signals where import_id = '${done.id}' and comments <> '[]'`)) >= 3566)
    const undone = await bench.undo(done.id)
    assert.deepEqual([undone.status, undone.accepted], ['undone', 0])
    assert.equal(await bench.count(`signals where import_id = '${done.id}' and deleted_at is null`), 0)
    const anew = await bench.importFile(await readFile(orders.path), 'reviews_joined.csv.gz')
    assert.deepEqual([anew.accepted, anew.duplicates, anew.badRows], [done.accepted, 0, 0])
  })

  const reviews = realFile('asap_sample/reviews.csv.gz')
  test('Chinese reviews without unit and date', { skip: reviews.skip }, async () => {
    const preview = await bench.upload(await readFile(reviews.path), 'reviews.csv.gz')
    assert.equal(preview.import.mapping.fixedUnit, 'reviews')
    assert.equal(preview.notes.length, 3)
    const done = await bench.run(preview.import.id)
    assert.deepEqual(
      [done.status, done.error, done.rows, done.accepted, done.badRows],
      ['done', null, 300, 300, 0],
    )
    assert.equal(
      await bench.count(`signals where import_id = '${done.id}' and language = 'zh' and comments <> '[]'`),
      300,
    )
  })

  const lectures = realFile('insteval/insteval.csv.gz')
  test('ratings of lecturers by students in departments', { skip: lectures.skip }, async () => {
    const done = await bench.importFile(await readFile(lectures.path), 'insteval.csv.gz')
    assert.deepEqual(
      [done.status, done.error, done.rows, done.accepted, done.badRows],
      ['done', null, 73_421, 73_421, 0],
    )
    assert.equal(await bench.count(`units where kind = 'department'`), 14)
    assert.equal(await bench.count(`people where kind = 'employee'`), 1128)
    assert.equal(await bench.count(`people where kind = 'customer'`), 2972)
  })
})
