import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

/** The database address holds a password: the file is for the owner of the process only. */
const schema = z.object({ pid: z.int(), url: z.url(), databaseUrl: z.string() })

/** Where a running server can be reached; lets commands on the same data folder go through it. */
export async function writeServerFile(dataFolder: string, content: z.infer<typeof schema>): Promise<void> {
  const file = join(dataFolder, 'server.json')
  await writeFile(`${file}.new`, JSON.stringify(content), { mode: 0o600 })
  await rename(`${file}.new`, file)
}

/** The running server of this data folder; null when there is none (a file left by a killed one does not count). */
export async function findRunningServer(dataFolder: string): Promise<z.infer<typeof schema> | null> {
  try {
    const content = schema.parse(JSON.parse(await readFile(join(dataFolder, 'server.json'), 'utf8')))
    const response = await fetch(`${content.url}/healthz`, { signal: AbortSignal.timeout(2_000) })
    return response.ok ? content : null
  } catch {
    return null
  }
}
