import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { pino } from 'pino'
import { z } from 'zod'
import { Overloaded } from '../errors.ts'
import { type Analytics, connectAnalytics } from './connection.ts'
import { Lane } from './lane.ts'

const log = pino({ level: 'silent' })
let dataFolder = ''
let analytics: Analytics
const ours = randomUUID()

before(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'tandem-analytics-'))
  analytics = await connectAnalytics({ dataFolder }, log, {
    maxExecutionSeconds: 3,
    maxMemoryBytes: 80_000_000,
  })
  await analytics.command(
    'CREATE TABLE readings (organization_id UUID, n UInt64, value Float64) ENGINE = MergeTree ORDER BY n',
  )
  await analytics.insert('readings', [
    { organization_id: ours, n: 1, value: 0.1 },
    { organization_id: randomUUID(), n: 2, value: 0.2 },
  ])
})
after(async () => {
  await analytics.close()
  await rm(dataFolder, { recursive: true, force: true })
})

const mine = () => analytics.forOrganization(ours)
const own = 'EXISTS (SELECT 1 FROM readings WHERE organization_id = {organization:UUID})'
const slow = `SELECT count() AS n FROM numbers_mt(2000000000) WHERE sipHash64(number) % 7 = 1 AND ${own}`
const count = z.object({ n: z.number() })

test('parameters of every kind arrive unharmed', async () => {
  const params = {
    id: ours,
    text: `it's \\ "quoted" \n \t 中文 {x:String}; SELECT 1`,
    nested: [["a'b\\", '\n'], []],
    ids: [ours],
    day: '1950-03-01',
    time: '2024-01-02 03:04:05.678',
    none: null,
    flag: true,
    float: 0.1 + 0.2,
  }
  const [row] = await analytics.survey(
    `SELECT {id:UUID} AS id, {text:String} AS text, {ids:Array(UUID)} AS ids,
      {nested:Array(Array(String))} AS nested, {day:Date32} AS day,
      {time:DateTime64(3, 'UTC')} AS time,
      {none:Nullable(String)} AS none, {flag:Bool} AS flag, {float:Float64} AS float`,
    params,
    z.unknown(),
  )
  assert.deepEqual(row, { ...params, time: '2024-01-02T03:04:05.678Z' })
})

test('thousands of ids are one parameter, and a value that is missing is an error', async () => {
  const ids = Array.from({ length: 50_000 }, () => randomUUID())
  assert.deepEqual(await analytics.survey('SELECT length({ids:Array(UUID)}) AS n', { ids }, count), [
    { n: 50_000 },
  ])
  assert.throws(
    () => analytics.survey('SELECT length({ids:Array(UUID)}) AS n', {}, count),
    /no value for \{ids\}/,
  )
})

test('an organization sees its own rows, and a query that forgets to ask for them is refused', async () => {
  const row = z.object({ n: z.number(), value: z.number() })
  assert.deepEqual(
    await mine().query('SELECT n, value FROM readings WHERE organization_id = {organization:UUID}', {}, row),
    [{ n: 1, value: 0.1 }],
  )
  await assert.rejects(mine().query('SELECT n, value FROM readings', {}, row), /must say organization_id/)
  await assert.rejects(
    mine().query(
      `SELECT n, value FROM readings WHERE organization_id = {organization:UUID}
       UNION ALL SELECT n, value FROM readings`,
      {},
      row,
    ),
    /for every table/,
  )
  await assert.rejects(
    mine().query(
      'SELECT n, value FROM readings WHERE organization_id = {organization:UUID}',
      { organization: randomUUID() },
      row,
    ),
    /not a parameter of the caller/,
  )
})

test('a row that is not as declared is an error, not a wrong type', async () => {
  await assert.rejects(analytics.survey("SELECT 'x' AS n", {}, count), z.ZodError)
})

test('a failed insert writes nothing and the engine goes on', async () => {
  const good = { organization_id: ours, n: 5, value: 1 }
  await assert.rejects(analytics.insert('readings', [good, { ...good, value: 'abc' }]), /floating point/)
  assert.deepEqual(await analytics.survey('SELECT count() AS n FROM readings', {}, count), [{ n: 2 }])
})

test('readers can not write', async () => {
  await assert.rejects(
    mine().query('DROP TABLE readings -- organization_id = {organization:UUID}', {}, z.unknown()),
    /readonly/i,
  )
})

test('a question that takes too long or too much memory is refused in words', async () => {
  await assert.rejects(mine().query(slow, {}, count), (error) => {
    assert.ok(error instanceof Overloaded)
    assert.match(error.message, /takes too long\. Choose a shorter period/)
    return true
  })
  await assert.rejects(
    mine().query(`SELECT length(groupArray(number)) AS n FROM numbers(50000000) WHERE ${own}`, {}, count),
    /too much memory/,
  )
})

test('a short question and an insert do not wait behind a long one', async () => {
  const order: string[] = []
  const long = mine()
    .query(slow, {}, count)
    .catch(() => order.push('long'))
  await mine().query(`SELECT 1 AS n WHERE ${own}`, {}, count)
  order.push('short')
  await analytics.insert('readings', [{ organization_id: randomUUID(), n: 9, value: 1 }])
  order.push('insert')
  await long
  assert.deepEqual(order, ['short', 'insert', 'long'])
})

test('a second process on the folder is told what is wrong', () => {
  const code = `
    const { connectAnalytics } = await import(${JSON.stringify(new URL('./connection.ts', import.meta.url).href)})
    await connectAnalytics({ dataFolder: ${JSON.stringify(dataFolder)} }, { info() {} })
      .catch((error) => console.log(error.message))`
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' })
  assert.match(stdout, /another Tandem is using this data folder/)
})

test('a server that does not answer is named as the reason', async () => {
  await assert.rejects(connectAnalytics({ url: 'http://127.0.0.1:1' }, log), /Check CLICKHOUSE_URL/)
})

test('a lane bounds what runs and what waits, keeps the order, and refuses the rest', async () => {
  const lane = new Lane(['a', 'b'], { maxWaiting: 2, maxWaitMs: 30 })
  const gates: (() => void)[] = []
  const started: number[] = []
  const run = (id: number) =>
    lane.run(async () => {
      started.push(id)
      await new Promise<void>((open) => gates.push(open))
      return id
    })
  const first = [run(1), run(2), run(3), run(4)]
  const settled = Promise.allSettled(first)
  await assert.rejects(run(5), Overloaded)
  assert.deepEqual(started, [1, 2])
  assert.deepEqual(lane.load, { running: 2, waiting: 2 })
  gates[0]?.()
  await first[0]
  await new Promise((done) => setTimeout(done, 60))
  assert.deepEqual(started, [1, 2, 3])
  gates[1]?.()
  gates[2]?.()
  const results = await settled
  assert.deepEqual(
    results.map((result) => result.status),
    ['fulfilled', 'fulfilled', 'fulfilled', 'rejected'],
    'the fourth waited too long',
  )
  assert.deepEqual(lane.load, { running: 0, waiting: 0 })
  await lane.drain()
  await assert.rejects(run(6), /stopping/)
})
