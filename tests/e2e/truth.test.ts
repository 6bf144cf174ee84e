import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { EndpointKey, ResponseOf } from '@tandem/contract'
import { createDemo } from '@tandem/demo'
import type { Browser, Page } from 'playwright-core'
import { loadDemoCompany } from '../../apps/server/test/demo.ts'
import { startTestTandem, type TestTandem } from '../../apps/server/test/tandem.ts'
import { openBrowser } from '../../apps/web/scripts/browser.ts'
import { openPage, visit } from './support.ts'

/** The demo company always ends on the same day here: what is random in it is then the same in every run. */
const company = { scale: 1, seed: 1, until: '2026-11-21' }
const { truth } = createDemo(company)

let app: TestTandem
let browser: Browser
let page: Page
before(
  async () => {
    app = await startTestTandem()
    await loadDemoCompany(app, company)
    browser = await openBrowser()
    const look = { width: 1440, scheme: 'light', language: 'en' } as const
    page = (await openPage(browser, app.url, look, app.owner.headers)).page
  },
  { timeout: 280_000 },
)
after(async () => {
  await browser.close()
  await app.stop()
})

/** Opens a screen and gives what it asked the server for, by the choices it makes itself, and its headline. */
async function read<K extends EndpointKey>(
  path: string,
  key: K,
  which: (url: URL) => boolean = () => true,
): Promise<{ answer: ResponseOf<K>; headline: string }> {
  const wanted = key.split(' ')[1]!
  const response = page.waitForResponse(
    (r) => new URL(r.url()).pathname === wanted && r.ok() && which(new URL(r.url())),
  )
  await visit(page, `${path}${path.includes('?') ? '&' : '?'}to=${company.until}`)
  const answer: ResponseOf<K> = await (await response).json()
  return { answer, headline: (await page.locator('main h1').textContent()) ?? '' }
}

const within = (truth: number, { lower, upper }: { lower: number; upper: number }, what: string) =>
  assert.ok(truth >= lower && truth <= upper, `${what}: ${truth} is not within ${lower} to ${upper}`)

function correlation(pairs: readonly (readonly [number, number])[]): number {
  const mean = (place: 0 | 1) => pairs.reduce((sum, pair) => sum + pair[place], 0) / pairs.length
  const [mx, my] = [mean(0), mean(1)]
  const sum = (f: (x: number, y: number) => number) =>
    pairs.reduce((all, [x, y]) => all + f(x - mx, y - my), 0)
  return sum((x, y) => x * y) / Math.sqrt(sum((x) => x * x) * sum((_, y) => y * y))
}

test('home says that parcels of Warehouse Leeds arrive damaged, and since when', async () => {
  const { answer, headline } = await read('/', 'GET /api/v1/changes')
  const [first] = answer.items
  assert.equal(first?.metric.key, 'parcel-condition')
  assert.match(`${first?.place.name} ${headline}`, /Leeds/)
  const days = (Date.parse(first?.since ?? '') - Date.parse(truth.warehouseProblem.since)) / 86_400_000
  assert.ok(Math.abs(days) <= 4, `said to begin ${first?.since}, begins ${truth.warehouseProblem.since}`)
  assert.match(headline, /parcel/i)
})

test('standings: who is said to be surely in the bottom fifth is really there', async () => {
  const { answer } = await read('/standings', 'GET /api/v1/standings')
  const real = new Map(truth.stores.map((store) => [store.unit, store.nps]))
  const pairs = answer.items.map((s) => [real.get(s.key)!, s.estimate] as const)
  assert.ok(correlation(pairs) > 0.93, `correlation ${correlation(pairs)}`)
  const order = truth.stores.toSorted((a, b) => a.nps - b.nps).map((store) => store.unit)
  const said = answer.items.filter((s) => s.probabilityBottom > 0.8)
  assert.ok(said.length >= 15, `${said.length} sites are surely at the bottom`)
  const right = said.filter((s) => order.indexOf(s.key) < order.length / 4)
  assert.ok(right.length >= 0.9 * said.length, `${right.length} of ${said.length} are`)
})

