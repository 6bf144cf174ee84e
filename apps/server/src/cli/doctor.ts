import { access, constants, statfs } from 'node:fs/promises'
import { availableParallelism, totalmem } from 'node:os'
import { dirname } from 'node:path'
import { environmentConfig } from '../main.ts'
import type { Config } from '../platform/config.ts'
import { findRunningServer } from '../server-file.ts'

interface Finding {
  readonly what: string
  readonly ok: boolean
  /** What was found, and what to do when it is not ok. */
  readonly detail: string
}

/** `tandem doctor`: each thing an installation needs, found or missing. Exit code 1 when something is missing. */
export async function doctor(options: { json?: boolean }): Promise<void> {
  const config = environmentConfig()
  const findings = [
    nodeVersion(),
    await writable(config),
    await diskSpace(config),
    memory(),
    await server(config),
  ]
  if (options.json) console.log(JSON.stringify(findings, null, 2))
  else for (const f of findings) console.log(`${f.ok ? 'ok     ' : 'PROBLEM'} ${f.what}: ${f.detail}`)
  if (findings.some((f) => !f.ok)) process.exitCode = 1
}

function nodeVersion(): Finding {
  const ok = Number(process.versions.node.split('.')[0]) >= 24
  return {
    what: 'Node',
    ok,
    detail: ok ? process.versions.node : `${process.versions.node}; run \`npm ci\`, which brings Node 24.`,
  }
}

async function writable({ dataFolder }: Config): Promise<Finding> {
  const present = await access(dataFolder).then(
    () => true,
    () => false,
  )
  const ok = await access(present ? dataFolder : dirname(dataFolder), constants.W_OK).then(
    () => true,
    () => false,
  )
  return {
    what: 'Data folder',
    ok,
    detail: ok ? dataFolder : `${dataFolder} can't be written. Change its owner, or set TANDEM_DATA.`,
  }
}

async function diskSpace({ dataFolder }: Config): Promise<Finding> {
  const disk = await statfs(dataFolder).catch(() => statfs(dirname(dataFolder)))
  const gigabytes = (disk.bavail * disk.bsize) / 1e9
  const ok = gigabytes > 2
  return {
    what: 'Disk',
    ok,
    detail: `${gigabytes.toFixed(1)} GB free${ok ? '' : '; Tandem needs at least 2 GB. Make room.'}`,
  }
}

function memory(): Finding {
  const gigabytes = totalmem() / 1e9
  const ok = gigabytes > 1.8
  return {
    what: 'Machine',
    ok,
    detail: `${availableParallelism()} cores, ${gigabytes.toFixed(1)} GB memory${ok ? '' : '; Tandem wants 2 GB.'}`,
  }
}

async function server({ dataFolder }: Config): Promise<Finding> {
  const running = await findRunningServer(dataFolder)
  if (!running) return { what: 'Server', ok: true, detail: 'not running on this data folder' }
  const ready = await fetch(`${running.url}/readyz`)
    .then(async (r) => (await r.json()) as { ok: boolean; problems: string[] })
    .catch((error: unknown) => ({ ok: false, problems: [String(error)] }))
  return {
    what: 'Server',
    ok: ready.ok,
    detail: ready.ok ? `${running.url} is ready` : ready.problems.join(' '),
  }
}
