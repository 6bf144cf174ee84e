import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { createRng } from '@tandem/stats'
import { pino } from 'pino'
import type { Analytics, OrganizationAnalytics } from './connection.ts'
import { KeptMoments } from './kept-moments.ts'
import type { MomentFilter, UnitMoments } from './moment-filter.ts'
import { readMoments, unknownId } from './moments.ts'
import { partOf } from './moments-by-quarter.ts'
import { openAnalytics } from './open.ts'
import { deleteRows, mergeParts, openStaging, swapStaging } from './schema.ts'

let dataFolder = ''
let analytics: Analytics
before(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'tandem-quarters-'))
  analytics = await openAnalytics({ dataFolder }, pino({ level: 'silent' }))
})
after(async () => {
  await analytics.close()
  await rm(dataFolder, { recursive: true, force: true })
})

const rng = createRng(11)
const below = (n: number) => rng.integer(n)
const metric = randomUUID()
const units = Array.from({ length: 5 }, () => randomUUID())
const evaluators = Array.from({ length: 3 }, () => randomUUID())
const dayOf = (n: number) => new Date(Date.UTC(2023, 10, 1) + n * 86_400_000).toISOString().slice(0, 10)

type Row = ReturnType<typeof makeRow>
function makeRow(organization: string) {
  const day = dayOf(below(500))
  return {
    organization_id: organization,
    metric_id: metric,
    unit_id: units[below(5)]!,
    occurred_on: day,
    occurred_at: `${day} 12:00:00.000`,
    signal_id: randomUUID(),
    source: 'customer',
    value: below(100),
    raw: 1,
    evaluator_id: evaluators[below(3)]!,
    customer_id: unknownId,
    touchpoint_id: unknownId,
    channel: ['web', 'shop'][below(2)]!,
    language: 'en',
    version: 1,
    deleted: 0,
  }
}

/** The organization's engine with a memory of its own, for which every question is worth asking by quarter. */
function remembering(organization: string, least = 0): OrganizationAnalytics {
  const inner = analytics.forOrganization(organization)
  return { ...inner, quarters: { kept: new KeptMoments(100_000, least), states: inner.quarters!.states } }
}

/** The organization's engine that counts its questions, those about parts apart. */
function counting(organization: string, least = 0) {
  const inner = remembering(organization, least)
  const asked = { questions: 0, quarters: 0 }
  const engine: OrganizationAnalytics = {
    ...inner,
    query: (sql, params, row) => {
      asked.questions += 1
      asked.quarters += sql.match(/_partition_id = /g)?.length ?? 0
      return inner.query(sql, params, row)
    },
  }
  const take = () => {
    const seen = { ...asked }
    asked.questions = 0
    asked.quarters = 0
    return seen
  }
  return { engine, take }
}

/** The same engine without a memory. */
function forgetful(organization: string): OrganizationAnalytics {
  const { organizationId, query } = analytics.forOrganization(organization)
  return { organizationId, query }
}

function assertSame(actual: readonly UnitMoments[], wanted: readonly UnitMoments[]): void {
  const name = (m: UnitMoments) => `${m.unitId} ${m.segment} ${m.key}`
  const byName = new Map(wanted.map((m) => [name(m), m]))
  assert.equal(actual.length, wanted.length)
  for (const one of actual) {
    const want = byName.get(name(one))
    assert.ok(want, `an unexpected group ${name(one)}`)
    assert.equal(one.n, want.n)
    assert.ok(Math.abs(one.mean - want.mean) < 1e-9, `mean ${one.mean} instead of ${want.mean}`)
    assert.ok(Math.abs(one.m2 - want.m2) < 1e-8 * Math.max(1, want.m2), `m2 ${one.m2} instead of ${want.m2}`)
  }
}

/** A moved unit's days, some of them on the first or last day of a quarter. */
const moves = () => [...new Set(['2024-01-01', '2024-06-30', dayOf(below(500)), dayOf(below(500))])].sort()

