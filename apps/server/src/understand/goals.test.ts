import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { GoalProgress, MetricKind, Source } from '@tandem/contract'
import { createRng, meanInterval, momentsOf } from '@tandem/stats'
import { type Asker, startTestTandem, type TestTandem } from '../../test/tandem.ts'

/** The day on which goals are looked at: a Sunday, so that its week is whole. */
const on = '2026-06-28'
const day = (offset: number) => new Date(Date.parse(on) + offset * 86_400_000).toISOString().slice(0, 10)

interface Told {
  readonly site: string
  readonly metric: string
  readonly source: Source
  readonly day: string
  readonly value: number
  readonly touchpoint?: string
}
const told: Told[] = []
const ids = new Map<string, string>()
let app: TestTandem
let manager: Asker

/** Two regions with a site each; satisfaction of `a` drops in the last month, `b` stays; few employees in `b`. */
function invent(): void {
  const rng = createRng(4)
  for (let back = 279; back >= 0; back--)
    for (const site of ['a', 'b'])
      for (let i = 0; i < 4; i++) {
        const level = site === 'a' ? (back < 28 ? 40 : 60) : 70
        const value = Math.min(100, Math.max(0, Math.round(level + 8 * rng.normal())))
        const touchpoint = i < 2 ? 'till' : 'parking'
        told.push({ site, metric: 'score', source: 'customer', day: day(-back), value, touchpoint })
      }
  for (let back = 270; back >= 0; back -= 10)
    for (let i = 0; i < 6; i++)
      told.push({
        site: 'a',
        metric: 'spirit',
        source: 'employee',
        day: day(-back),
        value: 40 + 5 * i,
        touchpoint: 'stock',
      })
  // Three employees a month are too few to be shown, also together.
  for (let back = 60; back >= 0; back -= 10)
    told.push({
      site: 'b',
      metric: 'spirit',
      source: 'employee',
      day: day(-back),
      value: 90,
      touchpoint: 'back',
    })
  for (let back = 200; back > 120; back--)
    told.push({
      site: 'a',
      metric: 'visit',
      source: 'service_test',
      day: day(-back),
      value: 80,
      touchpoint: 'door',
    })
}

before(async () => {
  app = await startTestTandem()
  const unit = async (key: string, kind: 'region' | 'site', parent?: string) => {
    const parentId = parent ? ids.get(parent)! : null
    const made = await app.owner.call('POST /api/v1/units', { body: { key, name: key, kind, parentId } })
    ids.set(key, made.id)
  }
  await unit('north', 'region')
  await unit('south', 'region')
  await unit('a', 'site', 'north')
  await unit('b', 'site', 'south')
  const metric = (key: string, source: Source, kind: MetricKind = 'score') =>
    app.owner.call('POST /api/v1/metrics', {
      body: {
        key,
        name: key,
        kind,
        source,
        scaleMin: 0,
        scaleMax: 100,
        direction: 'up',
        decimals: 1,
        unitLabel: '',
      },
    })
  await metric('score', 'customer')
  await metric('spirit', 'employee')
  await metric('visit', 'service_test')
  const point = (key: string, side: 'frontstage' | 'backstage', owner: string | null) => ({
    ...{ key, name: key, side, ownerUnitId: owner === null ? null : ids.get(owner)! },
  })
  const journey = async (key: string, touchpoints: ReturnType<typeof point>[]) => {
    const body = { key, name: key, stages: [{ name: 'All', touchpoints }] }
    ids.set(`journey ${key}`, (await app.owner.call('PUT /api/v1/journeys', { body })).id)
  }
  await journey('shop', [
    point('till', 'frontstage', null),
    point('parking', 'frontstage', 'south'),
    point('door', 'frontstage', null),
    point('lamp', 'frontstage', null),
    point('stock', 'backstage', 'north'),
    point('back', 'backstage', null),
  ])
  await journey('other', [point('web', 'backstage', 'south')])
  invent()
  const lines = told.map(({ site, metric, source, day, value, touchpoint }, i) =>
    JSON.stringify({
      ...{ sourceKey: `s${i}`, source, occurredAt: day, unit: site, touchpoint },
      readings: [{ metric, value }],
    }),
  )
  for (let at = 0; at < lines.length; at += 1000) {
    const response = await app.owner.fetch('/api/v1/signals', {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: lines.slice(at, at + 1000).join('\n'),
    })
    const { results } = (await response.json()) as { results: { status: string; reason?: string }[] }
    assert.ok(
      results.every((r) => r.status === 'accepted'),
      JSON.stringify(results.find((r) => r.status !== 'accepted')),
    )
  }
  await app.tandem.projector.settle()
  manager = await app.member('regional_manager', ids.get('south')!)
})
after(() => app.stop())

