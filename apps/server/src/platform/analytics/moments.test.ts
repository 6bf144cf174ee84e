import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { pino } from 'pino'
import { z } from 'zod'
import type { Analytics } from './connection.ts'
import type { Grain, UnitMoments } from './moment-filter.ts'
import { readCellMoments, readDateRange, readMoments, readPeople, unknownId } from './moments.ts'
import { openAnalytics } from './open.ts'
import {
  deleteRows,
  mergeParts,
  migrateAnalytics,
  openStaging,
  swapStaging,
  tableStatements,
} from './schema.ts'

const log = pino({ level: 'silent' })
let dataFolder = ''
let analytics: Analytics

/** A small generator with a seed, so that a failure can be seen again. */
function random(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state * 1664525 + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}
const pick = random(7)
const ids = (n: number) => Array.from({ length: n }, () => randomUUID())
const [organization = '', stranger = ''] = ids(2)
const [metric = '', otherMetric = ''] = ids(2)
const units = ids(6)
const people = ids(5)

type Row = ReturnType<typeof makeRow>
function makeRow() {
  const day = new Date(Date.UTC(2022, 0, 1) + pick(900) * 86_400_000).toISOString().slice(0, 10)
  return {
    organization_id: organization,
    metric_id: metric,
    unit_id: units[pick(6)]!,
    occurred_on: day,
    occurred_at: `${day} 12:34:56.789`,
    signal_id: randomUUID(),
    source: pick(3) === 0 ? 'employee' : 'customer',
    // Far from zero with a small spread: raw sums of squares would lose everything here.
    value: 1e9 + pick(1000) / 1000,
    raw: 1,
    employee_ids: pick(2) === 0 ? [] : [people[pick(5)]!, people[pick(5)]!],
    customer_id: pick(2) === 0 ? unknownId : people[pick(5)]!,
    evaluator_id: pick(3) === 0 ? unknownId : people[pick(5)]!,
    touchpoint_id: unknownId,
    channel: ['web', '', "o'clock"][pick(3)]!,
    language: 'en',
    attributes: pick(2) === 0 ? { size: 'big' } : ({ size: 'small', age: '5' } as Record<string, string>),
    version: 1,
    deleted: 0,
  }
}
let truth: Row[] = []

before(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'tandem-moments-'))
  analytics = await openAnalytics({ dataFolder }, log)
  const rows = Array.from({ length: 3000 }, makeRow)
  await analytics.insert('readings', rows)
  await analytics.insert('readings', rows.slice(0, 700))
  const corrected = rows.slice(100, 200).map((row) => ({ ...row, version: 2, value: row.value + 1 }))
  await analytics.insert('readings', corrected)
  // Late delivery of an old version after the correction must not win.
  await analytics.insert('readings', rows.slice(150, 160))
  await analytics.insert(
    'readings',
    rows.slice(200, 260).map((row) => ({ ...row, version: 2, deleted: 1 })),
  )
  await analytics.insert('readings', [
    { ...makeRow(), organization_id: stranger },
    { ...makeRow(), metric_id: otherMetric, occurred_on: '1931-05-06' },
  ])
  truth = [...rows.slice(0, 100), ...corrected, ...rows.slice(260)]
})
after(async () => {
  await analytics.close()
  await rm(dataFolder, { recursive: true, force: true })
})

const organizationAnalytics = () => analytics.forOrganization(organization)

/** The same moments in plain TypeScript, two passes. */
function expected(rows: readonly Row[], segment: (row: Row) => number, key: (row: Row) => string) {
  const groups = Map.groupBy(rows, (row) => `${row.unit_id} ${segment(row)} ${key(row)}`)
  return new Map(
    [...groups].map(([name, members]) => {
      const mean = 1e9 + members.reduce((sum, row) => sum + (row.value - 1e9), 0) / members.length
      const m2 = members.reduce((sum, row) => sum + (row.value - mean) ** 2, 0)
      return [name, { n: members.length, mean, m2 }]
    }),
  )
}

function assertSame(actual: readonly UnitMoments[], wanted: ReturnType<typeof expected>): void {
  assert.equal(actual.length, wanted.size)
  for (const { unitId, segment, key, n, mean, m2 } of actual) {
    const want = wanted.get(`${unitId} ${segment} ${key}`)
    assert.ok(want, `an unexpected group ${unitId} ${segment} ${key}`)
    assert.equal(n, want.n)
    assert.ok(Math.abs(mean - want.mean) < 1e-5, `mean ${mean} instead of ${want.mean}`)
    assert.ok(Math.abs(m2 - want.m2) < 1e-4 * Math.max(1, want.m2), `m2 ${m2} instead of ${want.m2}`)
  }
}

