import { existsSync } from 'node:fs'
import { loadEnvFile } from 'node:process'
import { startTandem, type Tandem } from './compose.ts'
import { type Config, readConfig } from './platform/config.ts'

/** Settings of this process: the environment, and a `.env` beside it. The only reader of the environment. */
export function environmentConfig(): Config {
  if (existsSync('.env')) loadEnvFile('.env')
  return readConfig(process.env)
}

/** Run until told to stop by Ctrl-C or SIGTERM. */
export async function serve(role: 'server' | 'worker' = 'server'): Promise<void> {
  const config = environmentConfig()
  let tandem: Tandem
  const started = performance.now()
  try {
    tandem = await startTandem(config, { role })
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  if (role === 'server')
    console.log(`Tandem is ready (${seconds} s): ${tandem.url}\nData folder: ${config.dataFolder}`)
  else console.log(`Tandem worker is ready (${seconds} s).`)
  let stopping = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, async () => {
      if (stopping) process.exit(1)
      stopping = true
      console.log('Stopping...')
      await tandem.stop().catch((error: unknown) => console.error(error))
      process.exit(0)
    })
}

if (import.meta.main) await serve()
