/**
 * What a Tandem weighs: time of the first and of a warm start, memory at rest and under load, size on disk.
 *
 *   node bench/footprint.ts [--seconds 10] [--install]        --install also times npm ci in a clean clone
 *
 * Memory is the proportional share (PSS, Linux) of the server and its PostgreSQL together, so shared pages count once.
 */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import { end, launch, launchOn, setUp } from './server.ts'

const { values: flags } = parseArgs({
  options: { seconds: { type: 'string', default: '10' }, install: { type: 'boolean', default: false } },
})
const root = fileURLToPath(new URL('..', import.meta.url))

async function timed<T>(work: () => Promise<T>): Promise<[T, string]> {
  const started = performance.now()
  const value = await work()
  return [value, `${((performance.now() - started) / 1000).toFixed(1)} s`]
}

/** Megabytes of a process and everything below it. */
async function megabytes(pid: number): Promise<number> {
  const parents = new Map<number, number>()
  for (const name of await readdir('/proc')) {
    const stat = /^\d+$/.test(name) ? await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '') : ''
    if (stat) parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]))
  }
  const below = (p: number | undefined): boolean => p !== undefined && (p === pid || below(parents.get(p)))
  let kilobytes = 0
  for (const p of [...parents.keys()].filter(below)) {
    const text = await readFile(`/proc/${p}/smaps_rollup`, 'utf8').catch(() => '')
    kilobytes += Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0)
  }
  return Math.round(kilobytes / 1024)
}

async function diskMegabytes(path: string): Promise<number> {
  const { stdout } = await promisify(execFile)('du', ['-sm', path])
  return Number.parseInt(stdout, 10)
}

async function timeInstall(): Promise<void> {
  const clone = await mkdtemp(join(tmpdir(), 'tandem-clone-'))
  try {
    await promisify(execFile)('git', ['clone', '--quiet', '--depth', '1', `file://${root}`, clone])
    const [, took] = await timed(async () => {
      const [code] = await once(spawn('npm', ['ci'], { cwd: clone, stdio: 'ignore' }), 'exit')
      if (code !== 0) throw new Error(`npm ci ended with ${code}.`)
    })
    console.log(`npm ci in a clean clone           ${took} (aim: at most 120 s)`)
  } finally {
    await rm(clone, { recursive: true, force: true })
  }
}

const folder = await mkdtemp(join(tmpdir(), 'tandem-bench-'))
try {
  if (flags.install) await timeInstall()
  const [first, firstTook] = await timed(() => launch(folder))
  await end(first)
  await setUp(folder)
  const [server, warmTook] = await timed(() => launchOn(folder))
  console.log(`first start (databases made)      ${firstTook} (aim: at most 20 s)`)
  console.log(`warm start                        ${warmTook} (aim: at most 5 s)`)
  try {
    await server.createMetrics(['score'])
    await server.createUnits(100)
    await sleep(5_000)
    const pid = server.process.pid!
    console.log(`memory at rest                    ${await megabytes(pid)} MB (aim: at most 500 MB)`)
    let most = 0
    let sent = 0
    const batch = (size: number) =>
      Array.from({ length: size }, () => ({
        sourceKey: `s${sent++}`,
        source: 'customer',
        occurredAt: '2026-05-05',
        unit: `u${sent % 100}`,
        readings: [{ metric: 'score', value: sent % 11 }],
      }))
    await server.post('signals', batch(1_000))
    await server.settled()
    const until = Date.now() + Number(flags.seconds) * 1000
    const senders = Array.from({ length: 8 }, async () => {
      while (Date.now() < until) {
        await server.post('signals', batch(100))
        await server.get('standings?metrics=score')
      }
    })
    const watch = (async () => {
      for (; Date.now() < until; await sleep(250)) most = Math.max(most, await megabytes(pid))
    })()
    await Promise.all([...senders, watch])
    console.log(`most memory while taking ${sent} signals and asking for standings: ${most} MB`)
    console.log(`data folder with ${sent} signals   ${await diskMegabytes(folder)} MB`)
    console.log(
      `installed packages on disk        ${await diskMegabytes(join(root, 'node_modules'))} MB (aim: 1,200)`,
    )
  } finally {
    await end(server.process)
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}