const none = () => ''
const whole = () => 0

test('moments by unit count each reading once: duplicates, corrections, late old versions, deletions', async () => {
  const rows = await readMoments(organizationAnalytics(), { metricId: metric })
  assertSame(rows, expected(truth, whole, none))
})

test('a unit that moved gives separate moments before and after, with the day itself in the later part', async () => {
  const boundaries = new Map([
    [units[0]!, ['2022-06-01', '2023-03-15']],
    [units[3]!, [truth[500]!.occurred_on]],
  ])
  const segment = (row: Row) =>
    (boundaries.get(row.unit_id) ?? []).filter((day) => day <= row.occurred_on).length
  assertSame(
    await readMoments(organizationAnalytics(), { metricId: metric, boundaries }),
    expected(truth, segment, none),
  )
})

test('every filter limits, and all together', async () => {
  const filter = {
    metricId: metric,
    from: '2022-02-01',
    to: '2023-09-30',
    unitIds: units.slice(0, 4),
    channels: ['web', "o'clock"],
    languages: ['en'],
    touchpointIds: [unknownId],
    evaluatorIds: people.slice(0, 3),
    sources: ['customer'],
    attributes: { size: ['small', 'other'], age: ['5'] },
  }
  const rows = truth.filter(
    (row) =>
      row.occurred_on >= filter.from &&
      row.occurred_on <= filter.to &&
      filter.unitIds.includes(row.unit_id) &&
      filter.channels.includes(row.channel) &&
      filter.evaluatorIds.includes(row.evaluator_id) &&
      row.source === 'customer' &&
      row.attributes.size === 'small',
  )
  assert.ok(rows.length > 20)
  assertSame(await readMoments(organizationAnalytics(), filter), expected(rows, whole, none))
  assert.deepEqual(await readMoments(organizationAnalytics(), { metricId: metric, unitIds: [] }), [])
})

test('a second grouping: channel, source, evaluator, attribute', async () => {
  const ask = (by: NonNullable<Parameters<typeof readMoments>[1]['by']>) =>
    readMoments(organizationAnalytics(), { metricId: metric, by })
  assertSame(
    await ask({ kind: 'channel' }),
    expected(truth, whole, (row) => row.channel),
  )
  assertSame(
    await ask({ kind: 'source' }),
    expected(truth, whole, (row) => row.source),
  )
  assertSame(
    await ask({ kind: 'attribute', name: 'age' }),
    expected(truth, whole, (row) => row.attributes.age ?? ''),
  )
  assertSame(
    await readCellMoments(organizationAnalytics(), { metricId: metric }),
    expected(truth, whole, (row) => row.evaluator_id),
  )
})

test('periods are named by their first day, weeks by their Monday', async () => {
  const start: Record<Grain, (day: string) => string> = {
    day: (day) => day,
    week: (day) => {
      const date = new Date(`${day}T00:00:00Z`)
      return new Date(date.getTime() - ((date.getUTCDay() + 6) % 7) * 86_400_000).toISOString().slice(0, 10)
    },
    month: (day) => `${day.slice(0, 7)}-01`,
    quarter: (day) =>
      `${day.slice(0, 4)}-${['01', '04', '07', '10'][Math.floor((Number(day.slice(5, 7)) - 1) / 3)]}-01`,
    year: (day) => `${day.slice(0, 4)}-01-01`,
  }
  for (const grain of ['day', 'week', 'month', 'quarter', 'year'] as const)
    assertSame(
      await readMoments(organizationAnalytics(), { metricId: metric, by: { kind: 'period', grain } }),
      expected(truth, whole, (row) => start[grain](row.occurred_on)),
    )
})

test('old dates have periods too', async () => {
  const of = async (grain: Grain) => {
    const [row] = await readMoments(organizationAnalytics(), {
      metricId: otherMetric,
      by: { kind: 'period', grain },
    })
    return row?.key
  }
  assert.deepEqual(await Promise.all((['day', 'week', 'month', 'quarter', 'year'] as const).map(of)), [
    '1931-05-06',
    '1931-05-04',
    '1931-05-01',
    '1931-04-01',
    '1931-01-01',
  ])
})

test('the first and last day, over the metrics asked for', async () => {
  const days = truth.map((row) => row.occurred_on).sort()
  assert.deepEqual(await readDateRange(organizationAnalytics(), [metric]), { from: days[0], to: days.at(-1) })
  assert.deepEqual(await readDateRange(organizationAnalytics(), [metric, otherMetric]), {
    from: '1931-05-06',
    to: days.at(-1),
  })
  assert.equal(await readDateRange(organizationAnalytics(), [randomUUID()]), null)
  assert.equal(await readDateRange(organizationAnalytics(), []), null)
})

