import { execFile } from 'node:child_process'
import { rmSync } from 'node:fs'
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'

/** Another living Tandem has the folder. */
export class FolderInUse extends Error {}

/**
 * Takes a lock file that names this process; whoever comes second is refused, also while the first has not yet made
 * its database. A lock whose process is gone is taken over. Returns what gives the lock back; the end of the process
 * does that too, unless it is killed.
 *
 * @throws FolderInUse when a living process holds the lock
 */
export async function lockFolder(file: string, folder: string): Promise<() => void> {
  const own = `${process.pid} ${await birthOf(process.pid)}`
  const draft = `${file}.${process.pid}`
  // Written first and linked then: nobody ever reads a lock that is half written.
  await writeFile(draft, own, { mode: 0o600 })
  try {
    for (let attempt = 0; attempt < 50; attempt++) {
      if (await linked(draft, file)) return keep(file)
      const held = await readFile(file, 'utf8').catch(() => null)
      if (held === null) continue
      const [pid, ...birth] = held.split(' ')
      if ((await birthOf(Number(pid))) === birth.join(' ')) throw inUse(folder, pid)
      await removeStale(file, held)
    }
    throw inUse(folder, 'unknown')
  } finally {
    await rm(draft, { force: true })
  }
}

const inUse = (folder: string, pid: string | undefined) =>
  new FolderInUse(
    `Another Tandem is using the data folder ${folder}, or is just starting in it (process ${pid}). ` +
      'Stop it first, or choose another folder.',
  )

function keep(file: string): () => void {
  const release = () => rmSync(file, { force: true })
  process.once('exit', release)
  return () => {
    process.off('exit', release)
    release()
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

/** Moves the dead lock away; when another process was quicker and its fresh lock was caught, puts that back. */
async function removeStale(file: string, content: string): Promise<void> {
  const aside = `${file}.stale.${process.pid}`
  const moved = await rename(file, aside).then(
    () => true,
    () => false,
  )
  if (!moved) return
  if ((await readFile(aside, 'utf8')) !== content) await linked(aside, file)
  await rm(aside, { force: true })
}

/**
 * When a process was born, in words of the system; empty when it does not live. The number alone proves nothing: after
 * a reboot, and in every container, it belongs to somebody else.
 */
async function birthOf(pid: number): Promise<string> {
  if (!Number.isInteger(pid) || pid <= 0) return ''
  if (process.platform === 'linux') {
    // proc_pid_stat(5): after the name in parentheses come the state (3rd field) ... and the start time (22nd).
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? '' : (fields[19] ?? '')
  }
  const { stdout } = await promisify(execFile)('ps', ['-p', String(pid), '-o', 'lstart=']).catch(() => ({
    stdout: '',
  }))
  return stdout.trim()
}