const startsOn = day(-100)
const set = async (body: object) => {
  const plan = { name: 'x', target: 75, dueOn: '2099-12-31', startsOn }
  const goal = await app.owner.call('POST /api/v1/goals', { body: { ...plan, metric: 'score', ...body } })
  return goal.id
}
const put = (id: string) => app.owner.call('DELETE /api/v1/goals/{id}', { params: { id } })
const progressOf = async (id: string, asker = app.owner, query: object = {}) => {
  const { items } = await asker.call('GET /api/v1/goals/progress', { query: { on, ...query } })
  return items.find(({ goal }) => goal.id === id)
}
/** Days that the API refuses by now. */
const rewrite = (id: string, change: string) =>
  app.tandem.database.systemPool.query(`update goals set ${change} where id = $1`, [id])
/** The readings themselves, without any engine. */
const values = (metric: string, from: string, to: string, sites = ['a', 'b']) =>
  told.flatMap((t) =>
    t.metric === metric && sites.includes(t.site) && t.day >= from && t.day <= to ? t.value : [],
  )
const mean = (list: readonly number[]) => list.reduce((a, b) => a + b, 0) / list.length
const near = (actual: number | null | undefined, expected: number) =>
  assert.ok(actual != null && Math.abs(actual - expected) < 1e-9, `${actual}, not ${expected}`)

test('baseline, value, interval, plan, gap and points are those of the readings themselves', async () => {
  const id = await set({})
  const item = (await progressOf(id))!
  assert.equal(item.grain, 'week')
  assert.deepEqual(item.window, { from: '2026-06-01', to: on })
  const now = values('score', '2026-06-01', on)
  const interval = meanInterval(momentsOf(now) as { n: number; mean: number; m2: number }, 0.9)
  assert.ok('interval' in interval)
  near(item.current.value, mean(now))
  near(item.current.interval?.lower, interval.interval.lower)
  assert.equal(item.current.n, now.length)
  // The plan begins on 20 March, a Friday: its week is the last of the four weeks of the baseline.
  assert.equal(startsOn, '2026-03-20')
  const before = values('score', '2026-02-23', '2026-03-22')
  near(item.baseline?.value, mean(before))
  const days = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 86_400_000
  const share = days(startsOn, '2026-06-14') / days(startsOn, '2099-12-31')
  near(item.planned, mean(before) + (75 - mean(before)) * share)
  near(item.gap?.value, mean(now) - item.planned!)
  assert.equal(item.status, 'behind')
  assert.deepEqual(
    item.plan.map((p) => p.on),
    [startsOn, '2099-12-31'],
  )
  for (const point of item.points) near(point.score.value, mean(values('score', point.from, point.to)))
  assert.equal(item.points.length, 40)
  assert.equal(item.part, false)
  assert.equal(item.howWeKnow.n, now.length)
  await put(id)
  assert.equal(await progressOf(id), undefined)
})

test('the forecast reaches from the running week to the due date and says how likely the target is', async () => {
  const id = await set({})
  await rewrite(id, "due_on = '2026-09-30'")
  const sure = (await progressOf(id))!
  assert.equal(sure.forecast?.on, '2026-09-30')
  assert.equal(sure.forecast?.path.length, 14)
  assert.ok(sure.forecast!.probability < 0.2)
  assert.ok(sure.forecast!.interval.lower < sure.forecast!.value)
  const tooFar = (await progressOf(await set({})))!
  assert.equal(tooFar.forecast, null)
  assert.match(tooFar.noForecast!.message, /500/)
  await Promise.all([put(sure.goal.id), put(tooFar.goal.id)])
})

test('after the due date a goal is judged by what was heard until then', async () => {
  const id = await set({ dueOn: '2099-01-01', target: 66 })
  await rewrite(id, "due_on = '2026-05-31', target = 64")
  const item = (await progressOf(id))!
  assert.equal(item.status, 'reached')
  near(item.current.value, mean(values('score', '2026-05-04', '2026-05-31')))
  assert.equal(item.forecast, null)
  assert.equal(item.noForecast, null)
  await rewrite(id, 'target = 90')
  assert.equal((await progressOf(id))!.status, 'missed')
  await put(id)
})

test('a scope sees figures of its part only, and no goals of others', async () => {
  const company = await set({})
  const north = await set({ unitId: ids.get('north') })
  const south = await set({ unitId: ids.get('south'), target: 99 })
  const mine = (await progressOf(company, manager))!
  assert.equal(mine.part, true)
  near(mine.current.value, mean(values('score', '2026-06-01', on, ['b'])))
  assert.equal((await progressOf(south, manager))!.part, false)
  assert.equal(await progressOf(north, manager), undefined)
  const below = (await progressOf(company, app.owner, { unitId: ids.get('south') }))!
  assert.deepEqual([below.part, below.current], [true, mine.current])
  assert.equal(await progressOf(north, app.owner, { unitId: ids.get('south') }), undefined)
  await assert.rejects(progressOf(company, manager, { unitId: ids.get('north') }), /404/)
  const status = async (asker: Asker) =>
    (await asker.fetch(`/api/v1/goals/${north}`, { method: 'DELETE' })).status
  assert.deepEqual([await status(manager), await status(await app.member('employee'))], [403, 403])
  await assert.rejects((await app.member('employee')).call('GET /api/v1/goals'), /403/)
  await Promise.all([company, north, south].map(put))
})

