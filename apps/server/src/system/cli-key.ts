import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { permissionSchema } from '@tandem/contract'
import { sql } from 'drizzle-orm'
import { hashSecret, insertApiKey } from '../account/index.ts'
import type { Database } from '../platform/index.ts'

/** The key by which commands on this data folder speak to the server; only the folder's owner can read it. */
export const cliKeyFile = (dataFolder: string) => join(dataFolder, 'cli.key')

/** Make the command line's key once there is an organization (the first one), and again when it was revoked. */
export async function ensureCliKey(database: Database, dataFolder: string): Promise<void> {
  const file = cliKeyFile(dataFolder)
  const present = (await readFile(file, 'utf8').catch(() => '')).trim()
  await database.asSystem(async (tx) => {
    const { rows: valid } = await tx.execute(
      sql`select 1 from api_keys where secret_hash = ${hashSecret(present)} and revoked_at is null`,
    )
    if (valid.length > 0) return
    const { rows } = await tx.execute<{ id: string }>(
      sql`select id from organizations order by created_at, id limit 1`,
    )
    if (!rows[0]) return
    const { secret } = await insertApiKey(tx, rows[0].id, {
      name: 'Command line',
      permissions: permissionSchema.options,
      expiresAt: null,
      createdBy: 'system',
    })
    await writeFile(file, `${secret}\n`, { mode: 0o600 })
  })
}
