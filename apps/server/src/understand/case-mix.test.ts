import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { inflateRawSync } from 'node:zlib'
import { createDemo } from '@tandem/demo'
import { createRng } from '@tandem/stats'
import { company, loadDemoCompany } from '../../test/demo.ts'
import { startTestTandem, type TestTandem } from '../../test/tandem.ts'
import { type MetricMix, mixOf, withoutMix } from './case-mix.ts'
import { type Gathered, mergeAll } from './merge.ts'

const customer = { source: 'customer' as const }
const near = (a: number, b: number, by = 1e-9) => assert.ok(Math.abs(a - b) < by, `${a} against ${b}`)

/** Readings of units whose quality and mix are known: `trade` scores 20 below `home`, whatever the unit. */
function readings(units: number, perUnit: number, seed = 5) {
  const rng = createRng(seed)
  const all: { unit: string; group: string; value: number }[] = []
  for (let u = 0; u < units; u++) {
    const tradeShare = 0.05 + (0.6 * u) / units
    for (let i = 0; i < perUnit; i++) {
      const group = rng.uniform() < tradeShare ? 'trade' : 'home'
      all.push({ unit: `u${u}`, group, value: 60 - (group === 'trade' ? 20 : 0) + 5 * rng.normal() })
    }
  }
  return all
}

function momentsOf(values: readonly number[]) {
  const n = values.length
  const mean = values.reduce((a, b) => a + b, 0) / n
  return { n, mean, m2: values.reduce((sum, x) => sum + (x - mean) ** 2, 0) }
}

function gathered(all: readonly { unit: string; group: string; value: number }[]): Gathered {
  return new Map(
    [...Map.groupBy(all, (r) => r.unit)].map(([unit, own]) => [
      unit,
      new Map(
        [...Map.groupBy(own, (r) => r.group)].map(([group, rows]) => [
          group,
          momentsOf(rows.map((r) => r.value)),
        ]),
      ),
    ]),
  )
}

function mix(cells: Gathered): MetricMix {
  const result = mixOf(customer, cells)
  if (typeof result === 'string') throw new Error(result)
  return result
}

test('the effect of the mix is what plain sums over the readings give, and its parts add up', () => {
  const all = readings(12, 200)
  const result = mix(gathered(all))
  const share = (group: string) => all.filter((r) => r.group === group).length / all.length
  for (const [unit, own] of result.units) {
    const mine = all.filter((r) => r.unit === unit)
    const mean = (rows: typeof mine) => rows.reduce((sum, r) => sum + r.value, 0) / rows.length
    const adjusted = ['home', 'trade'].reduce(
      (sum, g) => sum + share(g) * mean(mine.filter((r) => r.group === g)),
      0,
    )
    near(own.effect, mean(mine) - adjusted)
    near(
      own.effects.reduce((a, b) => a + b),
      own.effect,
    )
    near(
      own.shares.reduce((a, b) => a + b),
      1,
    )
    assert.ok(own.precision > 0 && own.precision <= 1 + 1e-12)
  }
  // The units are alike; only the first look good and the last bad.
  assert.ok(result.units.get('u0')!.effect > 4 && result.units.get('u11')!.effect < -4)
  // Within the groups the readings spread by 5, in the units by more.
  assert.ok(result.withinShare < 0.5)
})

test('cells of any other grouping are moved so that their units have the standardised mean', () => {
  const all = readings(8, 100)
  const result = mix(gathered(all))
  const byEvaluator = gathered(all.map((r, i) => ({ ...r, group: `e${i % 3}` })))
  const moved = withoutMix(byEvaluator, result)
  for (const [unit, cells] of moved) {
    const before = mergeAll(byEvaluator.get(unit)!.values())
    const after = mergeAll(cells.values())
    const { effect, precision } = result.units.get(unit)!
    near(after.mean, before.mean - effect)
    near(after.n, before.n * precision)
  }
})

