import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Role, roleSchema } from '@tandem/contract'
import type { Browser, Page } from 'playwright-core'
import { loadDemoCompany } from '../../apps/server/test/demo.ts'
import { type Asker, startTestTandem, type TestTandem } from '../../apps/server/test/tandem.ts'
import { type Look, openBrowser } from '../../apps/web/scripts/browser.ts'
import { openPage, sideways, violations, visit, walk } from './support.ts'

let app: TestTandem
let browser: Browser
let store: { readonly id: string; readonly regionId: string }
before(
  async () => {
    app = await startTestTandem()
    browser = await openBrowser()
    await loadDemoCompany(app, { seed: 1, scale: 0.1 })
    const { items: units } = await app.owner.call('GET /api/v1/units')
    const site = units.find((unit) => unit.kind === 'site' && unit.parentId !== null)
    assert.ok(site?.parentId, 'the demo has stores in regions')
    store = { id: site.id, regionId: site.parentId }
  },
  { timeout: 180_000 },
)
after(async () => {
  await browser.close()
  await app.stop()
})

/** Managers and employees see their part of the company; the others all of it. */
function signInAs(role: Role): Promise<Asker> {
  const scope =
    role === 'regional_manager'
      ? store.regionId
      : role === 'site_manager' || role === 'employee'
        ? store.id
        : undefined
  return app.member(role, scope)
}

/** Every screen that someone is offered, a site and the rooms of the settings included. */
async function screensOf(page: Page, role: Role): Promise<string[]> {
  await visit(page, '/')
  const linksOf = (where: string) =>
    page.locator(where).evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''))
  const offered = await linksOf('nav a[href]')
  await visit(page, '/settings')
  const settings = await linksOf('a[href^="/settings/"]')
  const site = role === 'employee' || role === 'evaluator' ? [] : [`/sites/${store.id}`]
  return [...new Set([...offered, ...settings, ...site].map((href) => href.split('?')[0]!))]
}

/** On the desktop each screen is opened by its address, with nothing known yet; on the phone by going on from the one before. */
const looks: readonly (readonly [Look, typeof visit])[] = [
  [{ width: 1440, scheme: 'light', language: 'en' }, visit],
  [{ width: 360, scheme: 'dark', language: 'ru' }, walk],
]

for (const role of roleSchema.options)
  test(`${role} walks every screen offered, on a desktop and on a phone`, { timeout: 280_000 }, async () => {
    const asker = await signInAs(role)
    let paths: readonly string[] | undefined
    for (const [look, open] of looks) {
      const { page, faults } = await openPage(browser, app.url, look, asker.headers)
      paths ??= await screensOf(page, role)
      assert.ok(paths.includes('/') && paths.includes('/settings'), 'everybody has a home and settings')
      await visit(page, '/')
      assert.deepEqual(await violations(page), [], `home, rail and bars at ${look.width} px`)
      for (const path of paths) {
        await open(page, path)
        assert.deepEqual(faults.splice(0), [], `${path} in ${look.language}`)
        assert.equal(await page.locator('main [role=alert]').count(), 0, `${path} shows an error`)
        assert.ok((await sideways(page)) <= 1, `${path} scrolls sideways at ${look.width} px`)
        assert.deepEqual(await violations(page, 'room'), [], `${path} at ${look.width} px`)
      }
      await page.context().close()
    }
  })
