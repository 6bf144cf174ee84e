import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { createRng } from '@tandem/stats'
import { pino } from 'pino'
import type { Analytics } from './connection.ts'
import { bootstrapBlocks, readAnsweredTogether, readCrossMoments } from './cross-moments.ts'
import type { SliceFilter } from './moment-filter.ts'
import { unknownId } from './moments.ts'
import { openAnalytics } from './open.ts'

const rng = createRng(5)
const [organization, stranger] = [randomUUID(), randomUUID()]
const units = Array.from({ length: 5 }, () => randomUUID())
const metrics = Array.from({ length: 3 }, () => randomUUID())
const noise = randomUUID()
const period = { from: '2024-01-01', to: '2024-12-31', unitIds: null }

interface Signal {
  readonly id: string
  readonly unit: string
  readonly day: string
  /** By metric; absent where not answered. */
  readonly values: (number | undefined)[]
}
let signals: Signal[] = []
let dataFolder = ''
let analytics: Analytics

function makeSignal(): Signal {
  // Far from zero with a small spread: raw cross products would lose everything here.
  const common = rng.normal()
  return {
    id: randomUUID(),
    unit: units[rng.integer(5)]!,
    day: new Date(Date.UTC(2024, 0, 1) + rng.integer(400) * 86_400_000).toISOString().slice(0, 10),
    values: metrics.map((_, i) =>
      rng.uniform() < 0.2 ? undefined : 1e6 * (i + 1) + common + 0.5 * rng.normal(),
    ),
  }
}

const channelOf = (signal: Signal) => (signal.id < '8' ? 'web' : "o'shop")

const rowsOf = (signal: Signal, organizationId: string, version = 1) =>
  [...signal.values, 7].flatMap((value, i) =>
    value === undefined
      ? []
      : {
          organization_id: organizationId,
          metric_id: metrics[i] ?? noise,
          unit_id: signal.unit,
          occurred_on: signal.day,
          occurred_at: `${signal.day} 12:00:00.000`,
          signal_id: signal.id,
          source: 'customer',
          value,
          raw: value,
          employee_ids: [],
          customer_id: unknownId,
          evaluator_id: unknownId,
          touchpoint_id: unknownId,
          channel: channelOf(signal),
          language: 'en',
          attributes: { block: channelOf(signal) },
          version,
          deleted: 0,
        },
  )

before(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'tandem-cross-'))
  analytics = await openAnalytics({ dataFolder }, pino({ level: 'silent' }))
  signals = Array.from({ length: 1500 }, makeSignal)
  await analytics.insert(
    'readings',
    signals.flatMap((s) => rowsOf(s, organization)),
  )
  // A correction and a delivery of the same once more count once; strangers don't count at all.
  const corrected = signals.slice(0, 50).map((s) => ({ ...s, values: s.values.map((v) => (v ? v + 1 : v)) }))
  signals.splice(0, 50, ...corrected)
  await analytics.insert(
    'readings',
    corrected.flatMap((s) => rowsOf(s, organization, 2)),
  )
  await analytics.insert(
    'readings',
    signals.slice(100, 200).flatMap((s) => rowsOf(s, organization)),
  )
  await analytics.insert(
    'readings',
    signals.slice(0, 40).flatMap((s) => rowsOf({ ...s, id: randomUUID() }, stranger)),
  )
})
after(async () => {
  await analytics.close()
  await rm(dataFolder, { recursive: true, force: true })
})

/** Complete cases of the year, by group, with plain two-pass sums. */
function expected(group: (s: Signal) => string) {
  const complete = signals.filter((s) => s.day <= '2024-12-31' && !s.values.includes(undefined))
  return new Map(
    [...Map.groupBy(complete, group)].map(([key, members]) => {
      const mean = metrics.map((_, i) => members.reduce((sum, s) => sum + s.values[i]!, 0) / members.length)
      const cross = metrics.flatMap((_, i) =>
        metrics.map((_, j) =>
          members.reduce((sum, s) => sum + (s.values[i]! - mean[i]!) * (s.values[j]! - mean[j]!), 0),
        ),
      )
      return [key, { n: members.length, mean, cross }]
    }),
  )
}

