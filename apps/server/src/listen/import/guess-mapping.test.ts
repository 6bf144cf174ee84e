import assert from 'node:assert/strict'
import { createReadStream } from 'node:fs'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { guessMapping } from './guess-mapping.ts'
import type { KnownMetric } from './guess-metrics.ts'
import { realFile } from './import.test-support.ts'
import { profileTable } from './profile.ts'
import { readTable, TableError } from './read-table.ts'
import { rowReader } from './row-to-signal.ts'

async function guess(
  content: string | AsyncIterable<Uint8Array>,
  fileName = 'file.csv',
  known: KnownMetric[] = [],
) {
  const bytes =
    typeof content === 'string'
      ? (async function* () {
          yield new TextEncoder().encode(content)
        })()
      : content
  const table = await readTable(bytes, { fileName })
  const profile = await profileTable(table)
  const guessed = guessMapping(table, profile, { fileName, known, today: '2026-01-15' })
  const meanings = Object.fromEntries(
    guessed.mapping.columns.map(({ name, meaning }) => [
      name,
      meaning.as === 'reading' ? `reading ${meaning.metric}` : meaning.as,
    ]),
  )
  const metrics = Object.fromEntries(
    guessed.mapping.metrics.map((m) => [
      m.key,
      `${m.kind} ${m.source} ${m.scaleMin}..${m.scaleMax} ${m.direction}`,
    ]),
  )
  const problems = profile.kept
    .map(rowReader(guessed.mapping, table.header, known))
    .filter((r) => r.kind === 'problem')
  return { ...guessed, meanings, metrics, header: table.header, problems }
}

const real = (name: string) => {
  const { path, skip } = realFile(name)
  return { skip, open: () => createReadStream(path) }
}

/** A table of `n` rows by a function of the row's number. */
const table = (head: string, n: number, row: (i: number) => (string | number)[], delimiter = ',') =>
  [head, ...Array.from({ length: n }, (_, i) => row(i).join(delimiter))].join('\n')

describe('real files, by guess alone', () => {
  const inspections = real('wake_inspections/inspections.csv.gz')
  test('wake inspections', { skip: inspections.skip }, async () => {
    const { mapping, meanings, metrics, problems } = await guess(inspections.open(), 'inspections.csv.gz')
    assert.deepEqual(meanings, {
      HSISID: 'unit',
      SCORE: 'reading inspections_score',
      DATE: 'time',
      TYPE: 'attribute',
      INSPECTOR: 'evaluator',
    })
    assert.deepEqual(metrics, { inspections_score: 'score audit 0..100 up' })
    assert.deepEqual([mapping.source, mapping.target, mapping.unitKind], ['audit', 'signals', 'site'])
    assert.deepEqual(problems, [])
  })

  const restaurants = real('wake_inspections/restaurants.csv.gz')
  test('wake restaurants describe units', { skip: restaurants.skip }, async () => {
    const { mapping, meanings } = await guess(restaurants.open(), 'restaurants.csv.gz')
    assert.equal(mapping.target, 'units')
    assert.deepEqual(meanings, {
      HSISID: 'unit',
      NAME: 'unitName',
      CITY: 'unitAttribute',
      POSTALCODE: 'unitAttribute',
      RESTAURANTOPENDATE: 'time',
      FACILITYTYPE: 'unitAttribute',
      X: 'longitude',
      Y: 'latitude',
    })
  })

  const schools = real('nyc_schools_2011/survey.csv.gz')
  test('schools: who speaks is told by the names', { skip: schools.skip }, async () => {
    const { mapping, meanings, metrics, problems } = await guess(schools.open(), 'survey.csv.gz')
    assert.deepEqual(
      [meanings.dbn, meanings.schoolname, meanings.schooltype],
      ['unit', 'unitName', 'attribute'],
    )
    for (const dimension of ['saf', 'com', 'eng', 'aca']) {
      assert.equal(metrics[`${dimension}_p_11`], 'index customer 0..10 up')
      assert.equal(metrics[`${dimension}_s_11`], 'index customer 0..10 up')
      assert.equal(metrics[`${dimension}_t_11`], 'index employee 0..10 up')
      assert.equal(meanings[`${dimension}_tot_11`], 'ignore')
    }
    assert.deepEqual(
      [metrics.t_q6d, metrics.s_q6a, metrics.p_q2h],
      ['index employee 0..10 up', 'index customer 0..10 up', 'index customer 0..10 up'],
    )
    assert.equal(metrics.rr_t, 'figure operations 0..100 up')
    assert.equal(mapping.fixedTime, '2011-07-01')
    assert.deepEqual(problems, [])
  })

  const lectures = real('insteval/insteval.csv.gz')
  test('insteval', { skip: lectures.skip }, async () => {
    const { mapping, meanings, metrics, assumed } = await guess(lectures.open(), 'insteval.csv.gz')
    assert.deepEqual(meanings, {
      s: 'customer',
      d: 'employee',
      studage: 'attribute',
      lectage: 'attribute',
      service: 'attribute',
      dept: 'unit',
      y: 'reading insteval_y',
    })
    assert.deepEqual(metrics, { insteval_y: 'csat customer 1..5 up' })
    assert.deepEqual([mapping.unitKind, mapping.fixedTime], ['department', '2026-01-15'])
    assert.match(assumed.time, /tells no time/)
  })

  const trusts = real('nhs_trusts/nhs_2012_2019.csv.gz')
  test('nhs trusts', { skip: trusts.skip }, async () => {
    const { mapping, meanings, metrics } = await guess(trusts.open(), 'nhs_2012_2019.csv.gz')
    assert.deepEqual([meanings.Code, meanings['Year.Index'], meanings.Name], ['unit', 'time', 'unitName'])
    assert.deepEqual([mapping.dateFormat, mapping.source], ['yyyy', 'employee'])
    assert.equal(metrics.engagement_index, 'index employee 1..5 up')
    assert.equal(metrics.engagement_index_dichot, 'index employee 0..1 up')
    assert.equal(metrics.workstress_index, 'index employee 0..1 down')
    assert.equal(metrics.shmi_index, 'figure operations 0..1000000000 down')
    assert.equal(meanings['FreedomSpeak.Index'], 'ignore')
  })

  const orders = real('olist/reviews_joined.csv.gz')
  test('olist', { skip: orders.skip }, async () => {
    const { mapping, meanings, metrics, problems } = await guess(orders.open(), 'reviews_joined.csv.gz')
    assert.deepEqual(
      [
        meanings.seller_id,
        meanings.review_creation_date,
        meanings.title,
        meanings.comment,
        meanings.review_id,
        meanings.seller_state,
      ],
      ['unit', 'time', 'comment', 'comment', 'ignore', 'attribute'],
    )
    assert.equal(metrics.review_score, 'csat customer 1..5 up')
    assert.equal(metrics.late_days, 'figure operations -1000000000..1000000000 down')
    assert.deepEqual([mapping.fixedLanguage, mapping.unitKind], ['pt', 'partner'])
    assert.deepEqual(problems, [])
  })

  const reviews = real('asap_sample/reviews.csv.gz')
  test('asap', { skip: reviews.skip }, async () => {
    const { mapping, meanings, metrics, problems } = await guess(reviews.open(), 'reviews.csv.gz')
    assert.deepEqual(
      [meanings.index, meanings.reviewbody, meanings.star, meanings.split],
      ['sourceKey', 'comment', 'reading reviews_star', 'attribute'],
    )
    const taste = mapping.columns.find((column) => column.name === 'dish_taste')?.meaning
    assert.deepEqual(taste, { as: 'reading', metric: 'dish_taste', missing: ['-2'] })
    assert.equal(metrics.dish_taste, 'index customer -1..1 up')
    assert.deepEqual(
      [mapping.fixedUnit, mapping.fixedTime, mapping.fixedLanguage],
      ['reviews', '2026-01-15', 'zh'],
    )
    assert.deepEqual(problems, [])
  })
})

