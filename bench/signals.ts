/**
 * Signals a second accepted over HTTP against the bare limit: the same rows inserted and committed by a plain pg client
 * with the same number of connections.
 *
 *   node bench/signals.ts [--seconds 3] [--rounds 2] [--connections 1,10,50,200] [--lag 20]
 *
 * The limit is one `insert ... values` a request into a table with the same columns and indexes in the same PostgreSQL,
 * rows made beforehand, no checks and no outbox. Rounds alternate, because the limit itself drifts. Then the lag from
 * "accepted" to "visible" is measured at 50 signals a second for `--lag` seconds. Server, PostgreSQL, senders and limit
 * share the machine.
 */
import { randomUUID } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { newId } from '../apps/server/src/platform/db/ids.ts'
import { type RunningServer, startServer } from './server.ts'

const { values: flags } = parseArgs({
  options: {
    seconds: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '2' },
    connections: { type: 'string', default: '1,10,50,200' },
    lag: { type: 'string', default: '20' },
  },
})
const aim = 0.6
const milliseconds = Number(flags.seconds) * 1000
const units = 200

const makeSignal = (i: number) => ({
  sourceKey: randomUUID(),
  source: 'customer',
  occurredAt: '2026-05-05T10:00:00Z',
  unit: `u${i % units}`,
  channel: 'web',
  readings: [{ metric: 'score', value: i % 11 }],
  comments: i % 3 === 0 ? [{ text: 'Quick and friendly, but the queue was long.' }] : [],
  attributes: { segment: 'regular' },
})

/** Work on so many connections at once until the time is over; returns signals a second. */
async function rate(
  connections: number,
  size: number,
  once: (connection: number) => Promise<void>,
): Promise<number> {
  const started = performance.now()
  let done = 0
  await Promise.all(
    Array.from({ length: connections }, async (_, connection) => {
      while (performance.now() - started < milliseconds) {
        await once(connection)
        done += size
      }
    }),
  )
  return (done / (performance.now() - started)) * 1000
}

/**
 * One kept connection that sends a request and waits for its answer. Written on the socket: a sender that shares the
 * cores with the server must not be what is measured, and an HTTP client costs more than the server.
 */
class Sender {
  readonly #socket: Socket
  readonly #head: string
  #received = ''
  #answered: (() => void) | undefined
  #failed: ((error: Error) => void) | undefined

  constructor(server: RunningServer) {
    const { host, hostname, port } = new URL(server.url)
    this.#head =
      `POST /api/v1/signals HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${server.key}\r\n` +
      'content-type: application/json\r\ncontent-length: '
    this.#socket = connect({ host: hostname, port: Number(port), noDelay: true })
    this.#socket.setEncoding('latin1')
    this.#socket.on('data', (chunk) => this.#read(String(chunk)))
    this.#socket.on('error', (error) => this.#failed?.(error))
  }

  post(body: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#answered = resolve
      this.#failed = reject
      this.#socket.write(`${this.#head}${Buffer.byteLength(body)}\r\n\r\n${body}`)
    })
  }

  #read(chunk: string): void {
    this.#received += chunk
    const end = this.#received.indexOf('\r\n\r\n')
    const length = /content-length: (\d+)/i.exec(this.#received)?.[1]
    if (end < 0 || length === undefined || this.#received.length < end + 4 + Number(length)) return
    const status = this.#received.slice(9, 12)
    this.#received = ''
    if (status === '200') this.#answered?.()
    else this.#failed?.(new Error(`The server answered ${status}.`))
  }

  close(): void {
    this.#socket.destroy()
  }
}

async function overHttp(server: RunningServer, connections: number, size: number): Promise<number> {
  const senders = Array.from({ length: connections }, () => new Sender(server))
  let i = 0
  try {
    return await rate(connections, size, (connection) => {
      const signals = Array.from({ length: size }, () => makeSignal(i++))
      return senders[connection]!.post(JSON.stringify(size === 1 ? signals[0] : signals))
    })
  } finally {
    for (const sender of senders) sender.close()
  }
}

const columns = [
  'id',
  'organization_id',
  'source_key',
  'content_hash',
  'source',
  'occurred_at',
  'unit_id',
  'channel',
  'readings',
  'comments',
  'attributes',
] as const