test('the standard error of an effect is how far it strays when the same mix is heard again', () => {
  const values: number[] = []
  const errors: number[] = []
  const first = readings(4, 40)
  const rng = createRng(11)
  for (let again = 0; again < 600; again++) {
    const heard = first.map((r) => ({ ...r, value: 60 - (r.group === 'trade' ? 20 : 0) + 5 * rng.normal() }))
    const own = mix(gathered(heard)).units.get('u0')!
    values.push(own.effect)
    errors.push(own.standardError)
  }
  const mean = (x: readonly number[]) => x.reduce((a, b) => a + b, 0) / x.length
  const sd = Math.sqrt(mean(values.map((v) => (v - mean(values)) ** 2)))
  assert.ok(Math.abs(sd / mean(errors) - 1) < 0.1, `${sd} against ${mean(errors)}`)
})

test('employees are never adjusted; one group, and groups that units do not share, cannot be', () => {
  const all = readings(6, 50)
  assert.equal(mixOf({ source: 'employee' }, gathered(all)), 'employees')
  assert.equal(mixOf(customer, gathered(all.map((r) => ({ ...r, group: '' })))), 'one_group')
  assert.equal(mixOf(customer, gathered(all.map((r) => ({ ...r, group: r.unit })))), 'not_mixed')
  assert.equal(mixOf(customer, new Map()), 'one_group')
})

test('many groups are the largest and all others together', () => {
  const rng = createRng(2)
  const all = readings(5, 400).map((r) => ({ ...r, group: `g${Math.floor(20 * rng.uniform() ** 3)}` }))
  const { groups } = mix(gathered(all))
  assert.equal(groups.length, 12)
  assert.equal(groups.at(-1)!.key, '*')
  near(
    groups.reduce((sum, g) => sum + g.n, 0),
    all.length,
    1e-6,
  )
})

let app: TestTandem
before(async () => {
  app = await startTestTandem()
  await loadDemoCompany(app, company)
})
after(() => app.stop())

test('stores with many trade customers are judged as if they had as many as everybody', async () => {
  const ask = (query: object) =>
    app.owner.call('GET /api/v1/standings', { query: { metrics: 'nps', ...query } })
  const plain = await ask({})
  assert.equal(plain.caseMix, null)
  assert.ok(plain.items.every((s) => s.mix === null))
  const adjusted = await ask({ adjustFor: 'attribute:segment' })
  const { groups } = adjusted.caseMix!
  const trade = groups.findIndex((g) => g.key === 'trade')
  assert.ok(groups[trade]!.mean! < groups[0]!.mean! - 5, 'trade customers recommend less')
  // Straight from the answers of the company.
  const heard = new Map<string, Map<string, number[]>>()
  for (const { unit, attributes, readings: own } of createDemo(company).signals()) {
    const nps = own?.find((r) => r.metric === 'nps')?.value
    if (nps === undefined || !unit) continue
    const at = heard.get(unit) ?? new Map<string, number[]>()
    heard.set(unit, at)
    const segment = attributes?.segment ?? ''
    at.set(segment, [...(at.get(segment) ?? []), nps >= 9 ? 100 : nps <= 6 ? -100 : 0])
  }
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length
  for (const { key, mix: own, raw } of adjusted.items) {
    const mine = heard.get(key)!
    const present = groups.filter((g) => mine.has(g.key))
    const covered = present.reduce((sum, g) => sum + g.share, 0)
    const standard = present.reduce((sum, g) => sum + (g.share / covered) * mean(mine.get(g.key)!), 0)
    near(raw!, mean([...mine.values()].flat()), 1e-6)
    near(own!.effect, raw! - standard, 1e-6)
    near(own!.coverage, covered, 1e-9)
  }
  const bySign = (s: (typeof adjusted.items)[number]) =>
    (s.mix!.shares[trade]! - groups[trade]!.share) * -s.mix!.effects[trade]!
  assert.ok(adjusted.items.filter((s) => bySign(s) > 0).length > adjusted.items.length * 0.6)
})

