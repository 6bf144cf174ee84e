import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { createTestDatabase } from '../../../test/database.ts'
import { openAnalytics } from '../analytics/index.ts'
import { Telemetry } from '../telemetry.ts'
import { acceptSignals, correctSignal, type TestSignal } from './projector.test-support.ts'
import { Projector } from './projector.ts'

const url = (file: string) => JSON.stringify(new URL(file, import.meta.url).href)

/** A process that only projects, until it is killed. */
function startProjecting(databaseUrl: string, dataFolder: string, rebuild: boolean): ChildProcess {
  const code = `
    const { pino } = await import('pino')
    const { openDatabase } = await import(${url('../db/index.ts')})
    const { openAnalytics } = await import(${url('../analytics/index.ts')})
    const { Telemetry } = await import(${url('../telemetry.ts')})
    const { Projector } = await import(${url('./projector.ts')})
    const log = pino({ level: 'silent' })
    const database = await openDatabase(${JSON.stringify(databaseUrl)}, { connections: 4 })
    const analytics = await openAnalytics({ dataFolder: ${JSON.stringify(dataFolder)} }, log)
    const projector = new Projector({ database, analytics, telemetry: new Telemetry(), log })
    await projector.start()
    console.log('ready')
    if (${rebuild}) for (;;) await projector.rebuildAll()`
  return spawn(process.execPath, ['--input-type=module', '-e', code], {
    cwd: new URL('.', import.meta.url),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

test('kill -9 in the middle of batches, merges and rebuilds: every signal is shown exactly once afterwards', async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'tandem-kill-'))
  const { database, organizationId, close } = await createTestDatabase()
  const units = Array.from({ length: 5 }, () => randomUUID())
  const metric = randomUUID()
  const signals: TestSignal[] = []
  const make = (i: number): TestSignal => ({
    id: randomUUID(),
    organizationId,
    unitId: units[i % 5]!,
    occurredAt: new Date(Date.UTC(2024, 0, 1 + (i % 300))).toISOString(),
    readings: [{ m: metric, v: i, s: i / 3 }],
    comments: i % 10 === 0 ? [{ t: `comment ${i}` }] : [],
  })
  try {
    for (let round = 0; round < 4; round++) {
      const child = startProjecting(database.url, dataFolder, round % 2 === 1)
      const exit = once(child, 'exit')
      await once(child.stdout ?? child, 'data')
      // Different moments in different rounds: in the first batch, between batches, in a rebuild.
      const end = Date.now() + 200 + round * 250
      while (Date.now() < end) {
        const batch = Array.from({ length: 200 }, (_, i) => make(i))
        await acceptSignals(database.systemPool, batch)
        signals.push(...batch)
        await correctSignal(database.systemPool, { ...batch[3]!, unitId: units[0]! }, round === 2)
        await sleep(10)
      }
      child.kill('SIGKILL')
      await exit
    }
    const log = pino({ level: 'silent' })
    const analytics = await openAnalytics({ dataFolder }, log)
    const projector = new Projector({ database, analytics, telemetry: new Telemetry(), log })
    await projector.start()
    await projector.settle()
    const { ok, pending, organizations } = await projector.check()
    await projector.stop()
    await analytics.close()
    assert.equal(pending, 0)
    const { rows } = await database.systemPool.query<{ n: number }>(
      'select count(*) as n from signals where deleted_at is null',
    )
    assert.equal(organizations[0]?.projection.readings, rows[0]?.n)
    assert.ok(signals.length > 1000)
    assert.equal(ok, true, JSON.stringify(organizations))
  } finally {
    await close()
    await rm(dataFolder, { recursive: true, force: true })
  }
})