test('few employees are protected: by month, in the value, and not as a difference', async () => {
  const id = await set({ metric: 'spirit', target: 95, baseline: 50 })
  const item = (await progressOf(id))!
  assert.equal(item.grain, 'month')
  assert.ok(item.points.every((p) => p.score.n >= 5))
  const hidden = (await progressOf(id, manager))! as GoalProgress
  assert.equal(hidden.status, 'unknown')
  assert.deepEqual([hidden.current.value, hidden.points, hidden.current.n], [null, [], 0])
  assert.equal(hidden.current.suppressed?.reason, 'too_few_respondents')
  assert.match(hidden.reason!, /Too few employees/)
  const { baseline, suppressed } = await manager.call('GET /api/v1/goals/baseline', {
    query: { metric: 'spirit', startsOn: on },
  })
  assert.deepEqual([baseline, suppressed?.reason], [null, 'too_few_respondents'])
  await put(id)
})

test('coverage counts signals by touchpoint and source, and names each hole', async () => {
  const goal = await set({ journeyIds: [ids.get('journey shop')] })
  const coverage = await app.owner.call('GET /api/v1/goals/coverage', { query: { to: on } })
  const from = day(-89)
  assert.deepEqual([coverage.howWeKnow.from, coverage.howWeKnow.to], [from, on])
  const row = (name: string) => coverage.rows.find((r) => r.name === name)!
  for (const { name, cells } of coverage.rows)
    for (const { source, signals, lastHeardOn } of cells) {
      const all = told.filter((t) => t.touchpoint === name && t.source === source && t.day <= on)
      assert.equal(signals, all.filter((t) => t.day >= from).length, `${name} ${source}`)
      assert.equal(
        lastHeardOn,
        all
          .map((t) => t.day)
          .sort()
          .at(-1) ?? null,
        `${name} ${source}`,
      )
    }
  assert.deepEqual(
    ['till', 'parking', 'door', 'lamp', 'stock', 'back', 'web'].map((name) => row(name).holes),
    [[], [], ['silent'], ['never'], [], ['no_owner'], ['never']],
  )
  assert.deepEqual(row('till').goalIds, [goal])
  assert.deepEqual(row('web').goalIds, [])
  assert.deepEqual(coverage.goals, [
    {
      goalId: goal,
      touchpoints: 6,
      unheard: [row('door').touchpointId, row('lamp').touchpointId],
      unowned: [row('back').touchpointId],
    },
  ])
  const own = await app.owner.call('GET /api/v1/goals/coverage', { query: { to: on, goalId: goal } })
  assert.equal(own.rows.length, 6)
  const item = (await progressOf(goal))!
  const customers = told.filter((t) => t.source === 'customer' && t.day >= from).length
  assert.deepEqual(item.heard[0], { source: 'customer', signals: customers })
  await put(goal)
})

test('coverage of a scope counts what is below it, hides few employees and other owners', async () => {
  const coverage = await manager.call('GET /api/v1/goals/coverage', { query: { to: on, from: day(-30) } })
  const cell = (name: string, source: Source) =>
    coverage.rows.find((r) => r.name === name)!.cells.find((c) => c.source === source)!
  const count = told.filter((t) => t.site === 'b' && t.touchpoint === 'till' && t.day >= day(-30)).length
  assert.equal(cell('till', 'customer').signals, count)
  assert.equal(cell('stock', 'employee').signals, 0)
  assert.deepEqual(cell('back', 'employee'), { source: 'employee', signals: null, lastHeardOn: null })
  const owner = (name: string) => coverage.rows.find((r) => r.name === name)!.owner?.name
  assert.deepEqual([owner('stock'), owner('parking'), owner('till')], [null, 'south', undefined])
  await assert.rejects(
    manager.call('GET /api/v1/goals/coverage', { query: { unitId: ids.get('north')! } }),
    /404/,
  )
  await assert.rejects(
    app.owner.call('GET /api/v1/goals/coverage', { query: { goalId: crypto.randomUUID() } }),
    /404/,
  )
})

test('a target below what was heard is refused, with what was heard', async () => {
  await assert.rejects(set({ startsOn: on, target: 40 }), /422.*as heard/)
  await assert.rejects(set({ dueOn: '2020-01-01', startsOn: '2019-01-01' }), /422.*has passed/)
  await assert.rejects(set({ metric: 'nothing' }), /404/)
})
