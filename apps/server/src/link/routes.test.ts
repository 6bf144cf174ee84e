import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Endpoint, endpoints, type linkEndpoints } from '@tandem/contract'
import fc from 'fast-check'
import { createTestDatabase, type TestDatabase, testCaller } from '../../test/database.ts'
import { AppError, type Caller, NotFound, type RequestContext } from '../platform/index.ts'
import { listUnits } from './list-units.ts'
import { linkRoutes } from './routes.ts'

let db: TestDatabase
let owner: Caller
before(async () => {
  db = await createTestDatabase()
  owner = testCaller(db)
})
after(() => db.close())

const routes = linkRoutes({
  forgetKeys: () => undefined,
  countSignals: async () => 0,
  erasePerson: async () => {
    throw new NotFound('The person')
  },
})
const request: RequestContext = {
  ...{
    headers: new Headers(),
    bodyStream: null,
    readText: async () => '',
    contentType: '',
    ip: '::1',
    baseUrl: '',
  },
  signal: new AbortController().signal,
}

/** Text as nobody should send it: NUL, halves of characters, names of prototypes, wildcards, quotes. */
const text = fc.oneof(
  fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor', '%', "'", '\\', '-infinity', '=1+1'),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom('\0', '\ud800', 'x\udfff', 'é'.repeat(200)),
)
const date = fc.constantFrom('0000-01-01', '0001-01-01', '2024-02-29', '2023-02-29', '9999-12-31', 'infinity')
const attributes = fc.dictionary(text, text, { maxKeys: 3 })
const optional = { requiredKeys: [] }

type Key = keyof typeof linkEndpoints & keyof typeof endpoints
type Sent = { params?: object; query?: object; body?: object }

/**
 * Parse what is sent as the server does and call the handler; any failure must be one of ours, with words.
 *
 * @returns whether the handler was reached
 */
async function send(key: Key, sent: Sent): Promise<boolean> {
  const endpoint: Endpoint = endpoints[key]
  const input: Record<string, unknown> = {}
  for (const part of ['params', 'query', 'body'] as const) {
    const parsed = endpoint[part]?.safeParse(sent[part])
    if (parsed?.success === false) return false
    input[part] = parsed?.data
  }
  // As in the HTTP layer: handlers are checked where the room declares them, here they are all alike.
  const handler = routes[key] as unknown as (i: unknown, c: Caller, r: RequestContext) => Promise<unknown>
  try {
    const result = await handler(input, owner, request)
    if (typeof endpoint.response === 'object') endpoint.response?.parse(result)
  } catch (error) {
    assert.ok(error instanceof AppError, `${key}: ${error instanceof Error ? error.stack : error}`)
  }
  return true
}

test('whatever is sent is done or refused in words, and the answers keep the contract', async () => {
  const reached = new Map<Key, number>()
  const call = async (key: Key, sent: Sent) => {
    if (await send(key, sent)) reached.set(key, (reached.get(key) ?? 0) + 1)
  }
  const id = async () => ({ id: (await listUnits(owner, { closed: true }))[0]?.id })
  await fc.assert(
    fc.asyncProperty(
      fc.record(
        {
          key: text,
          name: text,
          kind: fc.constantFrom('site', 'region', 'shop'),
          attributes,
          openedOn: date,
          latitude: fc.double(),
        },
        { requiredKeys: ['key', 'name', 'kind'] },
      ),
      fc.record(
        { name: text, key: text, attributes, closedOn: date, openedOn: date, longitude: fc.double() },
        optional,
      ),
      fc.record({ parentId: fc.constantFrom(null, 'x', db.organizationId), from: date }),
      fc.record(
        {
          kind: fc.constantFrom('employee', 'customer'),
          key: text,
          name: text,
          email: text,
          attributes,
          from: date,
        },
        { requiredKeys: ['kind', 'key'] },
      ),
      fc.record({ q: text, cursor: text, limit: fc.constantFrom('1', '0', 'x') }, optional),
      fc.record({
        key: text,
        name: text,
        stages: fc.array(
          fc.record({
            name: text,
            touchpoints: fc.array(fc.record({ key: text, name: text, side: fc.constant('frontstage') }), {
              maxLength: 3,
            }),
          }),
          { maxLength: 3 },
        ),
      }),
      date,
      async (unit, patch, move, person, query, journey, asOf) => {
        await call('POST /api/v1/units', { body: unit })
        await call('PATCH /api/v1/units/{id}', { params: await id(), body: patch })
        await call('POST /api/v1/units/{id}/move', { params: await id(), body: move })
        await call('GET /api/v1/units/{id}', { params: await id() })
        await call('GET /api/v1/units', { query: { asOf } })
        await call('POST /api/v1/people', { body: person })
        await call('GET /api/v1/people', { query })
        await call('PUT /api/v1/journeys', { body: journey })
        await call('GET /api/v1/journeys', {})
      },
    ),
    { numRuns: 200 },
  )
  assert.equal(reached.size, 9, JSON.stringify([...reached]))
})