describe('made files', () => {
  const shops = ['A1', 'B2', 'C3', 'D4']
  const day = (i: number) => `${String((i % 28) + 1).padStart(2, '0')}`
  const said = ['nice and quick', 'had to wait a bit', 'would come again', 'too loud for us', 'fine, thanks']
  const long = (i: number) => `"${said[i % 5]}, visit ${i}"`
  const columns: Record<string, string> = {
    en: 'Store ID,Visit date,Response ID,NPS,Comment,Channel',
    ru: 'Магазин,Дата,ID ответа,NPS,Комментарий,Канал',
    hu: 'Üzlet,Dátum,Válasz azonosító,NPS,Megjegyzés,Csatorna',
    zh: '门店编号,日期,答卷编号,NPS,评论,渠道',
    pt: 'Loja,Data,Resposta id,NPS,Comentário,Canal',
    de: 'Filiale,Datum,Antwort Nummer,NPS,Kommentar,Kanal',
  }
  for (const [language, head] of Object.entries(columns)) {
    test(`a survey with names in ${language}`, async () => {
      const { meanings, metrics, problems, header } = await guess(
        table(head, 300, (i) => [
          shops[i % 4]!,
          `2024-05-${day(i)}`,
          90000 + i,
          (i * 7) % 11,
          long(i),
          ['web', 'phone'][i % 2]!,
        ]),
      )
      assert.deepEqual(
        header.map((name) => meanings[name]),
        ['unit', 'time', 'sourceKey', 'reading nps', 'comment', 'channel'],
      )
      assert.equal(metrics.nps, 'nps customer 0..10 up')
      assert.deepEqual(problems, [])
    })
  }

  test('a mystery shopping file is a service test with an evaluator', async () => {
    const { mapping, meanings } = await guess(
      table(
        'Branch;Datum;Shopper;Gesamt Punkte',
        100,
        (i) => [shops[i % 4]!, `${day(i)}.05.2024`, `MS${i % 20}`, `${60 + (i % 40)},5`],
        ';',
      ),
      'mystery.csv',
    )
    assert.deepEqual(
      [mapping.source, mapping.decimal, mapping.dateFormat],
      ['service_test', ',', 'dd.MM.yyyy'],
    )
    assert.deepEqual(Object.values(meanings).slice(0, 3), ['unit', 'time', 'evaluator'])
  })

  test('a long file: the metric is named in each row', async () => {
    const { mapping, meanings, metrics, problems } = await guess(
      table('store,date,question,answer', 400, (i) => [
        shops[i % 4]!,
        `2024-05-${day(i)}`,
        ['Cleanliness', 'Wait minutes'][i % 2]!,
        i % 2 === 0 ? (i % 5) + 1 : 10 + (i % 90),
      ]),
    )
    assert.deepEqual([meanings.question, meanings.answer], ['metricName', 'value'])
    assert.deepEqual(metrics, {
      cleanliness: 'csat customer 1..5 up',
      wait_minutes: 'figure operations 0..1000000000 down',
    })
    assert.equal(mapping.metrics[0]?.name, 'Cleanliness')
    assert.deepEqual(problems, [])
  })

  test('a unit is never the id of a row, even where each stands once', async () => {
    const { meanings } = await guess(
      table('Store id,Date,Score', 50, (i) => [`S${i}`, `2024-05-${day(i)}`, (i % 5) + 1]),
    )
    assert.equal(meanings['Store id'], 'unit')
  })

  test('99 for no answer', async () => {
    const { mapping } = await guess(
      table('store,date,rating', 300, (i) => [
        shops[i % 4]!,
        `2024-05-${day(i)}`,
        i % 10 === 0 ? 99 : (i % 5) + 1,
      ]),
    )
    assert.deepEqual(mapping.columns[2]?.meaning, { as: 'reading', metric: 'file_rating', missing: ['99'] })
    assert.deepEqual([mapping.metrics[0]?.scaleMin, mapping.metrics[0]?.scaleMax], [1, 5])
  })

  test('s, x and "do not know" among numbers are no answers', async () => {
    const answers = ['4', '5', 's', '3', "don't know"]
    const { mapping, problems } = await guess(
      table('store,date,rating', 300, (i) => [shops[i % 4]!, `2024-05-${day(i)}`, answers[i % 5]!]),
    )
    assert.deepEqual(mapping.columns[2]?.meaning, {
      as: 'reading',
      metric: 'file_rating',
      missing: ['s', "don't know"],
    })
    assert.ok(problems.every((p) => p.problem.startsWith('The row holds no answer')))
  })

  test('a few slips do not change what a column with a telling name means', async () => {
    const { meanings, problems } = await guess(
      'store,date,rating\nS1,2024-05-01,4\nS1,2024-05-02,9x\nS1,yesterday,5\n',
    )
    assert.deepEqual(Object.values(meanings), ['unit', 'time', 'reading file_rating'])
    assert.deepEqual(
      problems.map((p) => p.problem),
      [
        '"rating" is "9x", which is not a number.',
        '"date" is "yesterday", which is no time written as yyyy-MM-dd.',
      ],
    )
  })

  test('a metric of the catalogue is used again where the values fit', async () => {
    const known: KnownMetric[] = [
      { key: 'nps', name: 'NPS', kind: 'nps', source: 'customer', scaleMin: 0, scaleMax: 10 },
    ]
    const content = table('store,date,nps', 100, (i) => [shops[i % 4]!, `2024-05-${day(i)}`, i % 11])
    const { mapping } = await guess(content, 'x.csv', known)
    assert.deepEqual([mapping.metrics, mapping.columns[2]?.meaning], [[], { as: 'reading', metric: 'nps' }])
    const other = await guess(content, 'x.csv', [{ ...known[0]!, scaleMax: 5 }])
    assert.equal(other.mapping.metrics[0]?.key, 'nps_2')
  })
})