/** Few different ones, so that most come up again after something was written. */
const filters: MomentFilter[] = [
  { metricId: metric },
  { metricId: metric, from: '2024-01-01', to: '2024-12-31' },
  { metricId: metric, from: '2023-12-15', to: '2024-08-20', channels: ['web'] },
  { metricId: metric, from: '2024-02-10', to: '2024-02-20', unitIds: units.slice(0, 3) },
  { metricId: metric, by: { kind: 'evaluator' } },
  { metricId: metric, to: '2024-09-30', by: { kind: 'period', grain: 'week' } },
  { metricId: metric, by: { kind: 'period', grain: 'year' }, boundaries: new Map([[units[0]!, moves()]]) },
  { metricId: metric, from: '2024-01-01', boundaries: new Map(units.slice(1, 4).map((u) => [u, moves()])) },
  { metricId: metric, from: '2031-01-01', to: '2031-12-31' },
]

test('whatever is written between questions, the answer is that of the engine asked as a whole', async () => {
  const organization = randomUUID()
  const { engine, take } = counting(organization)
  let rows: Row[] = Array.from({ length: 800 }, () => makeRow(organization))
  await analytics.insert('readings', rows)
  let version = 1
  const some = (n: number) =>
    Array.from({ length: Math.min(n, rows.length) }, () => rows[below(rows.length)]!)
  /** The reading's new place, and a deleting row in its old one if that is another. */
  const correct = (row: Row) => {
    const next = { ...makeRow(organization), signal_id: row.signal_id, version: ++version }
    const stays = next.unit_id === row.unit_id && next.occurred_on === row.occurred_on
    rows[rows.indexOf(row)] = next
    return stays ? [next] : [{ ...row, version, deleted: 1 }, next]
  }
  const changes: (() => Promise<unknown>)[] = [
    () => {
      const more = Array.from({ length: 1 + below(10) }, () => makeRow(organization))
      rows.push(...more)
      return analytics.insert('readings', more)
    },
    () => analytics.insert('readings', [...new Set(some(3))].flatMap(correct)),
    () => {
      const gone = new Set(some(2))
      rows = rows.filter((row) => !gone.has(row))
      version += 1
      return analytics.insert(
        'readings',
        [...gone].map((row) => ({ ...row, version, deleted: 1 })),
      )
    },
    () => {
      const gone = new Set(some(2).map((row) => row.signal_id))
      rows = rows.filter((row) => !gone.has(row.signal_id))
      return deleteRows(analytics, { signalIds: [...gone] })
    },
    () => mergeParts(analytics),
    () => analytics.insert('readings', some(5)),
    () => analytics.insert('readings', [makeRow(randomUUID())]),
    async () => {
      const staging = await openStaging(analytics)
      rows = rows.slice(1)
      await analytics.insert(staging.readings, rows)
      await swapStaging(analytics, [organization])
    },
    async () => {},
  ]
  let known = 0
  for (let round = 0; round < 24; round++) {
    await changes[round < changes.length ? round : below(changes.length)]!()
    for (const filter of [filters[0]!, filters[below(filters.length)]!, filters[below(filters.length)]!]) {
      const [actual, wanted] = [
        await readMoments(engine, filter),
        await readMoments(forgetful(organization), filter),
      ]
      assertSame(actual, wanted)
      if (take().questions === 0) known += 1
    }
    const total = await readMoments(engine, filters[0]!)
    assert.equal(
      total.reduce((sum, m) => sum + m.n, 0),
      rows.length,
    )
    // Unless the engine merged by itself in between.
    if (take().questions === 0) known += 1
  }
  assert.ok(known > 10, `${known} answers came from memory`)
})

