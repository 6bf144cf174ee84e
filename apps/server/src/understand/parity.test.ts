import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createDemo } from '@tandem/demo'
import { createRng, isRefusal, type Moments, momentsOf } from '@tandem/stats'
import { company, contains, loadDemoCompany } from '../../test/demo.ts'
import { startTestTandem, type TestTandem } from '../../test/tandem.ts'
import { pairMetrics } from './pair-metrics.ts'
import { clusteredGap, inSameUnits } from './read-parity.ts'

const { truth } = createDemo(company)
let app: TestTandem

before(async () => {
  app = await startTestTandem()
  await loadDemoCompany(app, company)
})
after(() => app.stop())

test('pairs are found by themselves, widest gap first, and hold the planted gaps', async () => {
  const { pairs, units, howWeKnow } = await app.owner.call('GET /api/v1/parity', { query: {} })
  assert.deepEqual(pairs.map((p) => `${p.customer.key} ${p.employee.key}`).sort(), [
    'customer-information employee-information',
    'customer-listening employee-listening',
    'customer-respect employee-respect',
    'customer-tools employee-tools',
    'nps enps',
  ])
  for (const { dimension, customer, employee } of truth.parity) {
    const { gap } = pairs.find((p) => p.customer.key === `customer-${dimension}`)!
    // A step of 1 to 5 is 25 points.
    assert.ok(contains(gap!.interval, 25 * (employee - customer)), `${dimension} ${JSON.stringify(gap)}`)
  }
  const gaps = pairs.map((p) => p.gap!.estimate)
  assert.deepEqual(
    gaps,
    gaps.toSorted((a, b) => a - b),
  )
  for (const p of pairs)
    assert.ok(Math.abs(p.gap!.estimate - (p.employeeMean! - p.customerMean!)) < 1e-9, p.customer.key)
  assert.deepEqual(units, [])
  assert.ok(howWeKnow.n > 1000)
})

test('by unit, few employee answers are withheld, and never one group alone that others would betray', async () => {
  const query = { pairs: 'customer-listening:employee-listening', level: 'site' as const }
  const { units } = await app.owner.call('GET /api/v1/parity', { query })
  const shown = units.filter((u) => u.gap)
  const hidden = units.filter((u) => u.suppressed?.reason === 'too_few_respondents')
  assert.ok(shown.length > 20 && hidden.length > 0, `${shown.length} shown, ${hidden.length} hidden`)
  assert.ok(shown.every((u, i) => i === 0 || u.gap!.estimate >= shown[i - 1]!.gap!.estimate))
  const scores = await app.owner.call('GET /api/v1/scores', {
    query: { metric: 'employee-listening', by: 'site' },
  })
  const enough = new Set(scores.groups.filter((g) => g.score.n >= 5).map((g) => g.key))
  assert.ok(shown.every((u) => enough.has(u.unitId)))
})

test('a site alone shows its employees only from five answers on; scope limits what is heard', async () => {
  const { items } = await app.owner.call('GET /api/v1/units')
  const region = items.find((u) => u.key === truth.stores[0]!.unit)!.parentId!
  const manager = await app.member('regional_manager', region)
  const pairs = 'customer-respect:employee-respect'
  const mine = await manager.call('GET /api/v1/parity', { query: { pairs } })
  const all = await app.owner.call('GET /api/v1/parity', { query: { pairs, unitId: region } })
  assert.deepEqual(mine.pairs, all.pairs)
  const store = items.find((u) => u.key === truth.stores[0]!.unit)!.id
  const day = { from: '2026-09-01', to: '2026-09-30' }
  const {
    pairs: [alone],
  } = await app.owner.call('GET /api/v1/parity', { query: { pairs, unitId: store, ...day } })
  assert.equal(alone!.gap, null)
  assert.equal(alone!.employeeN, 0)
  assert.equal(alone!.suppressed?.reason, 'too_few_respondents')
})

test('what makes no sense is refused with a reason', async () => {
  const status = async (query: string) => {
    const response = await app.owner.fetch(`/api/v1/parity?${query}`)
    const { detail } = (await response.json()) as { detail: string }
    return `${response.status} ${detail}`
  }
  assert.match(await status('pairs=employee-respect:customer-respect'), /^422 .*metric of customers, then/)
  assert.match(await status('pairs=nps:engagement'), /^422 .*different scales/)
  assert.match(await status('level=site'), /^422 Choose one pair/)
  assert.match(await status('pairs=nps:nobody'), /^404 /)
  assert.match(await status('pairs=nps'), /^422 .*two metric keys with a colon/)
})