test('people are counted exactly, the unknown ones as one for each signal', async () => {
  const rows = await readPeople(organizationAnalytics(), { metricId: metric, by: { kind: 'channel' } })
  const groups = Map.groupBy(truth, (row) => `${row.unit_id} ${row.channel}`)
  assert.equal(rows.length, groups.size)
  const known = (list: string[]) => new Set(list.filter((id) => id !== unknownId)).size
  for (const row of rows) {
    const members = groups.get(`${row.unitId} ${row.key}`) ?? []
    const respondent = (r: Row) =>
      r.source === 'employee'
        ? (r.employee_ids[0] ?? r.signal_id)
        : r.customer_id === unknownId
          ? r.signal_id
          : r.customer_id
    assert.deepEqual(row, {
      unitId: row.unitId,
      key: row.key,
      signals: members.length,
      respondents: new Set(members.map(respondent)).size,
      customers: known(members.map((r) => r.customer_id)),
      employees: known(members.flatMap((r) => r.employee_ids)),
      evaluators: known(members.map((r) => r.evaluator_id)),
    })
  }
})

test('merging changes no figure and leaves one part a partition', async () => {
  assert.ok((await mergeParts(analytics)) > 0)
  assert.equal(await mergeParts(analytics), 0)
  assertSame(await readMoments(organizationAnalytics(), { metricId: metric }), expected(truth, whole, none))
})

test('filled tables take the place of the old ones in one step, others are taken over', async () => {
  const staging = await openStaging(analytics)
  const [kept] = truth
  assert.ok(kept)
  await analytics.insert(staging.readings, [kept])
  await analytics.insert(staging.readings, [{ ...kept, organization_id: randomUUID() }])
  assertSame(await readMoments(organizationAnalytics(), { metricId: metric }), expected(truth, whole, none))
  await openStaging(analytics)
  await analytics.insert(staging.readings, truth)
  await swapStaging(analytics, [organization])
  assertSame(await readMoments(organizationAnalytics(), { metricId: metric }), expected(truth, whole, none))
  const strangers = await readMoments(analytics.forOrganization(stranger), { metricId: metric })
  assert.equal(strangers.length, 1)
  const tables = await analytics.survey('SHOW TABLES', {}, z.object({ name: z.string() }))
  assert.deepEqual(tables.map((table) => table.name).sort(), ['comments', 'readings', 'tandem_migrations'])
})

test('migrating again changes nothing; tables of a newer Tandem are refused', async () => {
  assert.deepEqual(await migrateAnalytics(analytics), [])
  await analytics.command('INSERT INTO tandem_migrations (version, applied_at) VALUES (999, now())')
  await assert.rejects(migrateAnalytics(analytics), /newer Tandem/)
})

test('the clustered form of the tables is understood by the engine', async () => {
  const line = z.object({ formatted: z.string() })
  for (const table of ['readings', 'comments'] as const) {
    const statements = tableStatements(table, 'my`cluster')
    assert.equal(statements.length, 2)
    for (const statement of statements) {
      const [row] = await analytics.survey(
        'SELECT formatQuery({s:String}) AS formatted',
        { s: statement },
        line,
      )
      assert.match(row?.formatted ?? '', /ON CLUSTER `my\\?`+cluster`/)
      // Fails when the engine can't parse the statement.
      await analytics.command(`EXPLAIN AST ${statement}`)
    }
    await assert.rejects(analytics.command('EXPLAIN AST CREATE TABLE t ENGINE Distributed ('), /Syntax error/)
    assert.match(statements[0] ?? '', /ReplicatedReplacingMergeTree\(version, deleted\)/)
    assert.match(statements[1] ?? '', /Distributed\(.*cityHash64\(signal_id\)\)/)
  }
})

test('rows are removed for good by signal and by organization, and of nobody else', async () => {
  await deleteRows(analytics, { signalIds: [truth[0]!.signal_id] })
  const count = async (sql: string) => {
    const [row] = await analytics.survey(sql, {}, z.object({ n: z.int() }))
    return row?.n
  }
  assert.equal(await count(`SELECT count() AS n FROM readings WHERE signal_id = '${truth[0]!.signal_id}'`), 0)
  await deleteRows(analytics, { organizationId: organization })
  assert.equal(await count('SELECT count() AS n FROM readings'), 1)
  await assert.rejects(deleteRows(analytics, { signalIds: ["x' OR 1"] }), /UUIDs/)
})
