import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

/** What PostgreSQL writes into postmaster.pid: its process, its port, and whether it takes connections. */
export type PidFile = { pid: number; port: number | null; ready: boolean }

/** Reads postmaster.pid of a data directory; null when there is none or it is not (yet) complete. */
export async function readPidFile(cluster: string): Promise<PidFile | null> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => null)
  if (text === null) return null
  const lines = text.split('\n').map((line) => line.trim())
  const pid = Number(lines[0])
  if (!Number.isInteger(pid) || pid <= 0) return null
  const port = Number(lines[3])
  return { pid, port: Number.isInteger(port) && port > 0 ? port : null, ready: lines[7] === 'ready' }
}

/**
 * Whether the process is a PostgreSQL started on this data directory. The number alone proves nothing: after a
 * reboot, and in every container, the same number belongs to something else; and a dead process that nobody has
 * reaped still has its number. So its command line is read.
 */
export async function servesCluster(pid: number, cluster: string): Promise<boolean> {
  const words = await commandLine(pid)
  return (words[0] ?? '').endsWith('postgres') && words.includes(cluster)
}

async function commandLine(pid: number): Promise<string[]> {
  if (process.platform === 'linux') {
    const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    return text.split('\0')
  }
  const { stdout } = await promisify(execFile)('ps', ['-p', String(pid), '-o', 'args=']).catch(() => ({
    stdout: '',
  }))
  return stdout.trim().split(' ')
}

/** Fast shutdown first (nothing lost, clients dropped), then immediate (recovers from the log), then kill. */
const stopSteps: [NodeJS.Signals, number][] = [
  ['SIGINT', 20_000],
  ['SIGQUIT', 5_000],
  ['SIGKILL', 5_000],
]

/**
 * Ends a PostgreSQL: politely, then less so, while `isRunning` says that it still runs.
 * Throws when it outlives everything.
 */
export async function endServer(pid: number, isRunning: () => Promise<boolean>): Promise<void> {
  for (const [signal, patience] of stopSteps) {
    try {
      process.kill(pid, signal)
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return
      throw new Error(`PostgreSQL (process ${pid}) belongs to another account. Stop it, then start again.`, {
        cause: error,
      })
    }
    for (const end = Date.now() + patience; Date.now() < end; await sleep(10)) {
      if (!(await isRunning())) return
    }
  }
  throw new Error(`PostgreSQL (process ${pid}) does not end. Stop it by hand, then start again.`)
}