/** The limit: at most as many connections as embedded PostgreSQL has; more senders wait for one in a pool. */
async function bare(server: RunningServer, connections: number, size: number): Promise<number> {
  const pool = new pg.Pool({ connectionString: server.databaseUrl, max: Math.min(connections, 30) })
  const organization = randomUUID()
  const metric = randomUUID()
  const unitIds = Array.from({ length: units }, () => randomUUID())
  const places = Array.from(
    { length: size },
    (_, row) => `(${columns.map((_, c) => `$${row * columns.length + c + 1}`).join(',')})`,
  )
  const statement = {
    name: `insert-${size}`,
    text: `insert into bench_signals (${columns.join(',')}) values ${places.join(',')}`,
  }
  let i = 0
  try {
    return await rate(connections, size, async () => {
      const parameters = Array.from({ length: size }, () => {
        const s = makeSignal(i++)
        return [
          newId(),
          organization,
          s.sourceKey,
          Buffer.alloc(32, i % 256),
          s.source,
          s.occurredAt,
          unitIds[i % units],
          s.channel,
          JSON.stringify([{ m: metric, v: i % 11, s: (i % 11) * 10 }]),
          JSON.stringify(s.comments.map((c) => ({ t: c.text }))),
          JSON.stringify(s.attributes),
        ]
      })
      await pool.query({ ...statement, values: parameters.flat() })
    })
  } finally {
    await pool.end()
  }
}

/** From the answer "accepted" until the figure shows it: asked for every 25 ms on another connection. */
async function measureLag(server: RunningServer): Promise<void> {
  const seconds = Number(flags.lag)
  if (seconds <= 0) return
  const sender = new Sender(server)
  const read = async () => {
    const { total } = await server.get<{ total: { n: number } }>(
      'scores?metric=lagged&from=2026-06-01&to=2026-06-01&by=channel',
    )
    return total.n
  }
  const acceptedAt: number[] = []
  const lags: number[] = []
  let over = false
  const watch = (async () => {
    while (!over || lags.length < acceptedAt.length) {
      const shown = await read()
      const now = performance.now()
      while (lags.length < shown) lags.push(now - acceptedAt[lags.length]!)
      await sleep(25)
    }
  })()
  const started = performance.now()
  for (let i = 0; i < seconds * 50; i++) {
    await sleep(Math.max(0, started + i * 20 - performance.now()))
    const signal = { ...makeSignal(i), occurredAt: '2026-06-01', readings: [{ metric: 'lagged', value: 1 }] }
    const body = JSON.stringify(signal)
    await sender.post(body)
    acceptedAt.push(performance.now())
  }
  over = true
  await watch
  sender.close()
  lags.sort((a, b) => a - b)
  const at = (share: number) => Math.round(lags[Math.floor((lags.length - 1) * share)]!)
  console.log(
    `\nlag from accepted to visible at 50 signals/s (${lags.length} signals): p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, ` +
      `longest ${at(1)} ms (aim: p99 under 2000 ms)`,
  )
}

const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!
const server = await startServer()
const admin = new pg.Client({ connectionString: server.databaseUrl })
try {
  await server.createMetrics(['score', 'lagged'])
  await server.createUnits(units)
  await admin.connect()
  await admin.query('create table bench_signals (like signals including all)')
  console.log('size  connections  limit/s  Tandem/s  ratio')
  const ratios: number[] = []
  for (const size of [1, 100]) {
    for (const connections of flags.connections.split(',').map(Number)) {
      const limits: number[] = []
      const ours: number[] = []
      for (let round = 0; round < Number(flags.rounds); round++) {
        limits.push(await bare(server, connections, size))
        ours.push(await overHttp(server, connections, size))
        await admin.query('truncate bench_signals')
      }
      const ratio = median(ours.map((x, i) => x / limits[i]!))
      ratios.push(ratio)
      const cells = [
        size,
        connections,
        Math.round(median(limits)),
        Math.round(median(ours)),
        ratio.toFixed(2),
      ]
      const widths = [4, 11, 7, 8, 5]
      console.log(cells.map((cell, c) => String(cell).padStart(widths[c]!)).join('  '))
    }
  }
  const [lowest] = ratios.sort((a, b) => a - b)
  console.log(`lowest ratio ${lowest?.toFixed(2)} (aim: at least ${aim})`)
  await server.settled()
  await measureLag(server)
} finally {
  await admin.end()
  await server.stop()
}
