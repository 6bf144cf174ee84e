import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import {
  type Endpoint,
  type EndpointKey,
  endpoints,
  type Role,
  rolePermissions,
  roleSchema,
} from '@tandem/contract'
import { type Asker, password, startTestTandem, type TestTandem } from '../../apps/server/test/tandem.ts'

let app: TestTandem
const askers = new Map<Role, Asker>()
let noRights: Asker

before(async () => {
  app = await startTestTandem()
  for (const role of roleSchema.options) askers.set(role, await app.member(role))
  noRights = await app.key(['audit.read'])
})
after(() => app.stop())

const all = Object.entries<Endpoint>(endpoints)

/** Ask for nothing in particular: rights are checked before anything else, so the rest may be wrong. */
async function status(asker: Asker, key: string): Promise<number> {
  const [method, path] = key.split(' ') as [string, string]
  const filled = path.replaceAll(/\{\w+\}/g, randomUUID())
  const abort = new AbortController()
  const response = await asker.fetch(filled, {
    method,
    signal: abort.signal,
    ...(method === 'GET' ? {} : { headers: { 'content-type': 'application/json' }, body: '[]' }),
  })
  abort.abort()
  return response.status
}

test('without a session every route but the public ones is closed', async () => {
  for (const [key, endpoint] of all) {
    const answer = await status(app.nobody, key)
    if (endpoint.permission === 'public') assert.notEqual(answer, 401, key)
    else assert.equal(answer, 401, key)
  }
})

test('an expired session, a forged cookie, a wrong key and a revoked key are nobody', async () => {
  const expiring = await app.member('owner')
  await app.tandem.database.systemPool.query(
    `update auth_sessions set "expiresAt" = now() - interval '1 minute' where "userId" in
      (select user_id from members order by created_at desc limit 1)`,
  )
  const { key, secret } = await app.owner.call('POST /api/v1/api-keys', {
    body: { name: 'x', permissions: ['units.read'] },
  })
  await app.owner.call('DELETE /api/v1/api-keys/{id}', { params: { id: key.id } })
  const impostors: Asker[] = [
    expiring,
    app.asker({ cookie: 'tandem.session_token=abc.def' }),
    app.asker({ authorization: `Bearer tdm_${'A'.repeat(43)}` }),
    app.asker({ authorization: `Bearer ${secret}` }),
    app.asker({ authorization: 'Basic b3duZXI6cGFzc3dvcmQ=' }),
  ]
  for (const impostor of impostors)
    for (const [key, endpoint] of all)
      if (endpoint.permission !== 'public') assert.equal(await status(impostor, key), 401, key)
})

for (const role of roleSchema.options)
  test(`${role} reaches exactly what the role allows`, async () => {
    for (const [key, endpoint] of all) {
      if (endpoint.permission === 'public') continue
      const allowed = endpoint.permission === 'member' || rolePermissions[role].includes(endpoint.permission)
      const answer = await status(askers.get(role)!, key)
      assert.notEqual(answer, 401, key)
      assert.ok(answer < 500, `${key} answered ${answer}`)
      // Some routes refuse more than the permission says (the last owner, an API key's own limits): 403 is then right.
      if (!allowed) assert.equal(answer, 403, `${role} on ${key}`)
      else if (endpoint.params || answer !== 403)
        assert.ok(answer !== 403 || key.includes('{id}'), `${role} on ${key}: ${answer}`)
      else assert.fail(`${role} is refused on ${key}`)
    }
  })

test('a key without the permission is refused everywhere', async () => {
  for (const [key, endpoint] of all) {
    if (endpoint.permission === 'public' || endpoint.permission === 'audit.read') continue
    const answer = await status(noRights, key)
    if (endpoint.permission === 'member' && key.startsWith('GET')) assert.notEqual(answer, 401, key)
    else assert.equal(answer, 403, key)
  }
})