test('only the quarter that changed, and the quarter that the period cuts, are asked again', async () => {
  const organization = randomUUID()
  const { engine, take } = counting(organization)
  const row = makeRow(organization)
  const on = (day: string) => ({
    ...row,
    occurred_on: day,
    occurred_at: `${day} 12:00:00.000`,
    signal_id: randomUUID(),
  })
  const year = ['2019-01-01', '2019-03-31', '2019-04-01', '2019-08-08', '2019-12-31']
  await analytics.insert('readings', year.map(on))
  // A merge would be one more change.
  await analytics.command('SYSTEM STOP MERGES readings')
  const ask = async (filter: Omit<MomentFilter, 'metricId'>) => {
    const rows = await readMoments(engine, { metricId: metric, ...filter })
    return { n: rows.reduce((sum, m) => sum + m.n, 0), ...take() }
  }
  const whole = { from: '2019-01-01', to: '2019-12-31' }
  assert.deepEqual(await ask(whole), { n: 5, questions: 1, quarters: 4 })
  assert.deepEqual(await ask(whole), { n: 5, questions: 0, quarters: 0 })
  await analytics.insert('readings', [on('2019-05-05')])
  assert.deepEqual(await ask(whole), { n: 6, questions: 1, quarters: 1 })
  assert.deepEqual(await ask({ from: '2019-02-01', to: '2019-09-30' }), { n: 4, questions: 1, quarters: 1 })
  assert.deepEqual(await ask({ ...whole, unitIds: [row.unit_id] }), { n: 6, questions: 1, quarters: 4 })
  assert.deepEqual(await ask({ ...whole, channels: [row.channel] }), { n: 6, questions: 1, quarters: 4 })
  // A move in one quarter leaves the others as they are known.
  const boundaries = new Map([[row.unit_id, ['2019-08-01']]])
  assert.deepEqual(await ask({ ...whole, boundaries }), { n: 6, questions: 1, quarters: 1 })
  const stranger = counting(randomUUID())
  assert.deepEqual(await readMoments(stranger.engine, { metricId: metric, ...whole }), [])
  assert.deepEqual(stranger.take(), { questions: 1, quarters: 4 })
  await analytics.command('SYSTEM START MERGES readings')
})

test('a reading that moves from an asked to a known quarter meanwhile is not counted twice, and nothing stale is kept', async () => {
  const organization = randomUUID()
  const engine = remembering(organization)
  const filter = { metricId: metric, from: '2017-01-01', to: '2017-06-30' }
  const total = async (asked: OrganizationAnalytics) =>
    (await readMoments(asked, filter)).reduce((sum, m) => sum + m.n, 0)
  const row = makeRow(organization)
  const old = { ...row, occurred_on: '2017-02-02', occurred_at: '2017-02-02 12:00:00.000' }
  const moved = { ...row, version: 2, occurred_on: '2017-05-05', occurred_at: '2017-05-05 12:00:00.000' }
  const other = { ...old, signal_id: randomUUID() }
  await analytics.insert('readings', [old, other])
  assert.equal(await total(engine), 2)
  // The second quarter comes into being just before, then just after the engine answers.
  const interfering = (rows: readonly object[], when: 'before' | 'after'): OrganizationAnalytics => {
    let done = false
    return {
      ...engine,
      query: async (sql, params, schema) => {
        const write = async () => {
          if (!done) await analytics.insert('readings', rows)
          done = true
        }
        if (when === 'before') await write()
        const answer = await engine.query(sql, params, schema)
        if (when === 'after') await write()
        return answer
      },
    }
  }
  await analytics.insert('readings', [{ ...other, signal_id: randomUUID(), occurred_on: '2017-05-06' }])
  assert.equal(await total(interfering([{ ...old, version: 2, deleted: 1 }, moved], 'before')), 3)
  assert.equal(await total(engine), 3)
  await analytics.insert('readings', [{ ...other, signal_id: randomUUID(), occurred_on: '2017-05-07' }])
  const late = { ...other, signal_id: randomUUID(), occurred_on: '2017-05-08' }
  // The engine answered before the row came: that answer is right, but must not be kept.
  assert.equal(await total(interfering([late], 'after')), 4)
  assert.equal(await total(engine), 5)
})

