import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** Where browser tests find Chromium; undefined lets playwright use its own. */
export function browserPath(): string | undefined {
  return ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
    existsSync(path),
  )
}

/** Install a browser when there is none: Debian's by apt where we are root, else playwright's own. */
export async function ensureBrowser(): Promise<void> {
  if (browserPath()) return
  const root = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
  console.log(`Installing a browser for the tests (${root ? 'apt' : 'playwright'})...`)
  const steps = root
    ? [
        ['apt-get', 'update', '-qq'],
        ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-noto-cjk'],
      ]
    : [['npx', 'playwright-core', 'install', 'chromium']]
  for (const [command, ...args] of steps) {
    const { status } = spawnSync(command!, args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
    if (status !== 0)
      throw new Error(
        `"${command} ${args.join(' ')}" failed. Install Chromium by hand, then run the tests again.`,
      )
  }
}
