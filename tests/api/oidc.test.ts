import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import Provider from 'oidc-provider'
import { startTestTandem, type TestTandem } from '../../apps/server/test/tandem.ts'

let app: TestTandem
let server: Server
let issuer: string
/** What the provider's server does with requests; nothing until the provider is up. */
let listener: RequestListener = (_, response) => response.writeHead(503).end()

/** Accounts of the provider: the login is the address before the @. */
const emailVerified: Record<string, boolean | undefined> = { shady: false }

before(async () => {
  server = createServer((request, response) => listener(request, response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  app = await startTestTandem({
    OIDC_NAME: 'Example ID',
    OIDC_DISCOVERY_URL: `${issuer}/.well-known/openid-configuration`,
    OIDC_CLIENT_ID: 'tandem',
    OIDC_CLIENT_SECRET: 'a secret of the client',
  })
})
after(async () => {
  await app.stop()
  server.close()
})

function startProvider(): void {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'tandem',
        client_secret: 'a secret of the client',
        redirect_uris: [`${app.url}/api/auth/callback/oidc`],
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' }] },
    cookies: { keys: ['keys of the cookies'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'locale'] },
    features: { devInteractions: { enabled: true } },
    findAccount: (_: unknown, login: string) => ({
      accountId: login,
      claims: () => ({
        sub: login,
        email: `${login}@example.test`,
        email_verified: emailVerified[login] ?? true,
        name: `${login} of the company`,
        locale: 'ru',
      }),
    }),
  })
  listener = provider.callback()
}

/** A person's browser: follows redirects one by one and keeps the cookies of each server apart. */
class Browser {
  readonly #cookies = new Map<string, Map<string, string>>()

  async ask(url: string, form?: Record<string, string>): Promise<Response> {
    const { origin } = new URL(url)
    const jar = this.#cookies.get(origin) ?? new Map<string, string>()
    this.#cookies.set(origin, jar)
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
    })
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!
      if (value === '' || /max-age=0|expires=Thu, 01 Jan 1970/i.test(cookie)) jar.delete(name!)
      else jar.set(name!, value!)
    }
    return response
  }

  /** The button of the sign-in page; the address of the provider to go to. */
  async begin(): Promise<string> {
    const response = await fetch(`${app.url}/api/auth/sign-in/social`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: app.url },
      body: JSON.stringify({ provider: 'oidc', callbackURL: '/standings', errorCallbackURL: '/sign-in' }),
    })
    const answer = (await response.json()) as { url?: string }
    assert.ok(response.ok && answer.url, `${response.status} ${JSON.stringify(answer)}`)
    const jar = new Map(
      response.headers.getSetCookie().map((c) => c.split(';')[0]!.split(/=(.*)/s) as [string, string]),
    )
    this.#cookies.set(new URL(app.url).origin, jar)
    return answer.url
  }

  /** Sign in at the provider and consent there; the address of Tandem it sends the browser back to. */
  async consent(address: string, login: string): Promise<string> {
    let url = address
    for (let step = 0; step < 12; step++) {
      if (url.startsWith(`${app.url}/`)) return url
      const response = await this.ask(url)
      const next = response.headers.get('location')
      if (next) {
        url = new URL(next, url).href
        continue
      }
      const page = await response.text()
      const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1]
      assert.ok(prompt, `${url} answered ${response.status}: ${page}`)
      const action = /<form[^>]*action="([^"]+)"/.exec(page)![1]!
      const sent = await this.ask(new URL(action, url).href, { prompt, login, password: 'any' })
      url = new URL(sent.headers.get('location')!, url).href
    }
    throw new Error('The provider never came back.')
  }

  /** Come back to Tandem; where it lets the person go. */
  async comeBack(url: string): Promise<string> {
    const target = new URL((await this.ask(url)).headers.get('location')!, app.url)
    return target.pathname + target.search
  }

  async signIn(login: string): Promise<string> {
    return this.comeBack(await this.consent(await this.begin(), login))
  }

  async me() {
    const response = await this.ask(`${app.url}/api/v1/me`)
    return response.ok
      ? ((await response.json()) as { user: { name: string; email: string }; role: string; language: string })
      : null
  }
}

const count = async (what: string) =>
  (await app.tandem.database.systemPool.query<{ n: number }>(`select count(*)::int as n from ${what}`))
    .rows[0]!.n
const invite = (login: string, role: 'analyst' | 'hr_lead' = 'analyst') =>
  app.owner.call('POST /api/v1/invitations', {
    body: { email: `${login}@example.test`, role, scopeUnitId: null },
  })

