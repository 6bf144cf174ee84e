import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { SignalInput } from '@tandem/contract'
import { startTestTandem, type TestTandem } from '../../test/tandem.ts'

let app: TestTandem
const ids = new Map<string, string>()

before(async () => {
  app = await startTestTandem()
  const unit = async (key: string, kind: 'region' | 'site' | 'department', parent?: string) => {
    const parentId = parent ? ids.get(parent)! : null
    const body = { key, name: `The ${key}`, kind, parentId }
    ids.set(key, (await app.owner.call('POST /api/v1/units', { body })).id)
  }
  await unit('north', 'region')
  await unit('leeds', 'site', 'north')
  await unit('york', 'site')
  await unit('warehouse', 'department')
  for (const [key, source] of [
    ['nps', 'customer'],
    ['enps', 'employee'],
  ] as const)
    await app.owner.call('POST /api/v1/metrics', {
      body: {
        key,
        name: key,
        kind: key,
        source,
        scaleMin: 0,
        scaleMax: 10,
        direction: 'up',
        decimals: 0,
        unitLabel: '',
      },
    })
  const point = (key: string, ownerUnitId: string | null = null) => ({
    key,
    name: key,
    side: 'backstage' as const,
    ownerUnitId,
  })
  await app.owner.call('PUT /api/v1/journeys', {
    body: {
      key: 'order',
      name: 'Order',
      stages: [
        {
          name: 'All',
          touchpoints: [
            point('delivery'),
            point('packing', ids.get('warehouse')!),
            point('nowhere'),
            point('shift'),
          ],
        },
      ],
    },
  })
  await send(signals())
})
after(() => app.stop())

/** Ninety days of two deliveries a day; those packed in the warehouse turn bad in the last six weeks. */
function signals(): SignalInput[] {
  const day = (n: number) => new Date(Date.UTC(2026, 2, 1 + n, 9)).toISOString()
  const deliveries = Array.from({ length: 90 }, (_, d) => [
    delivery(`a${d}`, day(d), 'leeds', d >= 48 ? (d % 2 ? 3 : 8) : d % 3 ? 10 : 8, 'The warehouse'),
    delivery(`b${d}`, day(d), 'york', d % 3 ? 10 : 8, 'Elsewhere'),
  ]).flat()
  const staff = Array.from({ length: 4 }, (_, i) => ({
    sourceKey: `e${i}`,
    source: 'employee' as const,
    occurredAt: day(i * 25),
    unit: 'leeds',
    touchpoint: 'shift',
    readings: [{ metric: 'enps', value: i }],
  }))
  return [...deliveries, ...staff]
}

function delivery(
  sourceKey: string,
  occurredAt: string,
  unit: string,
  nps: number,
  packed: string,
): SignalInput {
  return {
    sourceKey,
    source: 'customer',
    occurredAt,
    unit,
    touchpoint: 'delivery',
    readings: [{ metric: 'nps', value: nps }],
    comments: [{ text: 'It came.', language: 'en' }],
    attributes: { packed },
  }
}

async function send(all: readonly SignalInput[]): Promise<void> {
  const response = await app.owner.fetch('/api/v1/signals', {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: all.map((s) => JSON.stringify(s)).join('\n'),
  })
  assert.ok(response.ok, await response.clone().text())
  await app.tandem.projector.settle()
}

const period = { from: '2026-03-01', to: '2026-05-29' }

async function ask(query: object = period, asker = app.owner) {
  const { touchpoints, recentFrom } = await asker.call('GET /api/v1/journeys/scores', { query })
  return { of: (key: string) => touchpoints.find((t) => t.key === key)!, recentFrom, touchpoints }
}

test('a touchpoint has its score, volume, unhappy contacts and change; one that nobody asks about is a hole', async () => {
  const { of, recentFrom, touchpoints } = await ask()
  assert.equal(touchpoints.length, 4)
  assert.equal(recentFrom, '2026-04-18')
  const delivery = of('delivery')
  assert.equal(delivery.heard, 'own')
  assert.equal(delivery.contacts, 180)
  assert.equal(delivery.comments, 180)
  assert.equal(delivery.unhappy!.n, 21)
  assert.ok(Math.abs(delivery.unhappy!.recentShare! - 21 / 84) < 1e-12)
  assert.deepEqual([of('nowhere').heard, of('nowhere').measures, of('nowhere').unhappy], [null, [], null])
})

test('where nobody is asked, answers that name the owner speak for it, and show its fall', async () => {
  const { of } = await ask()
  const packing = of('packing')
  assert.equal(packing.heard, 'owner')
  assert.equal(packing.contacts, 90)
  const { change, score } = packing.measures[0]!
  // Before: two in three promoters. Since: one in two detractors, the rest passive.
  assert.ok(Math.abs(change.value! - (-50 - 200 / 3)) < 1e-9, `${change.value}`)
  assert.ok(change.interval!.upper < 0)
  assert.equal(score.n, 90)
  assert.equal(packing.unhappy!.n, 21)
})

test('fewer than five employees are not shown, not even as a share', async () => {
  const { of } = await ask()
  const shift = of('shift')
  assert.equal(shift.measures[0]!.score.suppressed?.reason, 'too_few_respondents')
  assert.deepEqual([shift.contacts, shift.unhappy, shift.measures[0]!.change.value], [0, null, null])
})

test('unit and scope limit what is counted', async () => {
  const below = await ask({ ...period, unitId: ids.get('north')! })
  assert.equal(below.of('delivery').contacts, 90)
  const manager = await app.member('regional_manager', ids.get('north')!)
  const mine = await ask(period, manager)
  assert.deepEqual(mine.of('delivery'), below.of('delivery'))
  await assert.rejects(ask({ unitId: ids.get('york')! }, manager), /: 404/)
  await assert.rejects(ask({ from: '2026-05-01', to: '2026-04-01' }), /: 422/)
})

test('a short period is halved to look at its change', async () => {
  assert.equal((await ask({ from: '2026-04-01', to: '2026-04-20' })).recentFrom, '2026-04-11')
})
