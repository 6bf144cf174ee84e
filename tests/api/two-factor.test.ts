import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, test } from 'node:test'
import {
  type Asker,
  ownerEmail,
  password,
  startTestTandem,
  type TestTandem,
} from '../../apps/server/test/tandem.ts'

let app: TestTandem
before(async () => {
  app = await startTestTandem()
})
after(() => app.stop())

/** The six digits an authenticator app shows: RFC 6238 over the secret in RFC 4648 base32. */
function totp(secret: string, at = Date.now()): string {
  const bits = [...secret].map((c) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0'),
  )
  const key = Buffer.from((bits.join('').match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)))
  const hash = createHmac('sha1', key).update(counter).digest()
  const number = hash.readUInt32BE(hash[19]! & 15) & 0x7fffffff
  return String(number % 1_000_000).padStart(6, '0')
}

test('the codes are those of RFC 6238', () => {
  // Its appendix B gives eight digits for this secret; six digits are their end.
  const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
  assert.deepEqual(
    [59, 1_111_111_109, 1_234_567_890].map((seconds) => totp(secret, seconds * 1000)),
    ['287082', '081804', '005924'],
  )
})

async function post(asker: Asker, path: string, body: unknown) {
  const response = await asker.fetch(`/api/auth/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: app.url },
    body: JSON.stringify(body),
  })
  const cookie = response.headers
    .getSetCookie()
    .flatMap((c) => (c.includes('Max-Age=0') ? [] : [c.split(';')[0]!]))
  return { status: response.status, body: JSON.parse(await response.text()), cookie: cookie.join('; ') }
}

const isIn = async (cookie: string) => (await app.asker({ cookie }).fetch('/api/v1/me')).status === 200

test('an authenticator app becomes the second step of signing in, and a backup code stands in once', async () => {
  assert.equal((await post(app.owner, 'two-factor/enable', { password: 'not the password' })).status, 400)
  const enabled = await post(app.owner, 'two-factor/enable', { password })
  assert.equal(enabled.status, 200)
  const uri = new URL(enabled.body.totpURI)
  assert.equal(uri.protocol, 'otpauth:')
  assert.equal(uri.searchParams.get('issuer'), 'Tandem')
  const secret = uri.searchParams.get('secret')!
  const backup: string[] = enabled.body.backupCodes
  assert.ok(backup.length >= 8 && new Set(backup).size === backup.length)

  // Nothing is asked for until the first code was confirmed.
  assert.ok(await isIn((await post(app.nobody, 'sign-in/email', { email: ownerEmail, password })).cookie))
  const confirmed = await post(app.owner, 'two-factor/verify-totp', { code: totp(secret) })
  assert.equal(confirmed.status, 200)

  const first = await post(app.nobody, 'sign-in/email', { email: ownerEmail, password })
  assert.equal(first.body.twoFactorRedirect, true)
  assert.ok(!(await isIn(first.cookie)), 'the password alone does not sign in')
  const half = app.asker({ cookie: first.cookie })
  const wrong = String((Number(totp(secret)) + 500_000) % 1_000_000).padStart(6, '0')
  assert.equal((await post(half, 'two-factor/verify-totp', { code: wrong })).status, 401)
  const done = await post(half, 'two-factor/verify-totp', { code: totp(secret) })
  assert.equal(done.status, 200)
  assert.ok(await isIn(done.cookie))

  const withBackup = async (code: string) => {
    const { cookie } = await post(app.nobody, 'sign-in/email', { email: ownerEmail, password })
    return post(app.asker({ cookie }), 'two-factor/verify-backup-code', { code })
  }
  const used = await withBackup(backup[0]!)
  assert.ok(used.status === 200 && (await isIn(used.cookie)))
  assert.equal((await withBackup(backup[0]!)).status, 401, 'a backup code works once')
  assert.equal((await withBackup(backup[1]!)).status, 200)
})
