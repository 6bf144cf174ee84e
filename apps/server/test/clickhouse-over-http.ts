import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { gunzipSync } from 'node:zlib'
import { Session } from 'chdb'

/** What the client says in the address beside settings of the engine. */
const noSettings = new Set(['query', 'query_id', 'database', 'session_id', 'enable_http_compression'])
/** As ClickHouse has it unless told (http_max_uri_size). */
const longestAddress = 1_048_576

export interface ClickHouseOverHttp {
  readonly url: string
  /** Statements answered, and the connections they came over: each with settings of its own. */
  readonly seen: { statements: number; readonly settings: Set<string> }
  stop(): Promise<void>
}

/**
 * The engine behind the HTTP interface of a ClickHouse server, as far as its client speaks it: for tests of what runs
 * against servers, on machines that can't have one. The engine is the real one, chDB; the interface is this file.
 * https://clickhouse.com/docs/interfaces/http
 */
export async function startClickHouseOverHttp(): Promise<ClickHouseOverHttp> {
  const folder = await mkdtemp(join(tmpdir(), 'tandem-clickhouse-'))
  const sessions = new Map<string, { session: Session; turn: Promise<unknown> }>()
  const seen = { statements: 0, settings: new Set<string>() }

  /** A session for each set of settings, which stick to it; it runs one statement at a time. */
  function run(settings: string, statement: string): Promise<string> {
    let known = sessions.get(settings)
    if (!known) {
      const session = new Session(folder)
      known = { session, turn: settings ? session.queryAsync(`SET ${settings}`) : Promise.resolve() }
      sessions.set(settings, known)
    }
    const { session, turn } = known
    const answer = turn.then(async () => (await session.queryAsync(statement)).text())
    known.turn = answer.catch(() => undefined)
    return answer
  }

  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url!, 'http://localhost')
    if (pathname === '/ping') return response.end('Ok.\n')
    if (request.url!.length > longestAddress) return response.writeHead(414).end()
    const settings = [...searchParams]
      .filter(([name]) => !noSettings.has(name))
      .map(([name, value]) => `${name} = '${value}'`)
      .toSorted()
      .join(', ')
    seen.statements++
    seen.settings.add(settings)
    const inAddress = searchParams.get('query')
    const body = await textOf(request)
    try {
      response.end(await run(settings, inAddress === null ? body : `${inAddress}\n${body}`))
    } catch (error) {
      response.writeHead(500).end(error instanceof Error ? error.message : String(error))
    }
    return undefined
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    stop: async () => {
      server.close()
      server.closeAllConnections()
      for (const { session, turn } of sessions.values()) {
        await turn
        session.close()
      }
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const body = await buffer(request)
  return (request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString()
}
