import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { EndpointKey, Problem, RawBody, RequestOf, ResponseOf } from '@tandem/contract'
import { startTandem, type Tandem } from '../compose.ts'
import { environmentConfig } from '../main.ts'
import type { Config } from '../platform/index.ts'
import { FolderInUse } from '../platform/postgres/folder-lock.ts'
import { findRunningServer } from '../server-file.ts'
import { cliKeyFile } from '../system/index.ts'

/** A failure the person can do something about; printed without a stack. */
export class CommandError extends Error {}

export interface Client {
  readonly url: string
  /** Call the API; throws CommandError with the server's own words. */
  call<K extends EndpointKey>(key: K, request?: Partial<RequestOf<K>>): Promise<ResponseOf<K>>
  /** The same, for answers that are streams or bodies that are. */
  raw(key: EndpointKey, request: RawRequest): Promise<Response>
  close(): Promise<void>
}

interface RawRequest {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: unknown
  readonly rawBody?: RawBody
  readonly contentType?: string
}

/**
 * Speak to the server of this data folder: the running one, or one that lives as long as the command, because
 * only one process at a time may open the analytics folder. `signedIn` false works before set-up.
 */
export async function connect(options: { signedIn?: boolean } = {}): Promise<Client> {
  const config = environmentConfig()
  const { url, own } = await reach(config)
  const key = (await readFile(cliKeyFile(config.dataFolder), 'utf8').catch(() => '')).trim()
  const close = async () => own?.stop()
  if (!key && options.signedIn !== false) {
    await close()
    throw new CommandError(
      'This data folder has no organization yet. Run `npx tandem setup` or open Tandem in a browser.',
    )
  }
  const raw = async (endpoint: EndpointKey, request: RawRequest) => {
    const response = await fetch(url + pathOf(endpoint, request), {
      method: endpoint.split(' ')[0]!,
      headers: {
        ...(key ? { authorization: `Bearer ${key}` } : {}),
        ...(request.body !== undefined ? { 'content-type': 'application/json' } : {}),
        ...(request.rawBody !== undefined
          ? { 'content-type': request.contentType ?? 'application/octet-stream' }
          : {}),
      },
      ...(request.body !== undefined ? { body: JSON.stringify(request.body) } : {}),
      ...(request.rawBody !== undefined ? { body: request.rawBody, duplex: 'half' } : {}),
    } as RequestInit)
    if (response.ok) return response
    const problem = (await response.json().catch(() => null)) as Problem | null
    throw new CommandError(problem?.detail ?? `The server answered ${response.status}.`)
  }
  return {
    url,
    raw,
    close,
    call: async (endpoint, request = {}) => {
      const response = await raw(endpoint, request as RawRequest)
      if (response.status === 204) return undefined as never
      return (
        response.headers.get('content-type')?.includes('json') ? response.json() : response.text()
      ) as never
    },
  }
}

/** Another Tandem that is just starting, or that belongs to another command, is given this long. */
const patience = 60_000

/** The running server, or one of our own; waits for another that is starting on the same folder. */
async function reach(config: Config): Promise<{ url: string; own: Tandem | null }> {
  const command = { ...config, host: '127.0.0.1', port: 0, url: undefined, logLevel: 'error' } as const
  for (const end = Date.now() + patience; ; await sleep(250)) {
    const running = await findRunningServer(config.dataFolder)
    if (running) return { url: running.url, own: null }
    try {
      const own = await startTandem(command, { announce: false })
      return { url: own.url, own }
    } catch (error) {
      if (!(error instanceof FolderInUse) || Date.now() > end) throw error
    }
  }
}

function pathOf(endpoint: EndpointKey, request: RawRequest): string {
  const path = endpoint
    .split(' ')[1]!
    .replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(request.params?.[name] ?? ''))
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(request.query ?? {}))
    if (value !== undefined) query.set(name, String(value))
  return query.size > 0 ? `${path}?${query}` : path
}