test('any table is guessed without throwing, and the guess is the same twice', async () => {
  const cell = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.integer().map(String),
    fc.double().map(String),
    fc.constantFrom('2024-01-05', '', 'NA', '5', '99'),
  )
  const names = fc.constantFrom(
    'store',
    'date',
    'score',
    'comment',
    'id',
    'p_q1',
    's_q1',
    't_q1',
    'x',
    'y',
    '',
    'метрика',
    'question',
    'value',
    '评分',
  )
  const rows = fc
    .integer({ min: 1, max: 5 })
    .chain((width) =>
      fc.tuple(
        fc.array(names, { minLength: width, maxLength: width }),
        fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 8 }),
      ),
    )
  await fc.assert(
    fc.asyncProperty(rows, async ([head, body]) => {
      const text = [head, ...body]
        .map((row) => row.map((c) => `"${c.replaceAll('"', '""')}"`).join(','))
        .join('\n')
      const once = async () => {
        const bytes = async function* () {
          yield new TextEncoder().encode(text)
        }
        const read = await readTable(bytes(), { fileName: 'a.csv' })
        return guessMapping(read, await profileTable(read), {
          fileName: 'a.csv',
          known: [],
          today: '2026-01-15',
        })
      }
      try {
        assert.deepEqual(await once(), await once())
      } catch (error) {
        assert.ok(error instanceof TableError, String(error))
      }
    }),
    { numRuns: 300 },
  )
})
