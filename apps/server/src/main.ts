import { existsSync } from 'node:fs'
import { loadEnvFile } from 'node:process'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { startTandem, type Tandem } from './compose.ts'
import { type Config, readConfig } from './platform/config.ts'

/** Settings of this process: the environment, and a `.env` beside it. The only reader of the environment. */
export function environmentConfig(): Config {
  if (existsSync('.env')) loadEnvFile('.env')
  return readConfig(process.env)
}

/** Run until told to stop by Ctrl-C or SIGTERM; told so while starting, it stops as soon as it has started. */
export async function serve(role: 'server' | 'worker' = 'server'): Promise<void> {
  const config = environmentConfig()
  const started = performance.now()
  const starting = startTandem(config, { role })
  stopWhenTold(starting)
  try {
    const { url } = await starting
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    if (role === 'server')
      console.log(`Tandem is ready (${seconds} s): ${url}\nData folder: ${config.dataFolder}`)
    else console.log(`Tandem worker is ready (${seconds} s).`)
    giveBackMemory()
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  }
}

/** Starting takes 100 MB of memory that running does not need, and V8 keeps them until it is short of memory. */
function giveBackMemory(): void {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc()')
}

/** Listens from the very start: a signal that comes before would leave PostgreSQL running and its lock behind. */
function stopWhenTold(starting: Promise<Tandem>): void {
  let stopping = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, async () => {
      if (stopping) process.exit(1)
      stopping = true
      console.log('Stopping...')
      try {
        const tandem = await starting
        await tandem.stop()
      } catch (error) {
        console.error(error)
      }
      process.exit(0)
    })
}

if (import.meta.main) await serve()
