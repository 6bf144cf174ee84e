/**
 * Sends signals to a real server over many connections while killing it and its PostgreSQL with SIGKILL at random,
 * then proves that every acknowledged signal is there exactly once, in truth and in the projection.
 *
 *   node scripts/kill-test.ts [--minutes 5] [--connections 6] [--seed 1]
 *
 * The analytics engine lives in the process of the server, so killing that kills it too, also in the middle of a
 * write. Exit code 1 when anything is lost, doubled or different.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import { type CheckResult, checkSchema, type SignalInput, type SignalResult } from '@tandem/contract'
import pg from 'pg'
import { freePort, Victim } from './victim.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const units = 20
/** How long the same signals are sent again: a server that is killed every few seconds takes them long before. */
const mostPatience = 120_000

export interface KillTestResult {
  readonly seconds: number
  readonly serverKills: number
  readonly postgresKills: number
  /** Requests that got no answer, or one that asks to come back; all of them were sent again. */
  readonly repeated: number
  /** Answers that nobody should get, with their texts: 4xx, 500. */
  readonly unexpected: readonly string[]
  readonly acknowledged: number
  readonly lost: number
  /** Source keys that stand more than once, under another id than the one acknowledged, or were accepted twice. */
  readonly doubled: number
  /** Signals in truth that were never acknowledged (the last answers may be cut off; here every sender finishes). */
  readonly unasked: number
  readonly check: CheckResult
  /** Readings and comments that the acknowledged signals carry. */
  readonly expected: { readonly readings: number; readonly comments: number }
  readonly ok: boolean
}

/** A small random generator with a seed (mulberry32), so that a failing run can be told apart from luck. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** What senders know at the end. */
interface Ledger {
  readonly acknowledged: Map<string, string>
  /** Source keys that were answered with "accepted", which happens at most once. */
  readonly accepted: Set<string>
  readonly unexpected: string[]
  repeated: number
  contradictions: number
  readings: number
  comments: number
}

function makeSignal(sourceKey: string, random: () => number): SignalInput {
  return {
    sourceKey,
    source: 'customer',
    occurredAt: new Date(Date.UTC(2026, 0, 1) + Math.floor(random() * 180) * 86_400_000).toISOString(),
    unit: `site-${Math.floor(random() * units)}`,
    readings: [{ metric: 'score', value: Math.floor(random() * 11) }],
    ...(random() < 0.2 ? { comments: [{ text: `Words of ${sourceKey}` }] } : {}),
  }
}

/** Send until every signal is acknowledged; what was not answered is sent again with the same source keys. */
async function deliver(
  victim: Victim,
  key: string,
  signals: readonly SignalInput[],
  ledger: Ledger,
): Promise<void> {
  for (const end = Date.now() + mostPatience; Date.now() < end; ) {
    const response = await fetch(`${victim.url}/api/v1/signals`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(signals.length === 1 ? signals[0] : signals),
      signal: AbortSignal.timeout(30_000),
    }).catch(() => null)
    const text = await response?.text().catch(() => null)
    if (response && text != null && response.status === 200) {
      const { results } = JSON.parse(text) as { results: SignalResult[] }
      for (const [i, r] of results.entries()) acknowledge(signals[i]!, r, ledger)
      return
    }
    if (response && text != null && response.status !== 503)
      ledger.unexpected.push(`${response.status} ${text.slice(0, 300)}`)
    ledger.repeated++
    await sleep(100)
  }
  throw new Error(`Signals were not taken for minutes. The last words of the server:\n${victim.said}`)
}

function acknowledge(signal: SignalInput, result: SignalResult, ledger: Ledger): void {
  if (result.status === 'refused') {
    ledger.unexpected.push(result.reason)
    return
  }
  // The answer "duplicate" may overtake the "accepted" of the same batch, but nobody may be accepted twice.
  if (result.status === 'accepted') {
    if (ledger.accepted.has(signal.sourceKey)) ledger.contradictions++
    ledger.accepted.add(signal.sourceKey)
  }
  const before = ledger.acknowledged.get(signal.sourceKey)
  if (before !== undefined) {
    if (before !== result.id) ledger.contradictions++
    return
  }
  ledger.acknowledged.set(signal.sourceKey, result.id)
  ledger.readings += signal.readings?.length ?? 0
  ledger.comments += signal.comments?.length ?? 0
}

/** One connection: single signals and batches, sometimes the same batch twice at once, in another order. */
async function send(
  victim: Victim,
  key: string,
  name: string,
  random: () => number,
  over: () => boolean,
  ledger: Ledger,
) {
  for (let n = 0; !over(); n++) {
    const size = random() < 0.5 ? 1 : 2 + Math.floor(random() * 60)
    const signals = Array.from({ length: size }, (_, i) => makeSignal(`${name}-${n}-${i}`, random))
    const twice = random() < 0.1
    await Promise.all([
      deliver(victim, key, signals, ledger),
      ...(twice ? [deliver(victim, key, signals.toReversed(), ledger)] : []),
    ])
    await sleep(random() * 40)
  }
}

