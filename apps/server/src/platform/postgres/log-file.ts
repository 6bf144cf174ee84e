import { copyFile, stat, truncate } from 'node:fs/promises'
import type { Logger } from 'pino'

const maxBytes = 10_000_000

/**
 * Keeps a log file below about 10 MB: a longer one is copied to `<file>.1` and emptied. PostgreSQL holds the file
 * open for appending, so it goes on at the new end; a line written between the two steps may be lost.
 */
export async function boundLog(file: string, log: Pick<Logger, 'warn'>, limit = maxBytes): Promise<void> {
  try {
    if ((await stat(file)).size <= limit) return
    await copyFile(file, `${file}.1`)
    await truncate(file)
  } catch (error) {
    log.warn({ error, file }, 'The log file could not be shortened')
  }
}
