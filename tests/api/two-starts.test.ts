import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../../apps/server/bin/tandem.js', import.meta.url))
const main = fileURLToPath(new URL('../../apps/server/src/main.ts', import.meta.url))
const setup = ['setup', '--organization', 'Shop', '--name', 'Olga', '--email', 'olga@example.test', '--json']

let root: string
let folder: string
let lock: string
const running = new Set<ChildProcess>()

before(async () => {
  root = await mkdtemp(join(tmpdir(), 'tandem-starts-'))
})
beforeEach(async () => {
  folder = await mkdtemp(join(root, 'data-'))
  lock = join(folder, 'postgres', 'supervisor.lock')
})
after(async () => {
  for (const child of running) child.kill('SIGKILL')
  await rm(root, { recursive: true, force: true })
})

interface Started {
  readonly child: ChildProcess
  /** All it has written so far. */
  readonly said: () => string
  readonly ended: Promise<number | null>
  /** Resolves when it is ready, and also when it ends. */
  readonly settled: Promise<boolean>
}

function start(...words: string[]): Started {
  const child = spawn(process.execPath, words, {
    cwd: root,
    env: { PATH: process.env.PATH, TANDEM_DATA: folder, TANDEM_PORT: '0', TANDEM_LOG: 'error' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  let text = ''
  const { promise: ready, resolve } = Promise.withResolvers<boolean>()
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      text += chunk
      if (text.includes('is ready')) resolve(true)
    })
  const ended = once(child, 'close').then(([code]) => {
    running.delete(child)
    return code as number | null
  })
  return { child, said: () => text, ended, settled: Promise.race([ready, ended.then(() => false)]) }
}

/** Waits until there is something in a file, and gives it. */
async function written(file: string): Promise<string> {
  for (;;) {
    const text = await readFile(file, 'utf8').catch(() => '')
    if (text) return text
    await new Promise((done) => setTimeout(done, 5))
  }
}

const locksLeft = async () =>
  (await readdir(join(folder, 'postgres'))).filter((name) => name.includes('lock'))

async function stop(server: Started): Promise<void> {
  server.child.kill('SIGTERM')
  assert.equal(await server.ended, 0, server.said())
}

test('two servers started at once on an empty folder: one serves, the other says why it does not', async () => {
  const both = [start(main), start(main)]
  const ready = await Promise.all(both.map((s) => s.settled))
  assert.deepEqual(ready.toSorted(), [false, true], both.map((s) => s.said()).join('\n'))
  const [winner, loser] = ready[0] ? [both[0]!, both[1]!] : [both[1]!, both[0]!]
  assert.equal(await loser.ended, 1)
  assert.match(
    loser.said(),
    new RegExp(`^Another Tandem is using the data folder ${folder}, or is just starting`),
  )
  assert.ok(loser.said().includes(`process ${winner.child.pid}`), loser.said())
  const late = start(main)
  assert.equal(await late.ended, 1, 'and so does one that comes later')
  assert.match(late.said(), /Another Tandem is using the data folder/)
  await stop(winner)
  assert.deepEqual(await locksLeft(), [])
})

test('a command started together with the server waits for it, or the server says that a command is at work', async () => {
  const server = start(main)
  const command = start(program, ...setup)
  const code = await command.ended
  assert.equal(code, 0, command.said())
  assert.ok(JSON.parse(command.said()).organizationId)
  if (await server.settled) await stop(server)
  else assert.match(server.said(), /Another Tandem is using the data folder/)
})

test('the lock of a killed start is taken over, also when its number lives on in another process', async () => {
  const first = start(main)
  await written(lock)
  first.child.kill('SIGKILL')
  await first.ended
  assert.match(await readFile(lock, 'utf8'), new RegExp(`^${first.child.pid} `), 'the lock was left behind')
  const second = start(main)
  assert.ok(await second.settled, second.said())
  await stop(second)
  await writeFile(lock, `${process.pid} 1`)
  const third = start(main)
  assert.ok(await third.settled, third.said())
  await stop(third)
})

test('told to stop while it is still starting, a server ends in good order and leaves nothing running', async () => {
  const pidFile = join(folder, 'postgres', 'cluster', 'postmaster.pid')
  const making = start(main)
  await written(lock)
  assert.equal(existsSync(pidFile), false, 'its PostgreSQL does not run yet')
  await stop(making)
  assert.deepEqual(await locksLeft(), [])
  assert.equal(existsSync(pidFile), false, 'its PostgreSQL has ended')

  const starting = start(main)
  const postgres = Number.parseInt(await written(pidFile), 10)
  assert.doesNotMatch(starting.said(), /is ready/)
  await stop(starting)
  assert.deepEqual(await locksLeft(), [])
  assert.throws(() => process.kill(postgres, 0), { code: 'ESRCH' })
})
