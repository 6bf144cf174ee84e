import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { startTestTandem, type TestTandem } from '../../apps/server/test/tandem.ts'
import { openBrowser } from '../../apps/web/scripts/browser.ts'
import { openPage, sideways, signIn, violations, visit } from './support.ts'

let app: TestTandem
let browser: Browser

before(async () => {
  app = await startTestTandem()
  browser = await openBrowser()
})
after(async () => {
  await browser.close()
  await app.stop()
})

/**
 * Audits of 30 sites by 4 inspectors, two of them strict by 10 points and sent to the first ten sites only: by raw
 * averages these look worst, but the really bad ones are the last five.
 */
function inspections(): string {
  const lines = ['SITE,SCORE,DATE,INSPECTOR']
  let seed = 7
  const noise = () => {
    seed = (seed * 16807) % 2147483647
    return (seed / 2147483647 - 0.5) * 4
  }
  for (let site = 0; site < 30; site++)
    for (let visit = 0; visit < 12; visit++) {
      const strictHere = site < 10 ? visit % 4 !== 0 : visit % 4 === 0
      const inspector = (strictHere ? 0 : 2) + (visit % 2)
      const score = 90 - (site >= 25 ? 4 : 0) - (inspector < 2 ? 10 : 0) + noise()
      const day = `2026-0${1 + (visit % 9)}-${10 + site / 2}`.slice(0, 10)
      lines.push(`S${String(site).padStart(2, '0')},${score.toFixed(1)},${day},I${inspector}`)
    }
  return lines.join('\n')
}

test('a newcomer imports a file with the wizard and sees who is really at the bottom', {
  timeout: 120_000,
}, async () => {
  const { page, faults } = await openPage(browser, app.url, { width: 1440, language: 'en', scheme: 'light' })
  await signIn(page)
  await page.goto('/import')
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'inspections.csv', mimeType: 'text/csv', buffer: Buffer.from(inspections()) })
  await page.getByRole('heading', { level: 1, name: /looks like/ }).waitFor()
  assert.deepEqual(await violations(page), [])
  await page.getByRole('button', { name: 'Import this file' }).click()
  await page.getByRole('heading', { level: 1, name: /360 signals/ }).waitFor({ timeout: 30_000 })
  assert.deepEqual(await violations(page), [])
  await app.tandem.projector.settle()
  await page.getByRole('link', { name: 'See the standings' }).click()
  await page.waitForURL(/standings/)
  await page.locator('table').first().waitFor({ timeout: 30_000 })
  assert.match((await page.locator('main h1').textContent()) ?? '', /5 sites|bottom fifth/i)
  const { items: metrics } = await app.owner.call('GET /api/v1/metrics')
  const standings = await app.owner.call('GET /api/v1/standings', { query: { metrics: metrics[0]!.key } })
  assert.equal(
    standings.evaluators.length,
    4,
    JSON.stringify([
      standings.howWeKnow,
      standings.evaluators,
      standings.items.slice(-12).map((s) => [s.name, s.raw, s.estimate]),
    ]),
  )
  const worst = standings.items.slice(-5).map((s) => s.name)
  assert.deepEqual(worst.toSorted(), ['S25', 'S26', 'S27', 'S28', 'S29'])
  const raw = standings.items.toSorted((a, b) => a.raw! - b.raw!).slice(0, 5)
  assert.ok(
    raw.every((s) => s.name < 'S10'),
    'raw averages would have blamed the sites with strict inspectors',
  )
  assert.deepEqual(faults, [])
})

for (const look of [
  { width: 360, language: 'ru', scheme: 'dark' },
  { width: 1440, language: 'zh-Hans', scheme: 'light' },
] as const)
  test(`the screens stand at ${look.width} px in ${look.language}`, { timeout: 120_000 }, async () => {
    const { page, faults } = await openPage(browser, app.url, look, app.owner.headers)
    for (const path of ['/', '/import', '/standings', '/voices', '/sites', '/settings']) {
      await visit(page, path)
      assert.ok((await sideways(page)) <= 1, `${path} scrolls sideways`)
      assert.deepEqual(await violations(page), [], path)
    }
    assert.deepEqual(faults, [])
  })
