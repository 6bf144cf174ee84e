import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import { ownerEmail, password } from '../../apps/server/test/tandem.ts'
import { type Look, openContext } from '../../apps/web/scripts/browser.ts'

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export interface Opened {
  readonly page: Page
  /** What the page did wrong so far: errors of its scripts, and answers that tell of a fault or of missing rights. */
  readonly faults: string[]
}

/** A page with a look and a fresh profile, signed in by its session's cookie when there is one; speaks the look's language. */
export async function openPage(
  browser: Browser,
  url: string,
  look: Look,
  headers: Readonly<Record<string, string>> = {},
): Promise<Opened> {
  const context = await openContext(browser, look, url)
  if (headers.cookie) await speak(url, headers, look.language)
  const cookies = (headers.cookie ?? '').split('; ').filter(Boolean)
  await context.addCookies(
    cookies.map((cookie) => {
      const [name = '', ...value] = cookie.split('=')
      return { name, value: value.join('='), url }
    }),
  )
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('response', (response) => {
    if (response.status() === 403 || response.status() >= 500)
      faults.push(`${response.status()} ${response.url().replace(url, '')}`)
  })
  return { page, faults }
}

/** The language that someone has chosen is kept with the account and wins over the browser's. */
async function speak(
  url: string,
  headers: Readonly<Record<string, string>>,
  language: string,
): Promise<void> {
  const response = await fetch(`${url}/api/v1/me`, {
    method: 'PATCH',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ language }),
  })
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
}

export async function signIn(page: Page): Promise<void> {
  await page.goto('/sign-in')
  await page.locator('input[type=email]').fill(ownerEmail)
  await page.locator('input[type=password]').fill(password)
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => url.pathname === '/')
  // The sign-in page has a heading, too: it is still there while the first screen is fetched.
  await page.locator('#content h1').waitFor()
}

/** What axe-core finds on the page against WCAG 2.2 AA. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  // As text: this file is compiled without the browser's types.
  return page.evaluate<string[]>(
    "axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] })" +
      ".then((r) => r.violations.map((v) => v.id + ': ' + v.nodes[0].html))",
  )
}

/** Opens a screen and waits until it has said what it has to say. */
export async function visit(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await settled(page)
}

export async function settled(page: Page): Promise<void> {
  await page.locator('main h1').first().waitFor({ timeout: 30_000 })
  await page.waitForLoadState('networkidle')
  await page.locator('main [aria-busy=true]').first().waitFor({ state: 'detached', timeout: 30_000 })
}

/** By how many pixels the page is wider than its window. */
export async function sideways(page: Page): Promise<number> {
  return Number(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth'))
}