/** An end of a 90 % interval, moved to 99 % on the scale of log-odds. */
function stretch(told: { mean: number; interval: { lower: number; upper: number } }, end: 'lower' | 'upper') {
  const logit = (p: number) => Math.log(p / (100 - p))
  const far = logit(told.mean) + ((logit(told.interval[end]) - logit(told.mean)) * 2.576) / 1.645
  return 100 / (1 + Math.exp(-far))
}

test('who intends to stay hangs on engagement as planted', async () => {
  const { bands, curve, suppressed } = await app.owner.call('GET /api/v1/linkage/answers', {
    query: { driver: 'engagement', outcome: 'stay' },
  })
  assert.equal(suppressed, null)
  for (const at of [50, 85]) {
    const planted = 100 / (1 + Math.exp(-truth.stay.intercept - truth.stay.perPoint * at))
    const told = curve.find((c) => c.at === at)!
    // Of two intervals at 90 %, on a tenth of the answers, one may miss: ends at 99 % must not.
    const wide = { lower: stretch(told, 'lower'), upper: stretch(told, 'upper') }
    assert.ok(contains(wide, planted), `${at}: ${planted} ${JSON.stringify(told)}`)
  }
  assert.ok(bands.every((b) => b.n >= 5))
  const response = await app.owner.fetch('/api/v1/linkage/answers?driver=engagement&outcome=nps')
  assert.equal(response.status, 422)
})

const metric = (key: string, source: 'customer' | 'employee' | 'operations', name = key) => ({
  key,
  name,
  source,
  kind: 'index' as const,
  direction: 'up' as const,
})

test('metrics are paired by what is asked, not by numbers of questions', () => {
  const names = (all: Parameters<typeof pairMetrics>[0]) =>
    pairMetrics(all).map(([a, b]) => `${a.key} ${b.key}`)
  const school = ['com_p_11', 'com_s_11', 'p_q11a'].map((key) => metric(key, 'customer'))
  const teachers = ['com_t_11', 'saf_t_11', 't_q11a'].map((key) => metric(key, 'employee'))
  assert.deepEqual(names([...school, ...teachers]), ['com_p_11 com_t_11', 'com_s_11 com_t_11'])
  const published = teachers.map((m) => ({ ...m, source: 'operations' as const }))
  assert.deepEqual(names([...school, ...published]), ['com_p_11 com_t_11', 'com_s_11 com_t_11'])
  assert.deepEqual(
    names([metric('a1', 'customer', 'Respect (customers)'), metric('b7', 'employee', 'Staff: respect')]),
    ['a1 b7'],
  )
  assert.deepEqual(names([metric('respect', 'customer'), metric('respect2', 'employee', 'respect')]), [])
  const down = { ...metric('employee-waiting', 'employee'), direction: 'down' as const }
  assert.deepEqual(names([metric('customer-waiting', 'customer'), down]), [])
})

test('gaps are taken in units that both sides speak about, or everywhere when there is none', () => {
  const some: Moments = { n: 3, mean: 1, m2: 1 }
  const customer = new Map([
    ['a', some],
    ['b', some],
  ])
  const [c, e] = inSameUnits(
    customer,
    new Map([
      ['b', some],
      ['w', some],
    ]),
  )
  assert.deepEqual([[...c.keys()], [...e.keys()]], [['b'], ['b']])
  assert.equal(inSameUnits(customer, new Map([['w', some]]))[0].size, 2)
})

test('the clustered interval of a gap covers the truth about as often as it says', () => {
  const rng = createRng(11)
  let covered = 0
  const rounds = 600
  for (let round = 0; round < rounds; round++) {
    const customer = new Map<string, Moments>()
    const employee = new Map<string, Moments>()
    for (let unit = 0; unit < 40; unit++) {
      // What a place is like moves both sides; each side has its own spread of places, too.
      const place = 8 * rng.normal()
      const answers = (n: number, mean: number) => {
        const level = mean + place + 4 * rng.normal()
        const moments = momentsOf(Array.from({ length: n }, () => level + 20 * rng.normal()))
        assert.ok(!isRefusal(moments))
        return moments
      }
      customer.set(`${unit}`, answers(20 + rng.integer(40), 70))
      employee.set(`${unit}`, answers(5 + rng.integer(10), 50))
    }
    if (contains(clusteredGap(customer, employee)!.interval, -20)) covered++
  }
  assert.ok(covered / rounds > 0.865 && covered / rounds < 0.945, `${covered / rounds}`)
})
