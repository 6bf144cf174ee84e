import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EndpointKey, Permission, RequestOf, ResponseOf, Role } from '@tandem/contract'
import { startTandem, type Tandem } from '../src/compose.ts'
import { readConfig } from '../src/platform/config.ts'
import { createServerDatabase } from './database.ts'

export const ownerEmail = 'owner@example.test'
export const password = 'a long enough password'

/** Someone who can ask: a session, a key, or nobody. */
export interface Asker {
  readonly headers: Readonly<Record<string, string>>
  /** Call the API; throws with status and detail when it does not succeed. */
  call<K extends EndpointKey>(key: K, request?: Partial<RequestOf<K>>): Promise<ResponseOf<K>>
  fetch(path: string, init?: RequestInit): Promise<Response>
}

export interface TestTandem {
  readonly url: string
  readonly tandem: Tandem
  readonly dataFolder: string
  readonly organizationId: string
  readonly owner: Asker
  readonly nobody: Asker
  asker(headers: Readonly<Record<string, string>>): Asker
  /** Invite and accept: a member with this role, limited to a unit if told. */
  member(role: Role, scopeUnitId?: string): Promise<Asker>
  signIn(email: string): Promise<Asker>
  key(permissions: readonly Permission[]): Promise<Asker>
  stop(): Promise<void>
}

/** A whole Tandem over real HTTP with a database and a data folder of its own, set up with an owner. */
export async function startTestTandem(
  environment: Readonly<Record<string, string>> = {},
): Promise<TestTandem> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'tandem-app-'))
  const server = await createServerDatabase()
  const config = readConfig({
    TANDEM_DATA: dataFolder,
    TANDEM_PORT: '0',
    TANDEM_LOG: 'error',
    DATABASE_URL: server.url,
    DATABASE_CONNECTIONS: '6',
    ...environment,
  })
  const tandem = await startTandem(config, { checkResponses: true })
  const { url } = tandem
  const asker = (headers: Readonly<Record<string, string>>) => createAsker(url, headers)
  const nobody = asker({})
  const { organizationId } = await nobody.call('POST /api/v1/setup', {
    body: { organizationName: 'Test company', name: 'Olga Owner', email: ownerEmail, password },
  })
  const signIn = async (email: string) => {
    const response = await nobody.fetch('/api/auth/sign-in/email', {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url },
      body: JSON.stringify({ email, password }),
    })
    if (!response.ok) throw new Error(`Sign-in of ${email}: ${response.status} ${await response.text()}`)
    const cookies = response.headers.getSetCookie().map((c) => c.split(';')[0]!)
    return asker({ cookie: cookies.join('; '), origin: url })
  }
  const owner = await signIn(ownerEmail)
  return {
    url,
    tandem,
    dataFolder,
    organizationId,
    owner,
    nobody,
    asker,
    signIn,
    member: async (role, scopeUnitId) => {
      const email = `${role}.${randomBytes(4).toString('hex')}@example.test`
      const { link } = await owner.call('POST /api/v1/invitations', {
        body: { email, role, scopeUnitId: scopeUnitId ?? null },
      })
      const token = link.split('/').at(-1)!
      await nobody.call('POST /api/v1/invitations/{token}/accept', {
        params: { token },
        body: { name: role, password },
      })
      return signIn(email)
    },
    key: async (permissions) => {
      const { secret } = await owner.call('POST /api/v1/api-keys', {
        body: { name: 'Test', permissions: [...permissions] },
      })
      return asker({ authorization: `Bearer ${secret}` })
    },
    stop: async () => {
      await tandem.stop()
      await server.drop()
      await rm(dataFolder, { recursive: true, force: true })
    },
  }
}

function createAsker(url: string, headers: Readonly<Record<string, string>>): Asker {
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(url + path, {
      ...init,
      headers: { ...headers, ...(init.headers as Record<string, string> | undefined) },
    })
  return {
    headers,
    fetch: ask,
    call: async (key, request = {}) => {
      const [method, path] = key.split(' ') as [string, string]
      const { params, query, body, rawBody } = request as {
        params?: Record<string, string>
        query?: Record<string, unknown>
        body?: unknown
        rawBody?: RequestInit['body']
      }
      const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
        encodeURIComponent(params?.[name] ?? ''),
      )
      const search = new URLSearchParams()
      for (const [k, v] of Object.entries(query ?? {})) if (v !== undefined) search.set(k, String(v))
      const response = await ask(search.size > 0 ? `${filled}?${search}` : filled, {
        method,
        ...(body !== undefined
          ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
          : rawBody !== undefined
            ? { body: rawBody, headers: { 'content-type': 'application/octet-stream' } }
            : {}),
      })
      if (!response.ok) throw new Error(`${key}: ${response.status} ${await response.text()}`)
      if (response.status === 204) return undefined as never
      const text = await response.text()
      return (response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text) as never
    },
  }
}
