import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '../apps/server/src/platform/postgres/supervisor.ts'

/** One throw-away PostgreSQL for a whole test run. */
export async function startTestDatabase(): Promise<{ url: string; stop: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'tandem-test-'))
  const quiet = { info: () => {}, warn: () => {}, error: console.error }
  const server = await startEmbeddedPostgres({ dataFolder: folder, log: quiet })
  return {
    url: server.url,
    stop: async () => {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
