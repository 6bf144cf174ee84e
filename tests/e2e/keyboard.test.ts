import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Locator, Page } from 'playwright-core'
import { startTestTandem, type TestTandem } from '../../apps/server/test/tandem.ts'
import { openBrowser } from '../../apps/web/scripts/browser.ts'
import { openPage, settled, signIn } from './support.ts'

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

const mostStops = 60

/** Presses Tab until the element has the focus; fails when Tab never stops at it. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor({ timeout: 20_000 })
  for (let stop = 0; stop < mostStops; stop++) {
    if ((await target.and(page.locator(':focus')).count()) > 0) {
      await assertVisibleFocus(page)
      return
    }
    await page.keyboard.press('Tab')
  }
  assert.fail(`Tab did not reach ${target} within ${mostStops} stops`)
}

/** Someone who steers by keyboard must see where they are. */
async function assertVisibleFocus(page: Page): Promise<void> {
  const seen = await page.evaluate<boolean>(
    `(() => {
      const of = (element) => getComputedStyle(element)
      const here = document.activeElement
      const around = [here, here.parentElement, here.parentElement?.parentElement].filter(Boolean)
      return around.some((element) =>
        (of(element).outlineStyle !== 'none' && of(element).outlineWidth !== '0px') || of(element).boxShadow !== 'none')
    })()`,
  )
  assert.ok(seen, 'the focus can be seen')
}

function visits(): string {
  const lines = ['SITE,SCORE,DATE']
  for (let site = 0; site < 20; site++)
    for (let visit = 0; visit < 10; visit++)
      lines.push(
        `Site ${String.fromCharCode(65 + site)},${60 + site + ((visit * 7) % 5)},2026-0${1 + (visit % 9)}-11`,
      )
  return lines.join('\n')
}

test('a file is imported and its standings are read without a mouse', { timeout: 120_000 }, async () => {
  const { page, faults } = await openPage(browser, app.url, { width: 1440, scheme: 'light', language: 'en' })
  // The browser is told that we take the chooser's place when the first listener comes, and that takes a moment.
  page.on('filechooser', () => {})
  await signIn(page)
  await page.keyboard.press('Control+k')
  await page.locator('[role=dialog] input').waitFor()
  await page.keyboard.type('import')
  await settled(page)
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/import/)
  await settled(page)
  await tabTo(page, page.getByRole('button', { name: /choose a file/i }))
  const chooser = page.waitForEvent('filechooser')
  await page.keyboard.press('Enter')
  await (await chooser).setFiles({ name: 'visits.csv', mimeType: 'text/csv', buffer: Buffer.from(visits()) })
  await page.getByRole('heading', { level: 1, name: /looks like/ }).waitFor()
  await tabTo(page, page.getByRole('button', { name: 'Import this file' }))
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: /200 signals/ }).waitFor({ timeout: 30_000 })
  await app.tandem.projector.settle()
  await tabTo(page, page.getByRole('link', { name: 'See the standings' }))
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/standings/)
  await settled(page)

  const search = page
    .getByRole('searchbox')
    .or(page.locator('main input[type=text], main input:not([type])'))
    .last()
  await tabTo(page, search)
  await page.keyboard.type('Site A')
  const rows = page.locator('table tbody tr[data-index]')
  await settled(page)
  assert.equal(await rows.count(), 1)
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Delete')
  await settled(page)
  await tabTo(page, rows.first())
  await page.keyboard.press('ArrowDown')
  await settled(page)
  const second = await rows.nth(1).textContent()
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/sites\//)
  const name = second?.match(/Site [A-T]/)?.[0]
  assert.ok(name, 'a row was read')
  // The page of the row that had the focus.
  await page.locator('main').getByText(name).first().waitFor({ timeout: 20_000 })
  assert.deepEqual(faults, [])
})
