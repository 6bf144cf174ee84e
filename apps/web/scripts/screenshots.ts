/**
 * Pictures of the app at the widths, schemes and languages people use, and an axe-core check of each.
 *
 *   node apps/web/scripts/screenshots.ts [--pages home,settings] [--widths 360,1440] [--schemes light,dark]
 *     [--languages en,ru] [--out screenshots]
 *
 * Runs against the development server with invented answers; exits with 1 when axe finds a violation.
 */
import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Page } from 'playwright-core'
import { createServer } from 'vite'
import { type Look, openBrowser, openContext, type Scheme } from './browser.ts'
import { ready, someone, stubApi } from './stub-api.ts'

type Answers = Parameters<typeof stubApi>[1]

interface Shot {
  readonly path: string
  readonly answers?: Answers
  /** Brings the page into the state to be shown. */
  readonly act?: (page: Page) => Promise<void>
}

const signedOut = { 'GET /api/v1/me': { status: 401, problem: 'Please sign in.' } } satisfies Answers
const press = (label: RegExp) => async (page: Page) => {
  await page.getByRole('button', { name: label }).first().click()
  await page.waitForTimeout(400)
}

const shots: Readonly<Record<string, Shot>> = {
  home: { path: '/' },
  'home-empty': {
    path: '/',
    answers: { 'GET /api/v1/units': { items: [] }, 'GET /api/v1/metrics': { items: [] } },
  },
  'home-error': { path: '/', answers: { 'GET /api/v1/standings': { status: 500, problem: '' } } },
  scope: { path: '/', act: (page) => page.locator('header').first().locator('button').first().click() },
  period: {
    path: '/?from=2026-08-01&to=2026-10-31',
    act: (page) => page.locator('header').first().locator('button').nth(1).click(),
  },
  account: { path: '/', act: (page) => page.locator('header').first().locator('button').last().click() },
  palette: {
    path: '/',
    act: async (page) => {
      await page.keyboard.press('Control+k')
      await page
        .getByRole('searchbox')
        .or(page.getByRole('combobox'))
        .or(page.locator('input'))
        .first()
        .fill('a')
      await page.waitForTimeout(300)
    },
  },
  'not-found': { path: '/nowhere' },
  setup: {
    path: '/setup',
    answers: { ...signedOut, 'GET /api/v1/status': { initialized: false, version: '0.1.0', oidc: null } },
  },
  'sign-in': { path: '/sign-in', answers: signedOut },
  invite: { path: '/invite/abc', answers: signedOut },
  settings: { path: '/settings' },
  security: { path: '/settings/security' },
  members: { path: '/settings/members' },
  'members-invite': { path: '/settings/members', act: press(/invit|пригла|meghív|邀请/i) },
  'api-keys': { path: '/settings/api-keys' },
  'api-keys-create': { path: '/settings/api-keys', act: press(/create|созда|készít|创建/i) },
  'audit-log': { path: '/settings/audit-log' },
  system: { path: '/settings/system', act: press(/check now|проверить|ellenőrzés most|立即检查/i) },
  gallery: { path: '/gallery' },
}

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Violation {
  readonly id: string
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[]
}

/** What axe-core finds against WCAG 2.2 AA and its best practices. */
export async function violationsOf(page: Page): Promise<readonly Violation[]> {
  await page.evaluate(axeSource)
  // axe is a global of the page after its source ran there.
  return page.evaluate('axe.run().then((result) => result.violations)') as Promise<readonly Violation[]>
}

async function shoot(name: string, shot: Shot, look: Look, base: string, out: string): Promise<number> {
  const context = await openContext(browser, look, base)
  const language =
    look.language === 'ru' || look.language === 'hu' || look.language === 'zh-Hans' ? look.language : 'en'
  await stubApi(context, { ...ready, 'GET /api/v1/me': someone('owner', language), ...shot.answers })
  const page = await context.newPage()
  page.on('pageerror', (error) => console.error(`  ${name}: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('status of'))
      console.error(`  ${name}: ${message.text()}`)
  })
  await page.goto(shot.path, { waitUntil: 'networkidle' })
  await page.locator('h1, [role=alert]').first().waitFor()
  await shot.act?.(page)
  await page.waitForTimeout(shot.act ? 900 : 250)
  const wide = await page.evaluate('document.documentElement.scrollWidth > window.innerWidth')
  if (wide) console.error(`  ${name} at ${look.width}: the page scrolls sideways`)
  const file = `${name}-${look.width}-${look.scheme}-${look.language}.png`
  await page.screenshot({ path: join(out, file), fullPage: !shot.act })
  const violations = await violationsOf(page)
  for (const violation of violations) {
    const node = violation.nodes[0]
    console.error(
      `  ${file}: ${violation.id} at ${node?.target.join(' ')}\n    ${node?.failureSummary.replaceAll('\n', ' ')}`,
    )
  }
  await context.close()
  return violations.length + (wide ? 1 : 0)
}

const { values } = parseArgs({
  options: {
    pages: { type: 'string', default: Object.keys(shots).join(',') },
    widths: { type: 'string', default: '360,768,1440' },
    schemes: { type: 'string', default: 'light,dark' },
    languages: { type: 'string', default: 'en' },
    out: { type: 'string', default: 'screenshots' },
  },
})
const out = resolve(values.out)
await mkdir(out, { recursive: true })
const server = await createServer({
  configFile: join(import.meta.dirname, '../vite.config.ts'),
  server: { port: 5199 },
})
await server.listen()
const base = `http://127.0.0.1:${server.config.server.port}`
const browser = await openBrowser()
let problems = 0
try {
  for (const name of values.pages.split(','))
    for (const width of values.widths.split(',').map(Number))
      for (const scheme of values.schemes.split(',') as Scheme[])
        for (const language of values.languages.split(',')) {
          const shot = shots[name]
          if (!shot)
            throw new Error(`No page is called ${name}. Choose from: ${Object.keys(shots).join(', ')}.`)
          problems += await shoot(name, shot, { width, scheme, language }, base, out)
        }
} finally {
  await browser.close()
  await server.close()
}
console.log(
  problems === 0 ? `Pictures are in ${out}; axe found nothing.` : `${problems} problems, see above.`,
)
process.exitCode = problems === 0 ? 0 : 1
