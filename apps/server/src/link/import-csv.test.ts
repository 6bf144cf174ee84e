import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import fc from 'fast-check'
import { createTestDatabase, type TestDatabase, testCaller } from '../../test/database.ts'
import type { Caller } from '../platform/index.ts'
import { changePerson } from './change-person.ts'
import { exportJourneys } from './export-journeys.ts'
import { exportPeople } from './export-people.ts'
import { exportUnits } from './export-units.ts'
import { importJourneys } from './import-journeys.ts'
import { importPeople } from './import-people.ts'
import { importUnits } from './import-units.ts'
import { listJourneys } from './list-journeys.ts'
import { listPeople } from './list-people.ts'
import { listUnits } from './list-units.ts'

let db: TestDatabase
let owner: Caller
before(async () => {
  db = await createTestDatabase()
})
beforeEach(async () => {
  owner = testCaller({ ...db, organizationId: await db.createOrganization('Company') })
})
after(() => db.close())

const stream = (text: string) => new Blob([text]).stream()
const units = (text: string, dryRun = false, caller = owner) => importUnits(caller, stream(text), dryRun)
const people = (text: string, dryRun = false, caller = owner) => importPeople(caller, stream(text), dryRun)
const counts = (created: number, updated: number, unchanged: number, bad = 0) => ({
  created,
  updated,
  unchanged,
  bad,
})
const parentKeys = async (asOf?: string, caller = owner) => {
  const list = await listUnits(caller, { asOf })
  const keyOf = new Map(list.map((u) => [u.id, u.key]))
  return Object.fromEntries(list.map((u) => [u.key, u.parentId === null ? null : keyOf.get(u.parentId)]))
}

const company = `Key;Name;Kind;Parent;From;Format
s1;Site 1;site;north;;big
north;North;region;all;;
all;All;region;;;
s1;;;south;2024-01-01;small
south;South;region;all;;
`

test('parents may stand later in the file, moves are dated, and the same file twice changes nothing', async () => {
  const { badRows, ...first } = await units(company)
  assert.deepEqual([first, badRows], [counts(4, 0, 0), []])
  assert.deepEqual(await parentKeys('2023-12-31'), { all: null, north: 'all', s1: 'north', south: 'all' })
  assert.deepEqual(await parentKeys(), { all: null, north: 'all', south: 'all', s1: 'south' })
  assert.deepEqual((await listUnits(owner, {})).find((u) => u.key === 's1')?.attributes, { Format: 'small' })
  const { badRows: _, ...again } = await units(company)
  assert.deepEqual(again, counts(0, 0, 4))
  const { badRows: __, ...changed } = await units('key,name\nsouth,The South\nnorth,North\n')
  assert.deepEqual(changed, counts(0, 1, 1))
})

test('a dry run says the same and writes nothing', async () => {
  const { badRows: _, ...dry } = await units(company, true)
  assert.deepEqual(dry, counts(4, 0, 0))
  assert.deepEqual(await listUnits(owner, {}), [])
})

