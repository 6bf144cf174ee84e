/**
 * Standings of 1,000 sites over HTTP against the bare aggregate (count, mean, variance by unit) in the same ClickHouse
 * engine and in PostgreSQL.
 *
 *   node bench/standings.ts [--millions 1] [--rounds 5]        10 million is the aim of the project
 *
 * Both engines are filled by SQL with the same kind of readings; the first question is warm-up, then rounds alternate
 * and medians are compared. Each HTTP question has its own period, so no kept answer is measured.
 */
import { rm } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { z } from 'zod'
import { openAnalytics } from '../apps/server/src/platform/analytics/index.ts'
import { createLog } from '../apps/server/src/platform/log.ts'
import { end, launchOn, startServer } from './server.ts'

const { values: flags } = parseArgs({
  options: { millions: { type: 'string', default: '1' }, rounds: { type: 'string', default: '5' } },
})
const rows = Math.round(Number(flags.millions) * 1e6)
const rounds = Number(flags.rounds)
const sites = 1_000

const seconds = async (work: () => Promise<unknown>) => {
  const started = performance.now()
  await work()
  return (performance.now() - started) / 1000
}
const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1]!

const first = await startServer()
const { folder } = first
try {
  const [metric] = await first.createMetrics(['score'])
  await first.createUnits(sites)
  const units = await first.get<{ items: { id: string }[] }>('units')
  const { id: organization } = (await first.get<{ organizations: { id: string }[] }>('system/check'))
    .organizations[0]!
  await end(first.process)

  const list = units.items.map((u) => `'${u.id}'`).join(',')
  const fact = (i: string) => ({
    unit: `${i} % ${sites}`,
    value: `(${i} * 7919 % 11) * 10`,
    day: `${i} * 104729 % 730`,
  })
  const analytics = await openAnalytics({ dataFolder: folder }, createLog('warn'))
  const n = fact('number')
  await analytics.command(`INSERT INTO readings (organization_id, metric_id, unit_id, occurred_on, occurred_at, signal_id,
      source, value, raw, version, deleted)
    SELECT '${organization}', '${metric}', toUUID([${list}][${n.unit} + 1]), toDate32('2024-01-01') + ${n.day},
      toDateTime64('2024-01-01 12:00:00', 3, 'UTC') + toIntervalDay(${n.day}), generateUUIDv4(number), 'customer',
      ${n.value}, ${n.value}, 1, 0
    FROM numbers(${rows})`)
  await analytics.command('OPTIMIZE TABLE readings FINAL')
  const bare = () =>
    analytics.survey(
      `SELECT toString(unit_id) AS unit, count() AS n, avg(value) AS mean, varSamp(value) AS variance FROM readings
       WHERE organization_id = '${organization}' AND metric_id = '${metric}' AND occurred_on >= '2024-01-01' GROUP BY unit_id`,
      {},
      z.object({ unit: z.string(), n: z.number(), mean: z.number(), variance: z.number() }),
    )
  await bare()
  const clickhouse: number[] = []
  for (let i = 0; i < rounds; i++) clickhouse.push(await seconds(bare))
  await analytics.close()

  const server = await launchOn(folder)
  const client = new pg.Client({ connectionString: server.databaseUrl })
  await client.connect()
  const g = fact('i::bigint')
  await client.query(`create table bench_readings as select (array[${list}]::uuid[])[(${g.unit} + 1)::int] as unit_id,
    date '2024-01-01' + (${g.day})::int as occurred_on, (${g.value})::float8 as value from generate_series(0, ${rows - 1}) i`)
  await client.query('create index on bench_readings (unit_id, occurred_on) include (value)')
  await client.query('vacuum analyze bench_readings')
  const postgres: number[] = []
  const ours: number[] = []
  for (let i = 0; i <= rounds; i++) {
    const http = await seconds(() =>
      server.get(`standings?metrics=score&from=2024-01-01&to=2026-0${(i % 9) + 1}-01`),
    )
    const sql = await seconds(() =>
      client.query(`select unit_id, count(*), avg(value), var_samp(value) from bench_readings
        where occurred_on >= '2024-01-01' group by unit_id`),
    )
    if (i > 0) ours.push(http)
    if (i > 0) postgres.push(sql)
  }
  await client.end()
  await end(server.process)
  const ms = (values: readonly number[]) => `${Math.round(median(values) * 1000)} ms`
  console.log(`standings of ${sites} sites over ${rows} readings, median of ${rounds}:`)
  console.log(`  Tandem over HTTP, with shrinkage, ranks and probabilities  ${ms(ours)}`)
  console.log(`  bare aggregate in ClickHouse                               ${ms(clickhouse)}`)
  console.log(`  bare aggregate in PostgreSQL                               ${ms(postgres)}`)
  console.log(`against ClickHouse ${(median(ours) / median(clickhouse)).toFixed(2)} (aim: at most 1.5)`)
  console.log(
    `faster than PostgreSQL ${(median(postgres) / median(ours)).toFixed(1)} times (aim: at least 20)`,
  )
} finally {
  await end(first.process)
  await rm(folder, { recursive: true, force: true })
}
