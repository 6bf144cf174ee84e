import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { setTimeout as wait } from 'node:timers/promises'
import type { Browser, Page, Request } from 'playwright-core'
import { ownerEmail, password } from '../../apps/server/test/tandem.ts'
import { type Look, openContext } from '../../apps/web/scripts/browser.ts'

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What each page has asked for and not got yet. */
const underWay = new WeakMap<Page, Set<Request>>()

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
  const requests = new Set<Request>()
  underWay.set(page, requests)
  page.on('request', (request) => requests.add(request))
  page.on('requestfinished', (request) => requests.delete(request))
  page.on('requestfailed', (request) => requests.delete(request))
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

/**
 * What axe-core finds against WCAG 2.2 AA: in the room that is shown, or everywhere, rail and bars included. What only
 * the page as a whole can break, such as its title, is looked at everywhere only.
 */
export async function violations(page: Page, where: 'room' | 'everywhere' = 'everywhere'): Promise<string[]> {
  if (await page.evaluate<boolean>("typeof axe === 'undefined'")) await page.evaluate(axe)
  // As text: this file is compiled without the browser's types.
  return page.evaluate<string[]>(
    `axe.run(${where === 'room' ? "'main'" : 'document'}, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'], preload: false,
    }).then((r) => r.violations.map((v) => v.id + ': ' + v.nodes[0].html))`,
  )
}

/** Opens a screen by its address and waits until it has said what it has to say. */
export async function visit(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await settled(page)
}

/** Goes to a screen within the app: by a link to it, or as a link does when none is in sight. */
export async function walk(page: Page, path: string): Promise<void> {
  const links = page.locator(`a[href="${path}"]:visible, a[href^="${path}?"]:visible`)
  if ((await links.count()) > 0) await links.first().click()
  else await page.evaluate(`__TSR_ROUTER__.navigate({ to: ${JSON.stringify(path)} })`)
  await page.waitForURL((url) => url.pathname === path)
  await settled(page)
}

/**
 * Whether the router has drawn the screen of the address (until then the one before is still there, heading and all),
 * nothing on it is on its way, and nothing changes for a tenth of a second.
 */
const rests = `new Promise((done) => {
  const watch = new MutationObserver(() => tell(false))
  const drawn = () => __TSR_ROUTER__.state.resolvedLocation?.href === __TSR_ROUTER__.latestLocation.href
  const timer = setTimeout(() => tell(drawn() && !document.querySelector('main [aria-busy=true]')), 100)
  const tell = (still) => { watch.disconnect(); clearTimeout(timer); done(still) }
  watch.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true })
})`

/** Waits until a screen has its heading, every request is answered, and the page rests. */
export async function settled(page: Page): Promise<void> {
  const requests = underWay.get(page)
  if (!requests) throw new Error('Open the page with openPage.')
  await page.locator('main h1').first().waitFor({ timeout: 30_000 })
  for (const end = Date.now() + 30_000; Date.now() < end; ) {
    if (requests.size > 0) await wait(10)
    else if ((await page.evaluate<boolean>(rests)) && requests.size === 0) return
  }
  throw new Error(`${page.url()} does not settle; under way: ${[...requests].map((r) => r.url())}`)
}

/** By how many pixels the page is wider than its window. */
export async function sideways(page: Page): Promise<number> {
  return Number(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth'))
}
