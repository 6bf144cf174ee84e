import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { SignalInput } from '@tandem/contract'
import { type Asker, startTestTandem, type TestTandem } from '../../../test/tandem.ts'

let app: TestTandem
let north: string
let manager: Asker
let number = 0

const say = (
  text: string,
  language: string,
  more: Partial<SignalInput> & { readonly nps?: number } = {},
): SignalInput => {
  const { nps, ...rest } = more
  return {
    sourceKey: `c${++number}`,
    source: 'customer',
    occurredAt: '2026-06-10T10:00:00Z',
    unit: 'leeds',
    readings: nps === undefined ? [] : [{ metric: 'nps', value: nps }],
    comments: [{ text, language }],
    ...rest,
  }
}

/** Days from 1 January 2026. */
const day = (n: number) => new Date(Date.UTC(2026, 0, 1 + n, 9)).toISOString()

const heard: SignalInput[] = [
  say('The parcel arrived damaged and late.', 'en', { nps: 2 }),
  say('DAMAGES again? Nobody is working on it, not working!', 'en', { nps: 0, unit: 'york' }),
  say('Ещё раз: повреждённая посылка.', 'ru', { nps: 1 }),
  say('Повреждена коробка, курьер извинился.', 'ru', { nps: 8 }),
  say('A csomag sérülten érkezett, a dobozok is.', 'hu', { nps: 3 }),
  say('这个月第三个破损的包裹，不会再网购了。', 'zh', { nps: 0 }),
  say('包裹很好，没有问题。', 'zh-Hans', { nps: 10 }),
  say('Lovely till staff.', 'en', { nps: 10, touchpoint: 'till' }),
]

before(async () => {
  app = await startTestTandem()
  const unit = async (key: string, kind: 'region' | 'site', parentId: string | null = null) =>
    (await app.owner.call('POST /api/v1/units', { body: { key, name: key, kind, parentId } })).id
  north = await unit('north', 'region')
  const south = await unit('south', 'region')
  await unit('leeds', 'site', north)
  await unit('york', 'site', south)
  await app.owner.call('POST /api/v1/metrics', {
    body: {
      key: 'nps',
      name: 'NPS',
      kind: 'nps',
      source: 'customer',
      scaleMin: 0,
      scaleMax: 10,
      direction: 'up',
      decimals: 0,
      unitLabel: '',
    },
  })
  await app.owner.call('PUT /api/v1/journeys', {
    body: {
      key: 'visit',
      name: 'Visit',
      stages: [
        {
          name: 'Pay',
          touchpoints: [{ key: 'till', name: 'Till', side: 'frontstage', ownerUnitId: null }],
        },
      ],
    },
  })
  await send(heard)
  manager = await app.member('site_manager', north)
})
after(() => app.stop())

async function send(signals: readonly SignalInput[]): Promise<void> {
  const response = await app.owner.fetch('/api/v1/signals', {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: signals.map((s) => JSON.stringify(s)).join('\n'),
  })
  assert.ok(response.ok, await response.clone().text())
  await app.tandem.projector.settle()
}

const list = async (query: object, asker = app.owner) =>
  (await asker.call('GET /api/v1/comments', { query })).items
const texts = async (q: string, query: object = {}) =>
  (await list({ q, ...query })).map((c) => c.text.slice(0, 12)).sort()
const marked = async (q: string) =>
  (await list({ q })).flatMap((c) => c.hits.map((h) => c.text.slice(h.from, h.to))).sort()

test('words are found in all their forms in four languages, and marked', async () => {
  assert.deepEqual(await marked('damaged'), ['DAMAGES', 'damaged'])
  assert.deepEqual(await marked('повреж'), ['Повреждена', 'повреждённая'])
  assert.deepEqual(await marked('ПОСЫЛКИ'), ['посылка'])
  assert.deepEqual(await marked('sérült'), ['sérülten'])
  assert.deepEqual(await marked('doboz'), ['dobozok'])
  assert.deepEqual(await marked('破损'), ['破损'])
  assert.deepEqual(await marked('包裹'), ['包裹', '包裹'])
  assert.deepEqual(await marked('包裹破损'), ['包裹', '破损'], 'both words, not together')
  assert.deepEqual(await marked('损'), ['破损'.slice(1)])
})

test('phrases, absences and beginnings', async () => {
  assert.deepEqual(await texts('"not working"'), ['DAMAGES agai'])
  assert.deepEqual(await texts('"working not"'), [])
  assert.deepEqual(await texts('damaged -late'), ['DAMAGES agai'])
  assert.equal((await texts('-damaged')).length, heard.length - 2)
  assert.deepEqual(await texts('lov*'), ['Lovely till '])
  assert.deepEqual(await texts('"包裹破损"'), [])
})

