import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Endpoint, endpoints, maxSignalsPerRequest } from '@tandem/contract'
import fc from 'fast-check'
import { type Asker, startTestTandem, type TestTandem } from '../../apps/server/test/tandem.ts'

let app: TestTandem
let key: Asker
const everyRoute = Object.entries<Endpoint>(endpoints).filter(([name]) => !name.includes('/events'))

before(async () => {
  app = await startTestTandem()
  key = await app.key(['signals.write', 'signals.read', 'scores.read', 'comments.read', 'imports.manage'])
  await app.owner.call('POST /api/v1/units', { body: { key: 'u', name: 'U', kind: 'site' } })
  await app.owner.call('POST /api/v1/metrics', {
    body: {
      key: 'm',
      name: 'M',
      kind: 'score',
      source: 'customer',
      scaleMin: 0,
      scaleMax: 10,
      direction: 'up',
      decimals: 0,
      unitLabel: '',
    },
  })
})
after(() => app.stop())

/** Text with everything that has ever broken a parser or a database. */
const nasty = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc.constantFrom(
    '\u0000',
    '\ud800',
    '__proto__',
    'constructor',
    "'; drop table signals; --",
    '{x:UUID}',
    '%',
    '\\',
    '-1',
    '1e999',
    'NaN',
    '9999-12-31',
    '0000-00-00',
    '2026-02-30',
    '00000000-0000-0000-0000-000000000000',
  ),
)
const anything = fc.jsonValue({ maxDepth: 3 })

/** A signal that is right but for some fields. */
const almostSignal = fc
  .record(
    {
      sourceKey: nasty,
      source: fc.oneof(fc.constant('customer'), nasty),
      occurredAt: fc.oneof(
        fc.constantFrom('2026-01-01', '2026-01-01T10:00:00+14:00', '1970-01-01', '0001-01-01'),
        nasty,
      ),
      unit: fc.oneof({ weight: 4, arbitrary: fc.constant('u') }, { weight: 1, arbitrary: nasty }),
      readings: fc.array(
        fc.record({
          metric: fc.oneof({ weight: 4, arbitrary: fc.constant('m') }, { weight: 1, arbitrary: nasty }),
          value: fc.oneof(fc.constantFrom(0, -0, 10, 5e-324, 1e308), fc.double(), anything),
        }),
        { maxLength: 3 },
      ),
      comments: fc.array(fc.record({ text: nasty }), { maxLength: 3 }),
      attributes: fc.dictionary(nasty, nasty, { maxKeys: 3 }),
      channel: nasty,
      customer: nasty,
      employees: fc.array(nasty, { maxLength: 2 }),
      touchpoint: nasty,
      language: nasty,
    },
    { requiredKeys: ['sourceKey', 'source', 'occurredAt', 'unit', 'readings'] },
  )
  .map((signal): unknown => signal)

/** Ask, read to the end, and demand an answer that is no fault of ours and says what is wrong. */
async function sound(asker: Asker, path: string, init: RequestInit = {}): Promise<number> {
  const response = await asker.fetch(path, init)
  const text = await response.text()
  assert.ok(response.status < 500, `${init.method ?? 'GET'} ${path} ${init.body}: ${response.status} ${text}`)
  if (response.status >= 400 && !path.startsWith('/api/auth')) {
    assert.match(response.headers.get('content-type') ?? '', /problem\+json/, `${path}: ${text}`)
    assert.ok((JSON.parse(text) as { detail: string }).detail.length > 10)
  }
  return response.status
}

const send = (body: string, contentType = 'application/json') =>
  sound(key, '/api/v1/signals', { method: 'POST', headers: { 'content-type': contentType }, body })

test('signals that are nearly right, alone, in arrays and as NDJSON', async () => {
  const body = fc.oneof(
    almostSignal.map((s) => ({ text: JSON.stringify(s), type: 'application/json' })),
    fc
      .array(fc.oneof(almostSignal, anything), { maxLength: 5 })
      .map((list) => ({ text: JSON.stringify(list), type: 'application/json' })),
    fc
      .array(
        fc.oneof(
          almostSignal.map((s) => JSON.stringify(s)),
          nasty,
        ),
        { maxLength: 5 },
      )
      .map((lines) => ({ text: lines.join('\n'), type: 'application/x-ndjson' })),
  )
  await fc.assert(
    fc.asyncProperty(body, async ({ text, type }) => {
      await send(text, type)
    }),
    { numRuns: 150 },
  )
  await app.tandem.projector.settle()
  const check = await app.owner.call('GET /api/v1/system/check')
  assert.ok(check.ok, JSON.stringify(check))
})

test('bodies that are no signals at all', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 200 }),
      fc.constantFrom('application/json', 'application/x-ndjson', 'text/plain', ''),
      async (bytes, type) => {
        await sound(key, '/api/v1/signals', {
          method: 'POST',
          headers: { 'content-type': type },
          body: new Uint8Array(bytes),
        })
      },
    ),
    { numRuns: 40 },
  )
})