test('Tandem starts without its provider, says that it does not answer, and works when it does', async () => {
  const status = await app.nobody.call('GET /api/v1/status')
  assert.deepEqual(status.oidc, { name: 'Example ID' })
  const begin = () =>
    app.nobody.fetch('/api/auth/sign-in/social', {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: app.url },
      body: JSON.stringify({ provider: 'oidc', callbackURL: '/' }),
    })
  const refused = await begin()
  assert.equal(refused.status, 503)
  assert.match(await refused.text(), /does not answer/)
  startProvider()
  assert.equal((await begin()).status, 200)
})

test('a member signs in by the provider: the account of the same address is theirs, the first time and again', async () => {
  const { link } = await invite('maria', 'hr_lead')
  await app.nobody.call('POST /api/v1/invitations/{token}/accept', {
    params: { token: link.split('/').at(-1)! },
    body: { name: 'Maria', password: 'a long enough password' },
  })
  const users = await count('auth_users')
  const browser = new Browser()
  assert.equal(await browser.signIn('maria'), '/standings')
  const first = await browser.me()
  assert.equal(first?.user.email, 'maria@example.test')
  assert.equal(first?.user.name, 'Maria', 'the provider does not rename people')
  assert.equal(first?.role, 'hr_lead')
  const another = new Browser()
  assert.equal(await another.signIn('maria'), '/standings')
  assert.deepEqual(await another.me(), first)
  assert.equal(await count('auth_users'), users)
  assert.equal(await count(`auth_accounts where "providerId" = 'oidc' and "accountId" = 'maria'`), 1)
})

test('an invited person joins by signing in at the provider, once', async () => {
  await invite('ivan')
  const browser = new Browser()
  assert.equal(await browser.signIn('ivan'), '/standings')
  const me = await browser.me()
  assert.deepEqual([me?.user.name, me?.role, me?.language], ['ivan of the company', 'analyst', 'ru'])
  assert.equal(await count(`invitations where email = 'ivan@example.test' and accepted_at is not null`), 1)
  assert.equal(await new Browser().signIn('ivan'), '/standings')
  assert.equal(await count(`auth_users where email = 'ivan@example.test'`), 1)
})

test('nobody joins without an invitation, by an expired one, or with an address the provider did not verify', async () => {
  const users = await count('auth_users')
  const stranger = new Browser()
  assert.equal(await stranger.signIn('stranger'), '/sign-in?error=signup_disabled')
  assert.equal(await stranger.me(), null)
  const { invitation } = await invite('late')
  await app.tandem.database.systemPool.query(
    `update invitations set expires_at = now() - interval '1 minute' where id = $1`,
    [invitation.id],
  )
  assert.equal(await new Browser().signIn('late'), '/sign-in?error=signup_disabled')
  await invite('shady')
  assert.equal(await new Browser().signIn('shady'), '/sign-in?error=signup_disabled')
  assert.equal(await count('auth_users'), users)
  // The address of a member does not open the account either, as long as it is not verified.
  emailVerified.ivan = false
  const impostor = new Browser()
  await app.tandem.database.systemPool.query(`delete from auth_accounts where "accountId" = 'ivan'`)
  assert.equal(await impostor.signIn('ivan'), '/sign-in?error=account_not_linked')
  assert.equal(await impostor.me(), null)
})

test('a removed member stays out until invited again', async () => {
  const { members } = await app.owner.call('GET /api/v1/members')
  const maria = members.find((m) => m.email === 'maria@example.test')!
  await app.owner.call('DELETE /api/v1/members/{id}', { params: { id: maria.id } })
  const browser = new Browser()
  assert.match(await browser.signIn('maria'), /^\/sign-in\?error=not_a_member/)
  assert.equal(await browser.me(), null)
  await assert.rejects(app.signIn('maria@example.test'), /403.*not_a_member/)
  await invite('maria')
  assert.equal(await browser.signIn('maria'), '/standings')
  assert.equal((await browser.me())?.role, 'analyst')
})

test('a wrong state, one of another browser, a used one, and a wrong code are refused', async () => {
  const browser = new Browser()
  const back = new URL(await browser.consent(await browser.begin(), 'maria'))
  const forged = new URL(back)
  forged.searchParams.set('state', 'A'.repeat(32))
  assert.match(await browser.comeBack(forged.href), /^\/sign-in\?error=/)
  const without = new URL(back)
  without.searchParams.delete('state')
  assert.match(await browser.comeBack(without.href), /^\/sign-in\?error=state_not_found/)
  const other = new Browser()
  await other.begin()
  assert.match(await other.comeBack(back.href), /^\/sign-in\?error=/)
  assert.equal(await other.me(), null)
  assert.equal(await browser.me(), null)

  const again = new Browser()
  const good = await again.consent(await again.begin(), 'maria')
  const wrongCode = new URL(good)
  wrongCode.searchParams.set('code', 'not-the-code')
  assert.match(await again.comeBack(wrongCode.href), /^\/sign-in\?error=/)
  assert.match(await again.comeBack(good), /^\/sign-in\?error=/, 'a state works once')
  assert.equal(await again.me(), null)
})
