import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The server under test: started again whenever it is killed. */
export class Victim {
  readonly folder: string
  readonly #port: number
  #child: ChildProcess | null = null
  #over = false
  #output = ''

  constructor(folder: string, port: number) {
    this.folder = folder
    this.#port = port
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  /** Its last words on the terminal. */
  get said(): string {
    return this.#output
  }

  get environment(): NodeJS.ProcessEnv {
    return {
      PATH: process.env.PATH,
      TANDEM_DATA: this.folder,
      TANDEM_PORT: String(this.#port),
      TANDEM_LOG: 'error',
    }
  }

  /** Start the server, and again each time it ends. */
  start(): void {
    const child = spawn(process.execPath, [join(root, 'apps/server/src/main.ts')], {
      cwd: this.folder,
      env: this.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        this.#output = (this.#output + chunk).slice(-4_000)
      })
    child.once('exit', () => {
      if (!this.#over) this.start()
    })
    this.#child = child
  }

  /** Kill the server without a warning. */
  kill(): void {
    this.#child?.kill('SIGKILL')
  }

  /** Kill the PostgreSQL of the folder; false when none is running. */
  async killPostgres(): Promise<boolean> {
    const pidFile = join(this.folder, 'postgres', 'cluster', 'postmaster.pid')
    const pid = Number((await readFile(pidFile, 'utf8').catch(() => '')).split('\n')[0])
    if (!(pid > 1)) return false
    const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0')
    if (!words.includes(join(this.folder, 'postgres', 'cluster'))) return false
    try {
      process.kill(pid, 'SIGKILL')
      return true
    } catch {
      return false
    }
  }

  /** Wait until it can work; throws with its last words after a minute. */
  async ready(): Promise<void> {
    for (const end = Date.now() + 60_000; Date.now() < end; await sleep(50)) {
      // A request that is never answered must not be waited for longer than the rest.
      const signal = AbortSignal.timeout(10_000)
      const response = await fetch(`${this.url}/readyz`, { signal }).catch(() => null)
      await response?.body?.cancel()
      if (response?.ok) return
    }
    throw new Error(`The server does not get ready. Its last words:\n${this.#output}`)
  }

  /** The address of its PostgreSQL, which is another after each start. */
  async databaseUrl(): Promise<string> {
    return JSON.parse(await readFile(join(this.folder, 'server.json'), 'utf8')).databaseUrl
  }

  /** End it politely; returns the exit code. */
  async stop(): Promise<number | null> {
    this.#over = true
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return null
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), 20_000)
    const [code] = await ended
    clearTimeout(timer)
    return code
  }
}

/**
 * A port of 127.0.0.1 that nobody listens on just now. Below those that the system gives to whoever asks for any:
 * while the victim is dead, another program of this machine must not get its port.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 15_000 + Math.floor(Math.random() * 15_000)
    const server = createServer().listen(port, '127.0.0.1')
    const free = await once(server, 'listening').then(
      () => true,
      () => false,
    )
    if (!free) continue
    await new Promise((resolve) => server.close(resolve))
    return port
  }
}