test('every route with arbitrary parameters, queries and bodies', async () => {
  const names = [
    'limit',
    'cursor',
    'unitId',
    'from',
    'to',
    'metric',
    'metrics',
    'weights',
    'by',
    'q',
    'asOf',
    'grain',
  ]
  const query = fc.dictionary(fc.oneof(fc.constantFrom(...names), nasty), nasty, { maxKeys: 4 })
  const broken = (text: string) => encodeURIComponent(text.toWellFormed())
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...everyRoute),
      nasty,
      query,
      fc.oneof(anything, almostSignal),
      async ([route, endpoint], param, search, body) => {
        const [method, path] = route.split(' ') as [string, string]
        if (route.endsWith('/setup') || route.endsWith('/demo') || route.endsWith('/rebuild')) return
        const words = Object.entries(search).map(([k, v]) => `${broken(k)}=${broken(v)}`)
        const address = `${path.replaceAll(/\{\w+\}/g, broken(param) || 'x')}?${words.join('&')}`
        const sent = endpoint.body || endpoint.rawBody ? JSON.stringify(body) : undefined
        await sound(app.owner, address, {
          method,
          ...(sent === undefined ? {} : { body: sent, headers: { 'content-type': 'application/json' } }),
        })
      },
    ),
    { numRuns: 300 },
  )
})

test('readings asked for with nearly right queries', async () => {
  const day = fc.oneof(fc.constantFrom('2026-01-01', '1970-01-01', '0001-01-01', '9999-12-31'), nasty)
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('standings', 'standings.csv', 'scores', 'trend', 'comments', 'signals'),
      fc.record({ from: day, to: day, by: nasty, q: nasty, weights: nasty, cursor: nasty, language: nasty }),
      fc.subarray(['from', 'to', 'by', 'q', 'weights', 'cursor', 'language'] as const),
      async (what, values, chosen) => {
        const query = new URLSearchParams({ metric: 'm', metrics: 'm' })
        for (const name of chosen) query.set(name, values[name].toWellFormed())
        await sound(key, `/api/v1/${what}?${query}`)
      },
    ),
    { numRuns: 150 },
  )
})

test('headers of any kind', async () => {
  const value = fc.string({ unit: 'grapheme-ascii', maxLength: 60 })
  const name = fc.constantFrom(
    'origin',
    'authorization',
    'cookie',
    'content-type',
    'sec-fetch-site',
    'accept-language',
    'x-forwarded-for',
    'range',
    'if-none-match',
    'content-encoding',
  )
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(name, fc.oneof(value, fc.constant('null')), { maxKeys: 3 }),
      async (headers) => {
        for (const [method, path] of [
          ['GET', '/api/v1/me'],
          ['PATCH', '/api/v1/me'],
          ['POST', '/api/v1/signals'],
          ['GET', '/metrics'],
          ['GET', '/no/such/page'],
        ] as const) {
          const init = method === 'GET' ? { method, headers } : { method, headers, body: '{}' }
          const response = await app.asker(app.owner.headers).fetch(path, init)
          await response.body?.cancel()
          assert.ok(response.status < 500, `${method} ${path} ${JSON.stringify(headers)}: ${response.status}`)
        }
      },
    ),
    { numRuns: 40 },
  )
})

test('import files of any bytes are understood or refused with a reason', async () => {
  const header = Buffer.from('site,date,rating,comment\n')
  const file = fc.oneof(
    fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
    fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.concat([header, bytes])),
    fc
      .string({ unit: 'binary', maxLength: 200 })
      .map((text) => Buffer.from(`${header}u,2026-01-01,5,${text}\n`)),
    fc.json().map((text) => Buffer.from(text)),
  )
  const name = fc.oneof(
    fc.constantFrom('a.csv', 'a.tsv', 'a.xlsx', 'a.json', 'a.ndjson', 'a.csv.gz', 'a', '../../a.csv'),
    nasty,
  )
  await fc.assert(
    fc.asyncProperty(file, name, async (bytes, fileName) => {
      await sound(key, `/api/v1/imports?fileName=${encodeURIComponent(fileName.toWellFormed())}`, {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream' },
        body: new Uint8Array(bytes),
      })
    }),
    { numRuns: 50 },
  )
})

test('too much at once is refused with what the limit is', async () => {
  const one = { sourceKey: 'x', source: 'customer', occurredAt: '2026-01-01', unit: 'u' }
  assert.equal(await send(JSON.stringify(Array(maxSignalsPerRequest + 1).fill(one))), 422)
  const lines = Array(maxSignalsPerRequest + 1).fill(JSON.stringify(one))
  assert.equal(await send(lines.join('\n'), 'application/x-ndjson'), 422)
  assert.equal(await send(`"${'x'.repeat(17 * 1024 * 1024)}"`), 413)
  const units = { method: 'POST', headers: { 'content-type': 'application/json' } }
  assert.equal(
    await sound(app.owner, '/api/v1/units', { ...units, body: `"${'x'.repeat(5 * 1024 * 1024)}"` }),
    413,
  )
})