test('standings of service tests: strict and lenient evaluators are named, and their strictness is taken out', async () => {
  const { answer } = await read('/standings?metrics=service-test', 'GET /api/v1/standings')
  const strictness = new Map(truth.evaluators.map((e) => [e.name, e.strictness]))
  const named = answer.evaluators.flatMap((e) =>
    strictness.has(e.name) ? [[strictness.get(e.name)!, e.effect] as const] : [],
  )
  assert.equal(named.length, truth.evaluators.length)
  assert.ok(correlation(named) > 0.85, `correlation ${correlation(named)}`)
  const real = new Map(truth.stores.map((store) => [store.unit, store.serviceTest]))
  const adjusted = correlation(answer.items.map((s) => [real.get(s.key)!, s.estimate]))
  const raw = correlation(answer.items.flatMap((s) => (s.raw === null ? [] : [[real.get(s.key)!, s.raw]])))
  assert.ok(adjusted > raw + 0.08, `${adjusted} with, ${raw} without strictness taken out`)
})

test('drivers: waiting leads, and each planted share lies within its interval', async () => {
  const { answer, headline } = await read('/drivers', 'GET /api/v1/drivers')
  assert.match(headline, /waiting/i)
  for (const { metric, share } of truth.drivers) {
    const driver = answer.drivers.find((d) => d.metric.key === metric)
    assert.ok(driver?.shareInterval, metric)
    // The planted share is said to two decimals.
    const { lower, upper } = driver.shareInterval
    within(share, { lower: lower - 0.005, upper: upper + 0.005 }, metric)
  }
})

test('customer x employee: engagement goes with recommendation two months later, and not the other way', async () => {
  const { answer, headline } = await read(
    '/customer-employee',
    'GET /api/v1/linkage',
    (url) => url.searchParams.get('driver') === 'engagement',
  )
  assert.match(headline, /2 months|two months/)
  const { lagMonths, npsPerPoint } = truth.engagementEffect
  const leading = answer.forward.find((f) => f.lag === lagMonths)
  assert.ok(leading?.disattenuated)
  within(npsPerPoint, leading.disattenuated.interval, 'NPS per point of engagement')
  for (const { slope, lag } of answer.reverse)
    within(0, slope?.interval ?? { lower: 1, upper: 0 }, `reverse at ${lag}`)
})

test('customer x employee: turnover, intention to stay and the golden rule', async () => {
  const bands = await read(
    '/customer-employee',
    'GET /api/v1/linkage',
    (url) => url.searchParams.get('driver') === 'staff-turnover',
  )
  const outer = bands.answer.bands.at(-1)?.difference
  assert.ok(outer)
  within(-truth.turnover.npsGapOfOuterBands, outer.interval, 'NPS of high against low turnover')

  const { answer: stay } = await read('/customer-employee', 'GET /api/v1/linkage/answers')
  for (const [engagement, share] of [
    [85, 97],
    [50, 49],
  ] as const) {
    const point = stay.curve.find((p) => p.at === engagement)
    assert.ok(point)
    within(share, point.interval, `intends to stay at an engagement of ${engagement}`)
  }

  const { answer: parity } = await read('/customer-employee', 'GET /api/v1/parity')
  const asked = parity.pairs.filter((pair) => pair.customer.key.startsWith('customer-'))
  assert.equal(asked[0]?.employee.key, 'employee-listening', 'the widest gap comes first')
  for (const { dimension, customer, employee } of truth.parity) {
    const pair = asked.find((p) => p.customer.key === `customer-${dimension}`)
    assert.ok(pair?.gap, dimension)
    // A step of the scale of 1 to 5 is 25 points.
    within((employee - customer) * 25, pair.gap.interval, `gap of ${dimension}`)
  }
})

test('value: a point of recommendation is worth what was planted, in the month after', async () => {
  const { answer, headline } = await read('/value', 'GET /api/v1/value')
  assert.equal(answer.lag, truth.valueOfPoint.lagMonths)
  within(truth.valueOfPoint.eur, answer.perPoint.interval, 'EUR per point')
  assert.match(headline, /€|EUR/)
})

test('voices: what customers write about is the damage, from where Leeds delivers', async () => {
  const { headline } = await read('/voices', 'GET /api/v1/comments')
  assert.match(headline, /parcel|damaged|broken|cracked/i)
  assert.match((await page.locator('main').textContent()) ?? '', /Midlands|North of England|Scotland/)
})

test('journeys: packing in Leeds is where it hurts', async () => {
  await visit(page, `/journeys?to=${company.until}`)
  assert.match((await page.locator('main h1').textContent()) ?? '', /Leeds/)
})
