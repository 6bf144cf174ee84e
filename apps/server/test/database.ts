import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Permission, permissionSchema } from '@tandem/contract'
import pg from 'pg'
import { type Caller, createCaller, type Database, newId, openDatabase } from '../src/platform/index.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../src/platform/postgres/supervisor.ts'

/** A database of its own, migrated, with one empty organization. */
export interface TestDatabase {
  readonly database: Database
  readonly organizationId: string
  /** Another organization in the same database, for tests of isolation. */
  createOrganization(name: string): Promise<string>
  /** Closes and drops the database; stops the server with the last one of the process. */
  close(): Promise<void>
}

/** A server started by this process, when the run brings none. */
let own: Promise<{ server: EmbeddedPostgres; folder: string }> | null = null
let users = 0

/**
 * An empty database for one test file on real PostgreSQL: on the server of `TANDEM_TEST_DATABASE_URL` (a superuser's
 * URL; one server for a whole run), else on an embedded one that lives as long as this process needs it.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { url, drop } = await createServerDatabase()
  const database = await openDatabase(url, { connections: 4 })
  const createOrganization = async (organizationName: string) => {
    const id = newId()
    const values = [id, organizationName]
    await database.systemPool.query('insert into organizations (id, name) values ($1, $2)', values)
    return id
  }
  return {
    database,
    organizationId: await createOrganization('Test company'),
    createOrganization,
    close: async () => {
      await database.close()
      await drop()
    },
  }
}

/** An empty database without tables; dropping the last one of the process stops its own server. */
export async function createServerDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  users += 1
  const serverUrl = process.env.TANDEM_TEST_DATABASE_URL ?? (await ownServer())
  const name = `test_${randomBytes(8).toString('hex')}`
  await runOnServer(serverUrl, `create database ${name}`)
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return {
    url: url.href,
    drop: async () => {
      await runOnServer(serverUrl, `drop database ${name} with (force)`)
      users -= 1
      if (users === 0) await stopOwnServer()
    },
  }
}

/** A member with these permissions (all unless told) and this unit scope (all unless told). */
export function testCaller(
  test: Pick<TestDatabase, 'database' | 'organizationId'>,
  options: { permissions?: readonly Permission[]; scope?: readonly string[]; scopeUnitId?: string } = {},
): Caller {
  return createCaller(test.database, {
    organizationId: test.organizationId,
    actor: { kind: 'member', id: newId(), name: 'Tester' },
    userId: null,
    role: null,
    permissions: new Set(options.permissions ?? permissionSchema.options),
    scope: options.scope ? new Set(options.scope) : null,
    scopeUnitId: options.scopeUnitId ?? options.scope?.[0] ?? null,
    language: 'en',
  })
}

async function ownServer(): Promise<string> {
  own ??= (async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tandem-test-'))
    const silent = () => undefined
    const log = { info: silent, warn: silent, error: silent }
    return { server: await startEmbeddedPostgres({ dataFolder: folder, log }), folder }
  })()
  return (await own).server.url
}

async function stopOwnServer(): Promise<void> {
  const started = await own
  own = null
  if (!started) return
  await started.server.stop()
  await rm(started.folder, { recursive: true, force: true })
}

async function runOnServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