test('whatever is typed is answered, and what is not valid is refused with a reason', async () => {
  const odd = [
    '"',
    "'",
    '\\',
    '%',
    '&|!()<->:*',
    "a' & b:*",
    '-',
    '"" *',
    '😀',
    'ё'.repeat(200),
    "x'::tsquery",
  ]
  for (const q of odd)
    for (const path of ['comments', 'comments/summary', 'comments.csv']) {
      const { status } = await app.owner.fetch(`/api/v1/${path}?q=${encodeURIComponent(q)}`)
      assert.equal(status, 200, `${path} ${q}`)
    }
  const refused: [string, number][] = [
    ['comments?q=%00', 422],
    ['comments?language=%00', 422],
    ['comments?cursor=x', 422],
    ['comments?cursor=2026-02-30T10:00:00.000000Z~01a20236-75b0-7c68-bde8-c3ff91feeee3_0', 422],
    ['comments?from=2026-02-01&to=2026-01-01', 422],
    ['comments?touchpoint=none', 404],
    ['comments?mood=angry', 422],
    ['comments/no-such-thing/similar', 404],
    ['comments/--------------------------------_0/similar', 404],
  ]
  for (const [path, status] of refused)
    assert.equal((await app.owner.fetch(`/api/v1/${path}`)).status, status, path)
})

test('pages follow one another without gap or repetition', async () => {
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const page = await app.owner.call('GET /api/v1/comments', {
      query: { limit: '3', ...(cursor ? { cursor } : {}) },
    })
    seen.push(...page.items.map((c) => c.id))
    cursor = page.nextCursor ?? undefined
  } while (cursor)
  assert.equal(seen.length, heard.length)
  assert.equal(new Set(seen).size, heard.length)
})

test('choices are counted with the other filters as they are', async () => {
  const { facets, total, places } = await app.owner.call('GET /api/v1/comments/summary', {
    query: { q: 'damaged', language: 'en' },
  })
  assert.equal(total, 2)
  assert.deepEqual(facets.language, [{ key: 'en', label: 'en', n: 2 }])
  assert.deepEqual(facets.mood, [{ key: 'unhappy', label: 'unhappy', n: 2 }])
  assert.deepEqual(
    places.map((p) => [p.name, p.n, p.all]),
    [
      ['north', 1, 2],
      ['south', 1, 1],
    ],
  )
  const happy = await app.owner.call('GET /api/v1/comments/summary', { query: { mood: 'happy' } })
  assert.equal(happy.total, 2)
  assert.deepEqual(
    happy.facets.mood.map((f) => [f.key, f.n]),
    [
      ['unhappy', 5],
      ['happy', 2],
      ['neutral', 1],
    ],
  )
  assert.deepEqual(happy.facets.touchpoint, [{ key: 'till', label: 'Till', n: 1 }])
})

test('a role that is limited to a unit sees and counts its own only', async () => {
  assert.deepEqual(
    (await list({ q: 'damaged' }, manager)).map((c) => c.unitName),
    ['leeds'],
  )
  const { total } = await manager.call('GET /api/v1/comments/summary', { query: {} })
  assert.equal(total, heard.length - 1)
  const york = (await list({ q: 'damages', language: 'en' })).find((c) => c.unitName === 'york')!
  await assert.rejects(
    manager.call('GET /api/v1/comments/{id}/similar', { params: { id: york.id } }),
    /: 404/,
  )
  const csv = await (await manager.fetch('/api/v1/comments.csv?q=damaged')).text()
  assert.equal(csv.trim().split('\r\n').length, 2)
})

test('employees are read from ten comments on, by the month, without what tells them apart', async () => {
  const hr = await app.member('hr_lead')
  const lead = await app.member('cx_lead')
  const staff = (n: number): SignalInput =>
    say(`Not enough bubble wrap, day ${n}.`, 'en', {
      source: 'employee',
      occurredAt: `2026-05-${String(n + 10)}T08:00:00Z`,
    })
  await send(Array.from({ length: 9 }, (_, i) => staff(i)))
  assert.deepEqual(await list({ q: 'bubble' }, hr), [])
  assert.equal((await hr.call('GET /api/v1/comments/summary', { query: { q: 'bubble' } })).total, 0)
  await send([staff(9)])
  const items = await list({ q: 'bubble' }, hr)
  assert.equal(items.length, 10)
  for (const c of items) {
    assert.equal(c.occurredAt, '2026-05-01T00:00:00.000Z')
    assert.deepEqual([c.signalId, c.score, c.channel, c.touchpoint], [null, null, null, null])
    assert.match(c.id, /^[0-9a-f]{32}$/)
  }
  // A part of a month is the whole month, and what is not told is no filter: so no pair of lists tells a day.
  assert.equal((await list({ q: 'bubble', from: '2026-05-15', to: '2026-05-15' }, hr)).length, 10)
  assert.deepEqual(await list({ q: 'bubble', mood: 'neutral' }, hr), [])
  const alike = await hr.call('GET /api/v1/comments/{id}/similar', { params: { id: items[0]!.id } })
  assert.equal(alike.total, 0, 'nine others are too few')
  assert.deepEqual(await list({ q: 'bubble' }, lead), [])
  assert.equal((await lead.fetch('/api/v1/comments?source=employee')).status, 403)
  assert.equal((await lead.fetch(`/api/v1/comments/${items[0]!.id}/similar`)).status, 404)
  const weekly = await hr.call('GET /api/v1/comments/summary', { query: { q: 'bubble' } })
  assert.equal(weekly.total, 10)
  assert.ok(weekly.periods.every((p) => p.employee === 0))
  const monthly = await hr.call('GET /api/v1/comments/summary', { query: { q: 'bubble', grain: 'month' } })
  assert.deepEqual(
    monthly.periods.filter((p) => p.employee > 0).map((p) => [p.from, p.employee]),
    [['2026-05-01', 10]],
  )
})