test('bad rows are named with line and reason, good ones are kept', async () => {
  const { badRows, ...result } = await units(
    [
      'key,kind,parent,latitude,from',
      'good,site,,47.5,',
      'a,site,b,,',
      'b,site,a,,',
      'below,site,a,,',
      'lost,site,nowhere,,',
      'shop,shop,,,',
      ',site,,,',
      'far,site,,99,',
      'late,site,,,2024-13-01',
      'wide,site,,,,,extra',
      'child,site,good,,',
      'good,,child,,2030-01-01',
      '',
    ].join('\n'),
  )
  assert.deepEqual(result, counts(2, 0, 0, 10))
  const reasons = Object.fromEntries(badRows.map((row) => [row.line, row.reason]))
  assert.deepEqual(Object.keys(reasons), ['3', '4', '5', '6', '7', '8', '9', '10', '11', '13'])
  assert.match(reasons[3]!, /parents form a circle/)
  assert.match(reasons[5]!, /The parent "a" can't be created/)
  assert.match(reasons[6]!, /no unit with the key "nowhere"/)
  assert.match(reasons[7]!, /^kind: /)
  assert.match(reasons[8]!, /^key: /)
  assert.match(reasons[9]!, /^latitude: /)
  assert.match(reasons[10]!, /^from: /)
  assert.match(reasons[11]!, /7 cells, the header only 5/)
  assert.match(reasons[13]!, /On 2030-01-01 the parent "child" is itself below "good"/)
  await assert.rejects(units('name\nx\n'), /needs a column "key"/)
})

test('an export comes back as it was, formulas and awkward attribute names included', async () => {
  await units(company)
  await units(
    'key,attribute:name,attribute:attribute:x,Danger,longitude\ns1,inner,y,"=HYPERLINK(""x"")",-73.9\n',
  )
  const text = await (await exportUnits(owner)).text()
  assert.match(text, /'=HYPERLINK/)
  assert.match(text, /,-73\.9,/)
  const { badRows: _, ...again } = await units(text)
  assert.deepEqual(again, counts(0, 0, 4))
  const other = testCaller({ ...db, organizationId: await db.createOrganization('Copy') })
  await importUnits(other, stream(text), false)
  const strip = async (caller: Caller) =>
    (await listUnits(caller, {})).map(({ id: _, parentId: __, ...u }) => u)
  assert.deepEqual(await strip(other), await strip(owner))
  assert.deepEqual(await parentKeys(undefined, other), await parentKeys())
})

test('a scoped caller imports below the own units only', async () => {
  await units(company)
  const north = (await listUnits(owner, {})).find((u) => u.key === 'north')!.id
  const scoped = testCaller({ ...db, organizationId: owner.organizationId }, { scope: [north] })
  const { badRows, ...result } = await units(
    'key,parent,name\nn1,north,\nn2,n1,\ntop,,\nx,south,\nsouth,,Mine\nnorth,,The North\n',
    false,
    scoped,
  )
  assert.deepEqual(result, counts(2, 1, 0, 3))
  assert.deepEqual(
    badRows.map((row) => row.line),
    [4, 5, 6],
  )
  assert.equal((await listUnits(owner, {})).find((u) => u.key === 'south')?.name, 'South')
})

test('people come with dated units and attributes; twice changes nothing; the export comes back', async () => {
  await units(company)
  const file = [
    'kind,key,name,email,unit,from,role',
    'employee,e1,Ann,ann@example.com,s1,,lead',
    'employee,e1,,,north,2024-06-01,lead',
    'employee,e1,,,,2024-03-01,clerk',
    'customer,c1,=cmd,,,,',
    'employee,e2,,not-an-address,,,',
    'employee,e3,,,nowhere,,',
    '',
  ].join('\n')
  const { badRows, ...first } = await people(file)
  assert.deepEqual(first, counts(2, 0, 0, 2))
  assert.match(badRows[0]!.reason, /^email: /)
  assert.deepEqual(
    [badRows[1]!.line, badRows[1]!.reason.slice(0, 36)],
    [7, 'There is no unit with the key "nowhe'],
  )
  const { badRows: _, ...again } = await people(file)
  assert.deepEqual(again, counts(0, 0, 2, 2))
  const text = await (await exportPeople(owner, undefined)).text()
  assert.match(text, /employee,e1,Ann,ann@example.com,north,2024-06-01,lead\r\n/)
  assert.match(text, /customer,c1,'=cmd,,,,\r\n/)
  const { badRows: __, ...back } = await people(text)
  assert.deepEqual(back, counts(0, 0, 2))
})

test('people outside of the scope are neither exported nor changed', async () => {
  await units(company)
  await people('kind,key,unit\nemployee,in,north\nemployee,out,south\ncustomer,c,\n')
  const north = (await listUnits(owner, {})).find((u) => u.key === 'north')!.id
  const scoped = testCaller({ ...db, organizationId: owner.organizationId }, { scope: [north] })
  const text = await (await exportPeople(scoped, undefined)).text()
  assert.deepEqual(text.match(/(?<=(employee|customer),)\w+/g), ['in'])
  const { badRows, ...result } = await people(
    'kind,key,name,unit\nemployee,in,In,\nemployee,out,Out,\nemployee,new,New,south\ncustomer,c,C,\n',
    false,
    scoped,
  )
  assert.deepEqual([result, badRows.map((r) => r.line)], [counts(0, 1, 0, 3), [3, 4, 5]])
})

test('any file twice changes nothing the second time', async () => {
  const from = fc.constantFrom('', '', '2020-05-05', '2021-01-01', '2090-01-01')
  const row = fc.record({
    unit: fc.integer({ min: 1, max: 5 }),
    parent: fc.integer({ min: 0, max: 4 }),
    from,
    value: fc.constantFrom('', 'x', 'y'),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 12 }), async (rows) => {
      owner = testCaller({ ...db, organizationId: await db.createOrganization('Company') })
      const lines = rows.map(
        (r) => `u${r.unit},${r.parent < r.unit ? `u${r.parent}` : ''},${r.from},${r.value}`,
      )
      const unitFile = `key,parent,from,size\nu0,,,\n${lines.join('\n')}\n`
      await units(unitFile)
      const { created, updated } = await units(unitFile)
      assert.deepEqual([created, updated], [0, 0], unitFile)
      const known = new Set((await listUnits(owner, {})).map((u) => u.key))
      const personLines = rows.map(
        (r) => `employee,p${r.unit},${known.has(`u${r.parent}`) ? `u${r.parent}` : ''},${r.from},${r.value}`,
      )
      const personFile = `kind,key,unit,from,role\n${personLines.join('\n')}\n`
      await people(personFile)
      const { badRows: _, ...again } = await people(personFile)
      assert.deepEqual(again, counts(0, 0, new Set(rows.map((r) => r.unit)).size), personFile)
    }),
    { numRuns: 40 },
  )
})

test('10,000 rows of units or people take seconds at most', async () => {
  const rows = Array.from({ length: 10_000 }, (_, i) => i)
  const unitFile = `key,name,kind,parent,size\n${rows
    .map((i) => `u${i},Unit ${i},site,${i ? `u${Math.floor((i - 1) / 50)}` : ''},${i % 7}`)
    .toReversed()
    .join('\n')}`
  const personFile = `kind,key,name,unit,role,grade\n${rows.map((i) => `employee,e${i},Person ${i},u${i},r${i % 9},${i % 5}`).join('\n')}`
  const timed = async (work: () => Promise<unknown>) => {
    const started = performance.now()
    await work()
    return Math.round(performance.now() - started)
  }
  const took = {
    units: await timed(async () => assert.equal((await units(unitFile)).created, 10_000)),
    unitsAgain: await timed(async () => assert.equal((await units(unitFile)).unchanged, 10_000)),
    people: await timed(async () => assert.equal((await people(personFile)).created, 10_000)),
    peopleAgain: await timed(async () => assert.equal((await people(personFile)).unchanged, 10_000)),
    list: await timed(() => listUnits(owner, {})),
    search: await timed(() => listPeople(owner, { limit: 100, q: '999' })),
    changeOne: await timed(() =>
      changePerson(owner, { kind: 'employee', key: 'e1', attributes: { role: 'x' } }),
    ),
  }
  console.log(`10,000 rows in ms: ${JSON.stringify(took)}`)
  for (const [what, ms] of Object.entries(took)) assert.ok(ms < 15_000, `${what} took ${ms} ms`)
})

test('an undated row beside dated ones tells the beginning; alone it tells of today', async () => {
  await units('key\na\nb\nc\n')
  await units('key,parent\ns,a\n')
  await units('key,parent,from\ns,c,2090-01-01\ns,b,\n')
  const line = (parent: string, a?: string) =>
    parentKeys(a).then((keys) => assert.equal(keys.s, parent, `as of ${a}`))
  await line('a', '2024-01-01')
  await line('b')
  await line('c', '2091-01-01')
  await units('key,parent,from\ns,a,2024-05-01\ns,c,\n')
  await line('c', '2024-01-01')
  await line('a', '2024-05-01')
  await line('b')
})

const journeys = (text: string, dryRun = false) => importJourneys(owner, stream(text), dryRun)
const savedJourneys = async () => (await (await exportJourneys(owner)).text()).replace('\uFEFF', '')
const drawn = `journey,journeyName,stage,touchpoint,name,side,owner
buy,Buying,Find,web,Web shop,frontstage,
buy,Buying,Find,call,Phone,frontstage,centre
buy,Buying,Wait,,,,
buy,Buying,Get,parcel,Parcel,backstage,store
help,Getting help,Ask,chat,Chat,frontstage,centre
`

test('journeys go out and come in as they are; the same file twice changes nothing', async () => {
  await units('key,kind\ncentre,department\nstore,department\n')
  const { badRows: _, ...dry } = await journeys(drawn, true)
  assert.deepEqual([dry, await savedJourneys()], [counts(5, 0, 0), `${drawn.split('\n')[0]}\r\n`])
  await journeys(drawn)
  assert.equal(await savedJourneys(), drawn.replaceAll('\n', '\r\n'))
  const { badRows: __, ...again } = await journeys(await savedJourneys())
  assert.deepEqual(again, counts(0, 0, 5))
})

test('a journey of the file is written whole: what moves keeps its id, what is left out stands nowhere, empty cells change nothing', async () => {
  await units('key,kind\ncentre,department\nstore,department\n')
  await journeys(drawn)
  const idsOf = async () =>
    new Map(
      (await listJourneys(owner)).flatMap((j) =>
        j.stages.flatMap((s) => s.touchpoints.map((t) => [t.key, t.id] as const)),
      ),
    )
  const before = await idsOf()
  const { badRows, ...moved } = await journeys(
    'journey,stage,touchpoint,name\nhelp,Ask,call,\nhelp,Ask,chat,Live chat\nbuy,Find,web,\n',
  )
  assert.deepEqual(badRows, [])
  assert.deepEqual(moved, counts(0, 3, 1), 'call and chat, and parcel, which is left out; web stays')
  assert.equal(
    await savedJourneys(),
    [
      drawn.split('\n')[0],
      'buy,Buying,Find,web,Web shop,frontstage,',
      'help,Getting help,Ask,call,Phone,frontstage,centre',
      'help,Getting help,Ask,chat,Live chat,frontstage,centre',
      '',
    ].join('\r\n'),
  )
  const after = await idsOf()
  for (const key of ['web', 'call', 'chat']) assert.equal(after.get(key), before.get(key), key)
})

test('with a bad row no journey changes, and each bad row is named', async () => {
  await units('key,kind\ncentre,department\nstore,department\n')
  await journeys(drawn)
  const whole = await savedJourneys()
  const { badRows, ...result } = await journeys(
    [
      'journey,stage,touchpoint,side,owner',
      'new,First,web,,',
      'new,First,chat,,',
      'new,First,chat,,',
      'new,Then,post,,nobody',
      'new,Then,,backstage,',
      '',
    ].join('\n'),
  )
  assert.deepEqual(result, counts(0, 0, 0, 5))
  const reasons = badRows.map((row) => `${row.line} ${row.reason}`)
  assert.match(reasons[0]!, /^2 The touchpoint "web" belongs to the journey "Buying"/)
  assert.match(reasons[1]!, /^3 .*belongs to the journey "Getting help"/)
  assert.match(reasons[3]!, /^5 There is no unit with the key "nobody"/)
  assert.match(reasons[4]!, /^6 The row has no touchpoint/)
  const { badRows: inside, ...other } = await journeys('journey,stage,touchpoint,side\nbuy,Find,web,inside\n')
  assert.deepEqual(other, counts(0, 0, 0, 1))
  assert.match(inside[0]!.reason, /^side: /)
  assert.equal(await savedJourneys(), whole)
  await assert.rejects(journeys('journey,stage,touchpont\na,b,c\n'), /no column "touchpont"/)
  const limited = { ...owner, scope: new Set<string>() }
  await assert.rejects(importJourneys(limited, stream(drawn), false), /limited to a unit/)
})
