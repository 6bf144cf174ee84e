import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import { pino } from 'pino'
import { z } from 'zod'
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { type Analytics, openAnalytics, readMoments } from '../analytics/index.ts'
import { Telemetry } from '../telemetry.ts'
import { acceptSignals, correctSignal, type TestSignal } from './projector.test-support.ts'
import { Projector } from './projector.ts'

const log = pino({ level: 'silent' })
const telemetry = new Telemetry()
let analytics: Analytics
let dataFolder = ''
let scene: TestDatabase
let projector: Projector

before(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'tandem-projector-'))
  analytics = await openAnalytics({ dataFolder }, log)
  scene = await createTestDatabase()
})
after(async () => {
  await analytics.close()
  await scene.close()
  await rm(dataFolder, { recursive: true, force: true })
})
beforeEach(async () => {
  projector = new Projector({ database: scene.database, analytics, telemetry, log })
  await projector.start()
})
afterEach(() => projector.stop())

function random(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state * 1664525 + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}
const pick = random(11)
const units = Array.from({ length: 4 }, () => randomUUID())
const metrics = Array.from({ length: 4 }, () => randomUUID())
const pool = () => scene.database.systemPool

function content(): Omit<TestSignal, 'id' | 'organizationId'> {
  const day = new Date(Date.UTC(2023, 10, 1) + pick(90 * 24) * 3_600_000)
  return {
    unitId: units[pick(4)]!,
    occurredAt: day.toISOString(),
    readings: metrics.slice(pick(3), 2 + pick(3)).map((m) => ({ m, v: pick(10), s: pick(1000) / 7 })),
    comments: Array.from({ length: pick(4) }, () => ({ t: `said ${pick(1000)}`, l: 'en' })),
  }
}
const fresh = (organizationId = scene.organizationId): TestSignal => ({
  id: randomUUID(),
  organizationId,
  ...content(),
})

/** Waits until all is projected, and proves that it equals the truth. */
async function assertProjected(): Promise<void> {
  await projector.settle()
  const result = await projector.check()
  assert.deepEqual(
    result.organizations.filter((organization) => !organization.ok),
    [],
  )
  assert.equal(result.pending, 0)
  assert.equal(result.ok, true)
  const { rows } = await pool().query<{ kept: string[]; wanted: string[] }>(
    `select (select coalesce(array_agg(signal_id || ' ' || position || ' ' || text || ' ' || unit_id order by signal_id, position), '{}')
       from comments_text) as kept,
     (select coalesce(array_agg(s.id || ' ' || (n - 1) || ' ' || (c ->> 't') || ' ' || unit_id order by s.id, n), '{}')
       from signals s cross join lateral jsonb_array_elements(s.comments) with ordinality as x(c, n)
       where deleted_at is null) as wanted`,
  )
  assert.deepEqual(rows[0]?.kept, rows[0]?.wanted)
}

test('an accepted signal is shown within the lag promised, with its words', async () => {
  const signal = {
    ...fresh(),
    comments: [{ t: 'very kind', l: 'en' }],
    readings: [{ m: metrics[0]!, v: 9, s: 100 }],
  }
  const started = performance.now()
  await acceptSignals(pool(), [signal])
  projector.wake()
  await projector.settle()
  const ms = performance.now() - started
  assert.deepEqual(
    (await readMoments(analytics.forOrganization(scene.organizationId), { metricId: metrics[0]! })).map(
      ({ unitId, n, mean }) => ({ unitId, n, mean }),
    ),
    [{ unitId: signal.unitId, n: 1, mean: 100 }],
  )
  assert.ok(ms < 2000, `it took ${ms} ms`)
  await assertProjected()
})

test('random corrections, moves to another day or unit, withdrawals and repeated batches end equal to the truth', async () => {
  const signals: TestSignal[] = []
  for (let round = 0; round < 6; round++) {
    const batch = Array.from({ length: 30 }, () => fresh())
    await acceptSignals(pool(), batch)
    signals.push(...batch)
    for (let i = 0; i < 20; i++) {
      const signal = signals[pick(signals.length)]!
      // Only now and then, so that several versions of one signal wait together.
      if (pick(6) === 0) await projector.settle()
      await correctSignal(pool(), { ...signal, ...content() }, pick(4) === 0)
    }
    const again = [signals[pick(signals.length)]!.id, signals[pick(signals.length)]!.id]
    await pool().query('insert into outbox (organization_id, signal_ids) values ($1, $2)', [
      scene.organizationId,
      again,
    ])
  }
  await assertProjected()
})