async function setUp(victim: Victim): Promise<string> {
  const tandem = join(root, 'apps/server/bin/tandem.js')
  const words = ['setup', '--organization', 'Kill test', '--name', 'Owner', '--email', 'owner@example.test']
  await promisify(execFile)(process.execPath, [tandem, ...words, '--json'], {
    cwd: victim.folder,
    env: victim.environment,
    timeout: 120_000,
  })
  victim.start()
  await victim.ready()
  const key = (await readFile(join(victim.folder, 'cli.key'), 'utf8')).trim()
  const post = async (path: string, body: unknown) => {
    const response = await fetch(`${victim.url}/api/v1/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(30_000),
    })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  }
  await post('metrics', {
    key: 'score',
    name: 'Score',
    kind: 'score',
    source: 'customer',
    scaleMin: 0,
    scaleMax: 10,
    direction: 'up',
    decimals: 1,
    unitLabel: '',
  })
  for (let i = 0; i < units; i++)
    await post('units', { key: `site-${i}`, name: `Site ${i}`, kind: 'site', from: '2020-01-01' })
  return key
}

async function killAtRandom(victim: Victim, until: number, random: () => number) {
  const kills = { server: 0, postgres: 0 }
  while (Date.now() < until) {
    // Now and then kill while it is starting or recovering; else while everything is at work.
    if (random() < 0.75) await victim.ready()
    await sleep(Math.min(200 + random() * 2_500, Math.max(0, until - Date.now())))
    if (Date.now() >= until) break
    const what = random()
    if (what < 0.55 && (await victim.killPostgres())) kills.postgres++
    if (what > 0.45) {
      victim.kill()
      kills.server++
    }
  }
  return kills
}

/** Wait until everything accepted is shown; the last answer of the check, whatever it is, after a minute. */
async function settledCheck(victim: Victim, key: string): Promise<CheckResult> {
  for (const end = Date.now() + 60_000; ; await sleep(200)) {
    const response = await fetch(`${victim.url}/api/v1/system/check`, {
      headers: { authorization: `Bearer ${key}` },
      signal: AbortSignal.timeout(60_000),
    })
    const text = await response.text()
    if (!response.ok && Date.now() > end) throw new Error(`The check answers ${response.status} ${text}`)
    if (!response.ok) continue
    const check = checkSchema.parse(JSON.parse(text))
    if ((check.pending === 0 && check.ok) || Date.now() > end) return check
  }
}

async function compareTruth(databaseUrl: string, acknowledged: ReadonlyMap<string, string>) {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const { rows } = await client
    .query<{ id: string; source_key: string }>(
      'select id, source_key from signals where deleted_at is null and version = 1',
    )
    .finally(() => client.end())
  const found = new Map<string, string[]>()
  for (const { id, source_key } of rows) found.set(source_key, [...(found.get(source_key) ?? []), id])
  let lost = 0
  let doubled = 0
  for (const [key, id] of acknowledged) {
    const ids = found.get(key)
    if (!ids) lost++
    else if (ids.length > 1 || ids[0] !== id) doubled++
  }
  const unasked = [...found.keys()].filter((key) => !acknowledged.has(key)).length
  return { lost, doubled, unasked }
}

/** Run the test on a temporary data folder, which is removed afterwards. */
export async function killTest(options: {
  seconds: number
  connections: number
  seed: number
}): Promise<KillTestResult> {
  const victim = new Victim(await mkdtemp(join(tmpdir(), 'tandem-kill-')), await freePort())
  try {
    const key = await setUp(victim)
    const started = Date.now()
    const until = started + options.seconds * 1000
    const ledger: Ledger = {
      acknowledged: new Map(),
      accepted: new Set(),
      unexpected: [],
      repeated: 0,
      contradictions: 0,
      readings: 0,
      comments: 0,
    }
    const senders = Array.from({ length: options.connections }, (_, i) =>
      send(victim, key, `c${i}`, randomFrom(options.seed * 1000 + i), () => Date.now() >= until, ledger),
    )
    const kills = await killAtRandom(victim, until, randomFrom(options.seed))
    await victim.ready()
    await Promise.all(senders)
    const check = await settledCheck(victim, key)
    const truth = await compareTruth(await victim.databaseUrl(), ledger.acknowledged)
    const doubled = truth.doubled + ledger.contradictions
    const shown = check.organizations[0]?.projection
    const expected = { readings: ledger.readings, comments: ledger.comments }
    return {
      seconds: (Date.now() - started) / 1000,
      serverKills: kills.server,
      postgresKills: kills.postgres,
      repeated: ledger.repeated,
      unexpected: ledger.unexpected,
      acknowledged: ledger.acknowledged.size,
      lost: truth.lost,
      doubled,
      unasked: truth.unasked,
      check,
      expected,
      ok:
        truth.lost + doubled + truth.unasked + ledger.unexpected.length === 0 &&
        check.ok &&
        check.pending === 0 &&
        shown?.readings === expected.readings &&
        shown.comments === expected.comments,
    }
  } finally {
    await victim.stop()
    await rm(victim.folder, { recursive: true, force: true })
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '5' },
      connections: { type: 'string', default: '6' },
      seed: { type: 'string', default: '1' },
    },
  })
  const result = await killTest({
    seconds: Number(values.minutes) * 60,
    connections: Number(values.connections),
    seed: Number(values.seed),
  })
  console.log(JSON.stringify(result, null, 2))
  console.log(
    `${result.ok ? 'ok' : 'FAILED'}: ${result.serverKills} kills of the server, ${result.postgresKills} of PostgreSQL; ` +
      `${result.acknowledged} signals acknowledged, ${result.lost} lost, ${result.doubled} doubled; ` +
      `${result.repeated} requests were sent again.`,
  )
  process.exit(result.ok ? 0 : 1)
}
