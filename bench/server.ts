import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { CheckResult } from '@tandem/contract'

/** A real server process on a temporary data folder with embedded databases, set up, for benchmarks. */
export interface RunningServer {
  readonly url: string
  /** API key with all permissions. */
  readonly key: string
  readonly databaseUrl: string
  readonly folder: string
  readonly process: ChildProcess
  get<T>(path: string): Promise<T>
  post<T>(path: string, body: unknown): Promise<T>
  /** Metrics of customers, 0 to 10; returns their ids. */
  createMetrics(keys: readonly string[]): Promise<string[]>
  /** Sites u0, u1...; returns their ids. */
  createUnits(count: number): Promise<string[]>
  /** Wait until everything accepted is shown. */
  settled(): Promise<void>
  /** End the server and remove its folder. */
  stop(): Promise<void>
}

const file = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url))

/** Start the program on a folder and wait until it says that it is ready; node flags as told. */
export async function launch(folder: string, nodeFlags: readonly string[] = []): Promise<ChildProcess> {
  const child = spawn(process.execPath, [...nodeFlags, file('apps/server/src/main.ts')], {
    cwd: folder,
    env: environment(folder),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (text) => String(text).includes('is ready') && resolve())
    child.once('exit', () => reject(new Error('The server ended before it was ready.')))
  })
  return child
}

/** End a server politely. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}

function environment(folder: string): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, TANDEM_DATA: folder, TANDEM_PORT: '0', TANDEM_LOG: 'warn' }
}

export async function setUp(folder: string): Promise<void> {
  const words = ['setup', '--organization', 'Bench', '--name', 'Owner', '--email', 'owner@example.test']
  await promisify(execFile)(process.execPath, [file('apps/server/bin/tandem.js'), ...words], {
    cwd: folder,
    env: environment(folder),
  })
}

export async function startServer(nodeFlags: readonly string[] = []): Promise<RunningServer> {
  const folder = await mkdtemp(join(tmpdir(), 'tandem-bench-'))
  await setUp(folder)
  return launchOn(folder, nodeFlags)
}

/** The same on a folder that is set up. */
export async function launchOn(folder: string, nodeFlags: readonly string[] = []): Promise<RunningServer> {
  const child = await launch(folder, nodeFlags)
  const { url, databaseUrl } = JSON.parse(await readFile(join(folder, 'server.json'), 'utf8'))
  const key = (await readFile(join(folder, 'cli.key'), 'utf8')).trim()
  const ask = async <T>(path: string, init: RequestInit = {}): Promise<T> => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
    const response = await fetch(`${url}/api/v1/${path}`, { ...init, headers })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as T
  }
  const post = <T>(path: string, body: unknown) =>
    ask<T>(path, { method: 'POST', body: JSON.stringify(body) })
  const create = async (path: string, bodies: readonly unknown[]) => {
    const ids: string[] = []
    for (const body of bodies) ids.push((await post<{ id: string }>(path, body)).id)
    return ids
  }
  const scale = { source: 'customer', scaleMin: 0, scaleMax: 10, direction: 'up', decimals: 1, unitLabel: '' }
  return {
    url,
    key,
    databaseUrl,
    folder,
    process: child,
    get: ask,
    post,
    createMetrics: (keys) =>
      create(
        'metrics',
        keys.map((k) => ({ key: k, name: k, kind: 'score', ...scale })),
      ),
    createUnits: (count) =>
      create(
        'units',
        Array.from({ length: count }, (_, i) => ({ key: `u${i}`, name: `Site ${i}`, kind: 'site' })),
      ),
    settled: async () => {
      while ((await ask<CheckResult>('system/check')).pending > 0) await sleep(200)
    },
    stop: async () => {
      await end(child)
      await rm(folder, { recursive: true, force: true })
    },
  }
}
