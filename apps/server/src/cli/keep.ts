import { join } from 'node:path'
import { startTandem } from '../compose.ts'
import { environmentConfig } from '../main.ts'
import { openDatabase } from '../platform/index.ts'
import { findRunningServer } from '../server-file.ts'
import { backup, requireBackup, restore } from '../system/index.ts'
import { CommandError } from './connect.ts'

/** `tandem backup FILE`: from the running server's database, or from one started for it. */
export async function backupCommand(file: string, options: { json?: boolean }): Promise<void> {
  const config = environmentConfig()
  const files = join(config.dataFolder, 'files')
  const running = await findRunningServer(config.dataFolder)
  const own = running
    ? null
    : await startTandem({ ...config, port: 0, logLevel: 'error' }, { role: 'worker' })
  const database = own?.database ?? (await openDatabase(config.databaseUrl ?? running!.databaseUrl))
  try {
    const result = await backup(database, files, file)
    console.log(
      options.json ? JSON.stringify(result) : `${result.rows} rows and ${result.files} files are in ${file}.`,
    )
  } finally {
    if (own) await own.stop()
    else await database.close()
  }
}

/** `tandem restore FILE`: into an empty data folder; then the projection is rebuilt. */
export async function restoreCommand(file: string, options: { json?: boolean }): Promise<void> {
  const config = environmentConfig()
  if (await findRunningServer(config.dataFolder))
    throw new CommandError('Stop the server first, then restore.')
  await requireBackup(file)
  const tandem = await startTandem({ ...config, port: 0, logLevel: 'error' }, { role: 'worker' })
  try {
    const result = await restore(tandem.database, join(config.dataFolder, 'files'), file)
    await tandem.projector.rebuildAll()
    const check = await tandem.projector.check()
    if (!check.ok)
      throw new CommandError('The data was restored, but the projection differs. Run `npx tandem rebuild`.')
    console.log(
      options.json
        ? JSON.stringify(result)
        : `Restored ${result.rows} rows and ${result.files} files; the projection is rebuilt and checked.`,
    )
  } finally {
    await tandem.stop()
  }
}
