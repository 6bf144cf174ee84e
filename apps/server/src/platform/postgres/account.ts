import { execFile } from 'node:child_process'
import { access, chown, mkdir, stat } from 'node:fs/promises'
import { dirname, parse } from 'node:path'
import { promisify } from 'node:util'
import type { Binaries } from './binaries.ts'

const run = promisify(execFile)

/**
 * The account PostgreSQL runs under. PostgreSQL refuses to run as root, so root lends it an unprivileged one;
 * anybody else runs it as themselves (`null`).
 */
export type Account = { uid: number; gid: number } | null

/**
 * Chooses the account for a data folder: the owner it already has, else `postgres`, which is made if it is
 * missing, else `nobody`. Returns null unless this process is root.
 */
export async function chooseAccount(cluster: string): Promise<Account> {
  if (process.getuid?.() !== 0) return null
  const owner = await stat(cluster).catch(() => null)
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  const found = await lookUp('postgres')
  if (found) return found
  await run('useradd', [
    '--system',
    '--user-group',
    '--no-create-home',
    '--shell',
    '/usr/sbin/nologin',
    'postgres',
  ])
    // Machines without useradd (macOS, busybox) still have nobody.
    .catch(() => undefined)
  const account = (await lookUp('postgres')) ?? (await lookUp('nobody'))
  if (account) return account
  throw new Error(
    'PostgreSQL does not run as root, and no account was found to lend it. ' +
      'Run "useradd --system postgres", or start Tandem as an ordinary user.',
  )
}

async function lookUp(name: string): Promise<Account> {
  try {
    const [user, group] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])])
    const [uid, gid] = [Number(user.stdout), Number(group.stdout)]
    return uid > 0 ? { uid, gid } : null
  } catch {
    return null
  }
}

/** Makes a folder that only the account may enter, as PostgreSQL demands. */
export async function makePrivateFolder(folder: string, account: Account): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  if (account) await chown(folder, account.uid, account.gid)
}

/**
 * How to start a program under the account: the words to put before the program, and the spawn options.
 *
 * An account other than root can't walk through folders such as /root (mode 700). Opening them for everybody
 * would weaken the machine, and moving the data elsewhere would lose it on hosts that mount the data folder, so
 * the one program gets the right to walk through and read (CAP_DAC_READ_SEARCH) and nothing else.
 */
export async function launcher(
  account: Account,
  binaries: Binaries,
  dataFolder: string,
): Promise<{ prefix: string[]; uid?: number; gid?: number }> {
  if (!account) return { prefix: [] }
  const blocked = (await firstBlocked(binaries.folder, account)) ?? (await firstBlocked(dataFolder, account))
  if (!blocked) return { prefix: [], ...account }
  const setpriv = await findProgram('setpriv', ['/usr/bin/setpriv', '/bin/setpriv'])
  if (!setpriv)
    throw new Error(
      `PostgreSQL runs under an unprivileged account (uid ${account.uid}) that can't enter ${blocked}. ` +
        'Put Tandem and its data folder elsewhere (for example /srv/tandem), or start it as an ordinary user.',
    )
  const capability = '+dac_read_search'
  const identity = ['--reuid', String(account.uid), '--regid', String(account.gid), '--clear-groups']
  return {
    prefix: [setpriv, ...identity, '--inh-caps', capability, '--ambient-caps', capability, '--'],
  }
}

/** The first folder on the way to `path` (itself included) that the account may not walk through, or null. */
async function firstBlocked(path: string, account: { uid: number; gid: number }): Promise<string | null> {
  const { root } = parse(path)
  for (let at = path; ; at = dirname(at)) {
    const { mode, uid, gid } = await stat(at)
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001
    if ((mode & bit) === 0) return at
    if (at === root) return null
  }
}

async function findProgram(name: string, places: string[]): Promise<string | null> {
  for (const place of places) {
    const there = await access(place).then(
      () => true,
      () => false,
    )
    if (there) return place
  }
  const { stdout } = await run('which', [name]).catch(() => ({ stdout: '' }))
  return stdout.trim() || null
}