test('a page of another site can not use a session', async () => {
  for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }]) {
    const response = await app.asker({ ...app.owner.headers, ...headers }).fetch('/api/v1/me', {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Mallory' }),
    })
    assert.equal(response.status, 403)
  }
  assert.equal((await app.owner.call('GET /api/v1/me')).user.name, 'Olga Owner')
})

test('things of another organization do not exist', async () => {
  const unit = await app.owner.call('POST /api/v1/units', {
    body: { key: 'secret', name: 'Secret site', kind: 'site' },
  })
  const person = await app.owner.call('POST /api/v1/people', { body: { kind: 'employee', key: 'e1' } })
  const metric = await app.owner.call('POST /api/v1/metrics', {
    body: {
      key: 'test_nps',
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
  const signals = JSON.stringify({
    sourceKey: 's1',
    source: 'customer',
    occurredAt: '2026-01-05',
    unit: 'secret',
    readings: [{ metric: 'test_nps', value: 9 }],
    comments: [{ text: 'ours alone' }],
  })
  const sent = await app.owner.fetch('/api/v1/signals', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: signals,
  })
  const { results } = (await sent.json()) as { results: { id: string }[] }
  await app.tandem.projector.settle()
  const stranger = await strangerOwner()
  for (const [key, id] of [
    ['GET /api/v1/units/{id}', unit.id],
    ['GET /api/v1/units/{id}/overview', unit.id],
    ['GET /api/v1/people/{id}', person.id],
    ['GET /api/v1/signals/{id}', results[0]!.id],
  ] satisfies [EndpointKey, string][]) {
    await app.owner.call(key, { params: { id } })
    await assert.rejects(stranger.call(key, { params: { id } }), /: 404/, key)
  }
  await assert.rejects(
    stranger.call('PATCH /api/v1/metrics/{id}', { params: { id: metric.id }, body: { name: 'Mine' } }),
    /: 404/,
  )
  await assert.rejects(
    stranger.call('POST /api/v1/units/{id}/move', {
      params: { id: unit.id },
      body: { parentId: null, from: '2026-01-01' },
    }),
    /: 404/,
  )
  await assert.rejects(
    stranger.call('POST /api/v1/people/{id}/erase', { params: { id: person.id }, body: { dryRun: false } }),
    /: 404/,
  )
  await assert.rejects(
    stranger.call('DELETE /api/v1/signals/{id}', { params: { id: results[0]!.id } }),
    /: 404/,
  )
  assert.deepEqual((await stranger.call('GET /api/v1/units')).items, [])
  assert.deepEqual((await stranger.call('GET /api/v1/people')).items, [])
  assert.deepEqual((await stranger.call('GET /api/v1/signals')).items, [])
  assert.deepEqual((await stranger.call('GET /api/v1/comments', { query: { q: 'ours' } })).items, [])
  assert.equal((await app.owner.call('GET /api/v1/comments', { query: { q: 'ours' } })).items.length, 1)
  assert.ok(!(await stranger.call('GET /api/v1/units.csv')).includes('Secret'))
  assert.equal((await stranger.call('GET /api/v1/members')).members.length, 1)
})

/** An owner of a second organization on the same installation. */
async function strangerOwner(): Promise<Asker> {
  const pool = app.tandem.database.systemPool
  const email = `stranger.${randomUUID().slice(0, 8)}@example.test`
  const invited = await app.owner.call('POST /api/v1/invitations', { body: { email, role: 'owner' } })
  const token = invited.link.split('/').at(-1)!
  await app.nobody.call('POST /api/v1/invitations/{token}/accept', {
    params: { token },
    body: { name: 'Stranger', password },
  })
  const { rows } = await pool.query<{ id: string }>(
    "insert into organizations (id, name) values (gen_random_uuid(), 'Other') returning id",
  )
  await pool.query(
    'update members set organization_id = $1 where user_id = (select id from auth_users where email = $2)',
    [rows[0]!.id, email],
  )
  return app.signIn(email)
}