test('a question is asked as a whole until its cells are seen to hold enough readings', async () => {
  const organization = randomUUID()
  const row = makeRow(organization)
  const on = (day: string) => ({ ...row, occurred_on: day, signal_id: randomUUID() })
  await analytics.command('SYSTEM STOP MERGES readings')
  await analytics.insert('readings', ['2015-01-01', '2015-02-01', '2015-04-01', '2015-05-01'].map(on))
  const ask = async ({ engine, take }: ReturnType<typeof counting>, to: string) => {
    const rows = await readMoments(engine, { metricId: metric, from: '2015-01-01', to })
    return { n: rows[0]!.n, ...take() }
  }
  const dense = counting(organization, 2)
  assert.deepEqual(await ask(dense, '2015-06-30'), { n: 4, questions: 1, quarters: 0 })
  assert.deepEqual(await ask(dense, '2015-06-30'), { n: 4, questions: 1, quarters: 2 })
  assert.deepEqual(await ask(dense, '2015-06-30'), { n: 4, questions: 0, quarters: 0 })
  const sparse = counting(organization, 3)
  for (let time = 0; time < 3; time++)
    assert.deepEqual(await ask(sparse, '2015-06-30'), { n: 4, questions: 1, quarters: 0 })
  // One quarter is as many rows either way.
  assert.deepEqual(await ask(sparse, '2015-03-31'), { n: 2, questions: 1, quarters: 1 })
  assert.deepEqual(await ask(sparse, '2015-06-30'), { n: 4, questions: 1, quarters: 1 })
  await analytics.command('SYSTEM START MERGES readings')
})

test('a period is cut into quarters, with the moves within each', () => {
  const boundaries = new Map([
    ['a', ['2024-01-01', '2024-04-01', '2024-05-01', '2024-06-30', '2024-07-01']],
    ['b', ['2024-10-01']],
  ])
  const filter = { metricId: metric, from: '2024-02-03', to: '2024-06-30', boundaries }
  assert.deepEqual(partOf(filter, '20242'), {
    quarter: '20242',
    from: null,
    to: null,
    boundaries: new Map([['a', ['2024-05-01', '2024-06-30']]]),
    passed: new Map([['a', 2]]),
  })
  assert.deepEqual(partOf(filter, '20241'), {
    quarter: '20241',
    from: '2024-02-03',
    to: null,
    boundaries: new Map(),
    passed: new Map([['a', 1]]),
  })
  assert.equal(partOf(filter, '20243'), null)
  assert.equal(partOf(filter, '20234'), null)
  assert.equal(partOf({ metricId: metric, to: '1931-05-06' }, '19312')?.to, '1931-05-06')
})

test('the memory is bounded, forgets what was not asked for the longest, and keeps only one state', () => {
  const kept = new KeptMoments(200)
  const cells = (n: number) =>
    Array.from({ length: n }, (_, i) => ({
      unitId: `u${i}`,
      segment: i,
      key: 'k',
      n: i,
      mean: i / 3,
      m2: i / 7,
    }))
  kept.set('a', '20241', 's1', cells(30))
  kept.set('b', '20241', 's1', cells(30))
  kept.set('c', '20241', 's1', cells(30))
  kept.set('c', '20241', 's1', cells(30))
  assert.equal(kept.cells, 138)
  assert.deepEqual(kept.get('a', '20241', 's1'), cells(30))
  kept.set('d', '20241', 's1', cells(30))
  kept.set('e', '20241', 's1', cells(30))
  assert.equal(kept.cells, 184)
  assert.equal(kept.get('b', '20241', 's1'), undefined)
  assert.deepEqual(kept.get('a', '20241', 's1'), cells(30))
  assert.equal(kept.get('a', '20242', 's1'), undefined)
  assert.equal(kept.get('a', '20241', 's2'), undefined)
  kept.set('a', '20241', 's2', cells(4))
  assert.equal(kept.get('a', '20241', 's1'), undefined)
  assert.deepEqual(kept.get('a', '20241', 's2'), cells(4))
  kept.set('a', '20241', 's3', cells(35))
  assert.equal(kept.get('a', '20241', 's2'), undefined)
  assert.equal(kept.get('a', '20241', 's3'), undefined)
})