test('a composite is adjusted where it can be, and says which parts were left as they are', async () => {
  const { caseMix, items } = await app.owner.call('GET /api/v1/standings', {
    query: { metrics: 'nps,service-test,engagement', weights: '2,1,1', adjustFor: 'attribute:segment' },
  })
  assert.deepEqual(caseMix!.metrics, ['nps'])
  assert.deepEqual(caseMix!.leftAsTheyAre, [
    { metric: 'service-test', reason: 'one_group' },
    { metric: 'engagement', reason: 'employees' },
  ])
  const alone = await app.owner.call('GET /api/v1/standings', {
    query: { metrics: 'nps', adjustFor: 'attribute:segment' },
  })
  const one = alone.items.find((s) => s.unitId === items[0]!.unitId)!
  near(items[0]!.mix!.effect, one.mix!.effect / 2)
})

test('what cannot be adjusted for is refused with the reason; what can is named', async () => {
  const refusal = async (query: string) => {
    const response = await app.owner.fetch(`/api/v1/standings?${query}`)
    return `${response.status} ${((await response.json()) as { detail: string }).detail}`
  }
  assert.match(await refusal('metrics=nps&adjustFor=language'), /^422 Most units serve only one/)
  assert.match(await refusal('metrics=nps&adjustFor=attribute:nothing'), /^422 All readings are of the same/)
  assert.match(await refusal('metrics=engagement&adjustFor=channel'), /^422 What employees say/)
  assert.match(await refusal('metrics=nps&adjustFor=weather'), /^422 adjustFor must be/)
  const { items } = await app.owner.call('GET /api/v1/standings/groupings', { query: { metrics: 'nps' } })
  const segment = items.find((g) => g.by === 'attribute:segment')
  assert.deepEqual([segment?.groups, segment?.mixed], [3, 1])
  const none = await app.owner.call('GET /api/v1/standings/groupings', { query: { metrics: 'engagement' } })
  assert.deepEqual(none.items, [])
})

test('the workbook is an XLSX file with numbers and days in it, and the CSV has the same columns', async () => {
  const query = 'metrics=nps&from=2026-01-01&to=2026-06-30&adjustFor=attribute:segment'
  const file = await app.owner.fetch(`/api/v1/standings.xlsx?${query}&language=hu`)
  assert.equal(file.status, 200)
  assert.match(file.headers.get('content-disposition') ?? '', /standings\.xlsx/)
  const bytes = Buffer.from(await file.arrayBuffer())
  const sheets = readZip(bytes)
  const first = sheets.get('xl/worksheets/sheet1.xml')!
  assert.match(first, /<pane[^>]*ySplit="1"[^>]*state="frozen"/)
  const rows = first.match(/<row /g)!.length
  const { items } = await app.owner.call('GET /api/v1/standings', {
    query: { metrics: 'nps', from: '2026-01-01', to: '2026-06-30' },
  })
  assert.equal(rows, items.length + 1)
  assert.match(sheets.get('xl/sharedStrings.xml') ?? first, /Egyszerű átlag/)
  // 2026-01-01 is day 46023 of a spreadsheet.
  assert.match(sheets.get('xl/worksheets/sheet2.xml')!, /<v>46023<\/v>/)
  const csv = await (await app.owner.fetch(`/api/v1/standings.csv?${query}`)).text()
  assert.match(csv.split('\r\n')[0]!, /evaluator_strictness,mix_effect,estimate_nps$/)
})

/** The texts in a ZIP file: its entries are deflated one after the other. */
function readZip(bytes: Buffer): Map<string, string> {
  const found = new Map<string, string>()
  // The directory at the end says where each entry is and how long.
  let at = bytes.readUInt32LE(bytes.lastIndexOf(Buffer.from('PK\x05\x06')) + 16)
  while (bytes.readUInt32LE(at) === 0x02014b50) {
    const [size, nameLength, extra, comment] = [20, 28, 30, 32].map((o, i) =>
      i === 0 ? bytes.readUInt32LE(at + o) : bytes.readUInt16LE(at + o),
    ) as [number, number, number, number]
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength)
    const local = bytes.readUInt32LE(at + 42)
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
    const content = bytes.subarray(start, start + size)
    found.set(name, (bytes.readUInt16LE(at + 10) === 8 ? inflateRawSync(content) : content).toString('utf8'))
    at += 46 + nameLength + extra + comment
  }
  return found
}