function near(actual: ArrayLike<number>, wanted: readonly number[], tolerance: number): void {
  for (const [i, value] of wanted.entries())
    assert.ok(
      Math.abs(actual[i]! - value) < tolerance * Math.max(1, Math.abs(value)),
      `${actual[i]} instead of ${value}`,
    )
}

test('cross moments by unit are those of the complete cases, each signal once', async () => {
  const rows = await readCrossMoments(
    analytics.forOrganization(organization),
    { ...period, metricIds: metrics },
    'unit',
  )
  const wanted = expected((s) => s.unit)
  assert.equal(rows.length, 5)
  for (const { unitId, segment, moments } of rows) {
    const want = wanted.get(unitId)!
    assert.equal(segment, 0)
    assert.equal(moments.n, want.n)
    near(moments.mean, want.mean, 1e-12)
    near(moments.cross, want.cross, 1e-6)
  }
})

test('a unit that moved gives moments before and after the day apart', async () => {
  const boundaries = new Map([[units[2]!, ['2024-06-01']]])
  const rows = await readCrossMoments(
    analytics.forOrganization(organization),
    { ...period, metricIds: metrics, boundaries },
    'unit',
  )
  const wanted = expected((s) => `${s.unit} ${s.unit === units[2] && s.day >= '2024-06-01' ? 1 : 0}`)
  assert.equal(rows.length, 6)
  for (const { unitId, segment, moments } of rows) {
    const want = wanted.get(`${unitId} ${segment}`)!
    assert.equal(moments.n, want.n)
    near(moments.cross, want.cross, 1e-6)
  }
})

test('a slice holds its own signals only, whatever stands in its name', async () => {
  const ask = (slice: SliceFilter) =>
    readCrossMoments(
      analytics.forOrganization(organization),
      { ...period, metricIds: metrics, ...slice },
      'unit',
    )
  const n = (rows: { moments: { n: number } }[]) => rows.reduce((sum, row) => sum + row.moments.n, 0)
  const wanted = expected(channelOf)
  for (const channel of ['web', "o'shop"]) {
    assert.equal(n(await ask({ channels: [channel] })), wanted.get(channel)!.n)
    assert.equal(n(await ask({ attributes: { block: [channel] } })), wanted.get(channel)!.n)
  }
  assert.equal(n(await ask({ channels: ["' OR 1=1 --"] })), 0)
})

test('blocks hold whole units or whole signals, and add up to everything', async () => {
  const ask = (blockBy: 'unit' | 'signal') =>
    readCrossMoments(
      analytics.forOrganization(organization),
      { ...period, metricIds: metrics, unitIds: units.slice(0, 2) },
      blockBy,
    )
  const [byUnit, bySignal] = [await ask('unit'), await ask('signal')]
  assert.deepEqual(byUnit.map((row) => row.unitId).sort(), units.slice(0, 2).sort())
  assert.ok(bySignal.length > 100)
  assert.ok(bySignal.every((row) => row.block >= 0 && row.block < bootstrapBlocks))
  const total = (rows: typeof byUnit) => rows.reduce((sum, row) => sum + row.moments.n, 0)
  assert.equal(total(byUnit), total(bySignal))
})

test('what was answered together is counted by signal', async () => {
  const rows = await readAnsweredTogether(
    analytics.forOrganization(organization),
    { ...period, metricIds: metrics },
    metrics[0]!,
  )
  const wanted = new Map(
    [
      ...Map.groupBy(
        signals.filter((s) => s.day <= '2024-12-31' && s.values[0] !== undefined),
        (s) =>
          metrics
            .filter((_, i) => s.values[i] !== undefined)
            .sort()
            .join(),
      ),
    ].map(([key, members]) => [key, members.length]),
  )
  assert.equal(rows.length, 4)
  for (const { metricIds, signals: n } of rows) assert.equal(n, wanted.get([...metricIds].sort().join()))
})