test('a place of employees is named from ten comments a month on; fewer are named after the place above', async () => {
  const hr = await app.member('hr_lead')
  const staff = (unit: string, n: number): SignalInput[] =>
    Array.from({ length: n }, (_, i) =>
      say(`The locker room is cold, ${unit} ${i}.`, 'en', {
        source: 'employee',
        occurredAt: '2026-02-10T08:00:00Z',
        unit,
      }),
    )
  const places = async (query: object = {}) => {
    const comments = await list({ q: 'locker', ...query }, hr)
    const named = [...Map.groupBy(comments, (c) => c.unitName)].map(([name, all]) => [name, all.length])
    return named.sort()
  }
  await send([...staff('leeds', 9), ...staff('york', 10)])
  assert.deepEqual(await places(), [['york', 10]], 'nine of leeds have no company above to hide in')
  await send(staff('north', 1))
  assert.deepEqual(await places(), [
    ['north', 10],
    ['york', 10],
  ])
  const leeds = (await app.owner.call('GET /api/v1/units')).items.find((u) => u.key === 'leeds')!.id
  assert.deepEqual(await places({ unitId: leeds }), [], 'they are not told to be of leeds in any other way')
  assert.deepEqual(await places({ unitId: north }), [['north', 10]])
  const summary = await hr.call('GET /api/v1/comments/summary', { query: { q: 'locker', unitId: leeds } })
  assert.deepEqual([summary.total, summary.employees, summary.places], [0, 'withheld', []])
  const csv = await (await hr.fetch('/api/v1/comments.csv?q=locker')).text()
  assert.doesNotMatch(csv, /,leeds,/)
  const one = (await list({ q: 'locker', unitId: north }, hr)).find((c) => c.text.includes('leeds 3'))
  const alike = await hr.call('GET /api/v1/comments/{id}/similar', { params: { id: one!.id } })
  assert.deepEqual(alike.places.map((p) => p.name).sort(), ['north', 'south'])
})

test('a word that customers began to use is named with its date and place; what stayed is not', async () => {
  const signals: SignalInput[] = []
  for (let d = 0; d < 182; d++) {
    for (let k = 0; k < 4; k++)
      signals.push(say('Friendly staff and a tidy shop', 'en', { nps: 9, occurredAt: day(d), unit: 'york' }))
    if (d >= 147 && d % 2 === 0)
      signals.push(say('My mirror arrived cracked.', 'en', { nps: 1, occurredAt: day(d) }))
  }
  await send(signals)
  const { words, howWeKnow } = await app.owner.call('GET /api/v1/comments/rising')
  assert.equal(howWeKnow.to, '2026-07-01')
  const named = words.map((w) => w.word)
  assert.ok(
    named.includes('cracked') && named.includes('mirror') && !named.includes('friendly'),
    named.join(),
  )
  const cracked = words.find((w) => w.word === 'cracked')!
  assert.equal(cracked.before, 0)
  // The Monday of the week of the first of them, or the one after.
  assert.ok(['2026-05-25', '2026-06-01'].includes(cracked.since ?? ''), cracked.since ?? 'none')
  assert.equal(cracked.unhappy, cracked.recent)
  assert.deepEqual(
    cracked.places.map((p) => p.name),
    ['north'],
  )
  const { change } = await app.owner.call('GET /api/v1/comments/summary', { query: { q: 'cracked' } })
  assert.ok(change && change.ratio.interval.lower > 3, JSON.stringify(change))
  const [one] = await list({ q: 'cracked', limit: '1' })
  const similar = await app.owner.call('GET /api/v1/comments/{id}/similar', { params: { id: one!.id } })
  assert.equal(similar.total, cracked.recent - 1)
  assert.ok(similar.items.every((s) => s.similarity > 0.99 && s.text.includes('mirror')))
})
