/**
 * Standings of 1,000 sites over HTTP against the bare aggregate (count, mean, variance by unit) in the same ClickHouse
 * engine and in PostgreSQL.
 *
 *   node bench/standings.ts [--millions 10] [--rounds 5]
 *
 * Both engines are filled by SQL with the same readings, past the signals, the outbox and the projector: ClickHouse in
 * the table of the product, merged as the product does when it is quiet; PostgreSQL in a table of three columns with a
 * covering index. All three are asked in turn, by this process, of the same running product: the bare aggregate in
 * ClickHouse through the product's own connection (one more HTTP process beside would not share its folder).
 *
 * Tandem keeps moments of quarters that did not change, so it is asked four times a round: first, after every quarter
 * was touched (nothing is known then, and the memory is filled); then after a new reading came (as in a company that is
 * open: the running quarter and the ranks are not known); then for another period of the same data (the same, with a
 * quarter that the period cuts); then the same again (all is known).
 */
import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { z } from 'zod'
import { startTandem, type Tandem } from '../apps/server/src/compose.ts'
import { readConfig } from '../apps/server/src/platform/config.ts'
import { end, startServer } from './server.ts'

const { values: flags } = parseArgs({
  options: { millions: { type: 'string', default: '10' }, rounds: { type: 'string', default: '5' } },
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

/** SQL of the unit, value and day of reading i, the same in both engines. */
const fact = (i: string) => ({
  unit: `${i} % ${sites}`,
  value: `(${i} * 7919 % 11) * 10`,
  day: `${i} * 104729 % 730`,
})

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
  const tandem = await startTandem(readConfig({ TANDEM_DATA: folder, TANDEM_PORT: '0', TANDEM_LOG: 'warn' }))
  try {
    await fill(tandem, organization, metric!, list)
    await measure(tandem, first.key, organization, metric!)
  } finally {
    await tandem.stop()
  }
} finally {
  await end(first.process)
  await rm(folder, { recursive: true, force: true })
}

async function fill(tandem: Tandem, organization: string, metric: string, list: string): Promise<void> {
  const n = fact('number')
  await tandem.analytics.command(`INSERT INTO readings (organization_id, metric_id, unit_id, occurred_on, occurred_at,
      signal_id, source, value, raw, version, deleted)
    SELECT '${organization}', '${metric}', toUUID([${list}][${n.unit} + 1]), toDate32('2024-01-01') + ${n.day},
      toDateTime64('2024-01-01 12:00:00', 3, 'UTC') + toIntervalDay(${n.day}), generateUUIDv4(number), 'customer',
      ${n.value}, ${n.value}, 1, 0
    FROM numbers(${rows})`)
  await tandem.analytics.command('OPTIMIZE TABLE readings FINAL')
  const client = new pg.Client({ connectionString: tandem.database.url })
  await client.connect()
  const g = fact('i::bigint')
  await client.query(`create table bench_readings as select (array[${list}]::uuid[])[(${g.unit} + 1)::int] as unit_id,
    date '2024-01-01' + (${g.day})::int as occurred_on, (${g.value})::float8 as value from generate_series(0, ${rows - 1}) i`)
  await client.query('create index on bench_readings (unit_id, occurred_on) include (value)')
  await client.query('vacuum analyze bench_readings')
  await client.end()
}

async function measure(tandem: Tandem, key: string, organization: string, metric: string): Promise<void> {
  const moments = z.object({ unit: z.string(), n: z.number(), mean: z.number(), variance: z.number() })
  const client = new pg.Client({ connectionString: tandem.database.url })
  await client.connect()
  const times: Times = { first: [], fresh: [], other: [], again: [], clickhouse: [], postgres: [] }
  for (let round = 0; round <= rounds; round++) {
    // Each period comes once, so that no answer is known as a whole.
    const day = String(28 - (round % 28)).padStart(2, '0')
    const to = `2025-12-${day}`
    const ask = async (to: string) => {
      const response = await fetch(`${tandem.url}/api/v1/standings?metrics=score&from=2024-01-01&to=${to}`, {
        headers: { authorization: `Bearer ${key}` },
      })
      const { items } = (await response.json()) as { items: unknown[] }
      if (items.length !== sites) throw new Error(`${items.length} of ${sites} sites are in the standings.`)
    }
    // Removes nothing and leaves the parts merged, but gives each another name.
    await tandem.analytics.command(`ALTER TABLE readings DELETE WHERE signal_id = '${randomUUID()}'`)
    const one = {
      clickhouse: await seconds(() =>
        tandem.analytics.survey(
          `SELECT toString(unit_id) AS unit, count() AS n, avg(value) AS mean, varSamp(value) AS variance FROM readings
           WHERE organization_id = '${organization}' AND metric_id = '${metric}'
             AND occurred_on BETWEEN '2024-01-01' AND '${to}' GROUP BY unit_id`,
          {},
          moments,
        ),
      ),
      first: await seconds(() => ask(to)),
      fresh: await seconds(async () => {
        await addReading(tandem, organization, metric)
        await ask(to)
      }),
      other: await seconds(() => ask(`2025-11-${day}`)),
      again: await seconds(() => ask(`2025-11-${day}`)),
      postgres: await seconds(() =>
        client.query(`select unit_id, count(*), avg(value), var_samp(value) from bench_readings
          where occurred_on between '2024-01-01' and '${to}' group by unit_id`),
      ),
    }
    // The first round warms up.
    if (round > 0)
      for (const [name, time] of Object.entries(one)) times[name as keyof typeof times].push(time)
  }
  await client.end()
  report(times)
}

async function addReading(tandem: Tandem, organization: string, metric: string): Promise<void> {
  await tandem.analytics.command(`INSERT INTO readings (organization_id, metric_id, unit_id, occurred_on, occurred_at,
      signal_id, source, value, raw, version, deleted)
    SELECT organization_id, metric_id, unit_id, occurred_on, occurred_at, generateUUIDv4(), source, value, raw, 1, 0
    FROM readings WHERE organization_id = '${organization}' AND metric_id = '${metric}' AND occurred_on = '2025-11-30' LIMIT 1`)
}

type Times = Record<'first' | 'fresh' | 'other' | 'again' | 'clickhouse' | 'postgres', number[]>

function report(times: Readonly<Times>) {
  const { first, fresh, other, again, clickhouse, postgres } = times
  const ratio = (a: readonly number[], b: readonly number[]) => median(a.map((x, i) => x / b[i]!)).toFixed(2)
  const line = (name: string, values: readonly number[]) =>
    console.log(
      `  ${name.padEnd(58)}${`${Math.round(median(values) * 1000)} ms`.padStart(8)}` +
        `${ratio(values, clickhouse).padStart(9)}${ratio(postgres, values).padStart(9)}`,
    )
  console.log(
    `standings of ${sites} sites over ${rows} readings, median of ${rounds}; times the bare aggregate in`,
  )
  console.log(`ClickHouse (aim: at most 1.5), times faster than PostgreSQL (aim: at least 20):`)
  line('Tandem over HTTP with shrinkage and ranks, nothing kept', first)
  line('after a new reading, its writing included', fresh)
  line('another period of the same data', other)
  line('the same question again', again)
  line('bare aggregate in ClickHouse', clickhouse)
  line('bare aggregate in PostgreSQL', postgres)
}