test('what was erased leaves no row behind, not even one without figures', async () => {
  const signal = { ...fresh(), comments: [{ t: 'my name is Ann' }, { t: 'and I was there' }] }
  await acceptSignals(pool(), [signal])
  await projector.settle()
  await correctSignal(pool(), { ...signal, readings: [], comments: [] }, true)
  await pool().query(`update signal_history set content = '{}' where id = $1`, [signal.id])
  await assertProjected()
  for (const table of ['readings', 'comments']) {
    const rows = await analytics.survey(
      `SELECT count() AS n FROM ${table} WHERE signal_id = {id:UUID} AND deleted = 0`,
      { id: signal.id },
      z.object({ n: z.int() }),
    )
    assert.deepEqual(rows, [{ n: 0 }])
  }
})

test('check finds a reading that is missing, doubled, changed or too much', async () => {
  const [a, b] = [fresh(), fresh()].map((s) => ({ ...s, readings: [{ m: metrics[0]!, v: 1, s: 50 }] }))
  assert.ok(a && b)
  await acceptSignals(pool(), [a, b])
  await assertProjected()
  const broken = async (statement: string) => {
    await analytics.command(statement)
    const result = await projector.check([scene.organizationId])
    assert.equal(result.ok, false, statement)
    await projector.rebuild(scene.organizationId, async () => undefined)
    await assertProjected()
  }
  const one = `signal_id = '${a.id}'`
  const changed = (expression: string) =>
    `INSERT INTO readings SELECT * REPLACE (version + 1 AS version, ${expression}) FROM (SELECT * FROM readings FINAL WHERE ${one})`
  await broken(`ALTER TABLE readings DELETE WHERE ${one}`)
  await broken(changed('value + 1e-13 AS value'))
  await broken(
    changed(`toUUID('${b.unitId === a.unitId ? units.find((u) => u !== a.unitId) : b.unitId}') AS unit_id`),
  )
  await broken(changed('occurred_on + 1 AS occurred_on'))
  await broken(changed('generateUUIDv4() AS signal_id'))
  await broken(
    `INSERT INTO comments (organization_id, signal_id) VALUES ('${scene.organizationId}', '${a.id}')`,
  )
})

test('a rebuild keeps other organizations, loses nothing accepted meanwhile, and says how far it is', async () => {
  const other = await scene.createOrganization('Other company')
  await acceptSignals(
    pool(),
    Array.from({ length: 50 }, () => fresh(other)),
  )
  await assertProjected()
  const reports: [number | null, string][] = []
  const late = fresh()
  const closing = await projector.rebuild(scene.organizationId, async (done, message) => {
    if (reports.length === 0) await acceptSignals(pool(), [late])
    reports.push([done, message])
  })
  assert.match(closing, /^Rebuilt from \d+ signals\.$/)
  assert.equal(reports.at(-1)?.[0], 1)
  assert.match(reports[0]?.[1] ?? '', /^\d+ of \d+ signals$/)
  await assertProjected()
  await projector.rebuildAll()
  await assertProjected()
})

test('a rebuild that is cancelled leaves the figures as they were and the projector at work', async () => {
  await assert.rejects(
    projector.rebuild(scene.organizationId, () => Promise.reject(new Error('cancelled'))),
    /cancelled/,
  )
  const tables = await analytics.survey('SHOW TABLES', {}, z.object({ name: z.string() }))
  assert.deepEqual(
    tables.filter(({ name }) => name.includes('rebuild')),
    [],
  )
  await acceptSignals(pool(), [fresh()])
  await assertProjected()
})

test('several projectors at once take turns', async () => {
  const others = Array.from(
    { length: 2 },
    () => new Projector({ database: scene.database, analytics, telemetry, log }),
  )
  for (const other of others) await other.start()
  const signals = Array.from({ length: 20 }, () => fresh())
  for (const signal of signals) {
    await acceptSignals(pool(), [signal])
    await correctSignal(pool(), { ...signal, ...content() }, false)
    for (const other of others) other.wake()
  }
  await assertProjected()
  for (const other of others) await other.stop()
  await assertProjected()
})

test('an engine that fails is reported, and nothing is lost when it is back', async () => {
  await projector.stop()
  let failing = true
  const flaky: Analytics = {
    ...analytics,
    place: analytics.place,
    forOrganization: (id) => analytics.forOrganization(id),
    state: () => analytics.state(),
    survey: (sql, params, row) => analytics.survey(sql, params, row),
    command: (sql) => analytics.command(sql),
    insert: (table, rows) =>
      failing ? Promise.reject(new Error('the disk is full')) : analytics.insert(table, rows),
  }
  projector = new Projector({ database: scene.database, analytics: flaky, telemetry, log })
  await acceptSignals(pool(), [fresh()])
  await projector.start()
  for (const end = Date.now() + 5000; Date.now() < end; ) {
    if ((await projector.problems()).length > 0) break
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  assert.deepEqual(await projector.problems(), ['Figures are not kept up to date: the disk is full'])
  failing = false
  await assertProjected()
  assert.deepEqual(await projector.problems(), [])
})
