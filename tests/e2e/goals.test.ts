import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { type Asker, startTestTandem, type TestTandem } from '../../apps/server/test/tandem.ts'
import { type Look, openBrowser } from '../../apps/web/scripts/browser.ts'
import { openPage, sideways, violations, visit } from './support.ts'

const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10)

let app: TestTandem
let browser: Browser
let lead: Asker
let north: string
before(async () => {
  app = await startTestTandem()
  browser = await openBrowser()
  const { owner } = app
  north = (await owner.call('POST /api/v1/units', { body: { key: 'north', name: 'North', kind: 'region' } }))
    .id
  await owner.call('POST /api/v1/units', {
    body: { key: 'pecs', name: 'Pécs', kind: 'site', parentId: north },
  })
  await owner.call('POST /api/v1/metrics', {
    body: {
      key: 'quality',
      name: 'Quality',
      kind: 'score',
      source: 'customer',
      scaleMin: 0,
      scaleMax: 100,
      direction: 'up',
      decimals: 1,
      unitLabel: '',
    },
  })
  const answers = Array.from({ length: 200 }, (_, i) => ({
    sourceKey: `answer-${i}`,
    source: 'customer' as const,
    occurredAt: `${day(1 + i)}T10:00:00Z`,
    unit: 'pecs',
    readings: [{ metric: 'quality', value: 60 + ((i * 7) % 21) }],
  }))
  const taken = await owner.fetch('/api/v1/signals', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(answers),
  })
  assert.ok(taken.ok, await taken.text())
  await app.tandem.projector.settle()
  lead = await app.member('cx_lead')
})
after(async () => {
  await browser.close()
  await app.stop()
})

/** What a person looks for on the screen, and the name they give their goal. */
interface Words {
  readonly goal: string
  readonly set: RegExp
  readonly target: string
  readonly dueOn: string
  readonly create: string
  readonly save: string
  readonly offScale: string
  readonly past: string
  readonly edit: string
  readonly archive: string
  readonly putAway: string
}

const looks: readonly (readonly [Look, Words])[] = [
  [
    { width: 360, scheme: 'light', language: 'ru' },
    {
      goal: 'Качество в Пече',
      set: /^Поставить (первую )?цель$/,
      target: 'Цель',
      dueOn: 'Срок',
      create: 'Поставить цель',
      save: 'Сохранить',
      offScale: 'Quality: от 0 до 100. Выберите значение в этих пределах.',
      past: 'Выберите день после первого.',
      edit: 'Изменить «Качество в Пече»',
      archive: 'Убрать «Качество в Пече»',
      putAway: 'Цель «Качество в Пече» убрана.',
    },
  ],
  [
    { width: 1440, scheme: 'light', language: 'en' },
    {
      goal: 'Quality in Pécs',
      set: /^Set (a|the first) goal$/,
      target: 'Target',
      dueOn: 'Due date',
      create: 'Set the goal',
      save: 'Save',
      offScale: 'Quality goes from 0 to 100. Stay in between.',
      past: 'Choose a day after the first one.',
      edit: 'Change “Quality in Pécs”',
      archive: 'Put “Quality in Pécs” away',
      putAway: 'The goal “Quality in Pécs” is put away.',
    },
  ],
]

for (const [look, words] of looks)
  test(`a goal is set, changed and put away in ${look.language} at ${look.width} px`, {
    timeout: 60_000,
  }, async () => {
    const { page, faults } = await openPage(browser, app.url, look, lead.headers)
    await visit(page, '/goals')
    await page.locator('main').getByRole('button', { name: words.set }).first().click()
    const form = page.getByRole('dialog')
    const fields = form.locator('form input:not([type=hidden])')
    await fields.first().waitFor()
    await form.locator('form input').first().and(page.locator(':focus')).waitFor()
    const [name, target, dueOn] = [
      fields.nth(1),
      form.getByLabel(words.target, { exact: true }),
      form.getByLabel(words.dueOn),
    ]

    await name.fill(words.goal)
    await target.fill('250')
    await dueOn.fill('2020-01-31')
    await form.getByRole('button', { name: words.create }).click()
    await form.getByText(words.offScale).waitFor()
    await form.getByText(words.past).waitFor()
    assert.deepEqual(
      [await name.inputValue(), await target.inputValue(), await dueOn.inputValue()],
      [words.goal, '250', '2020-01-31'],
      'what was typed stays',
    )
    assert.deepEqual(await violations(page), [], 'the form with its messages')

    await target.fill('83')
    await dueOn.fill(day(-180))
    await form.getByRole('button', { name: words.create }).click()
    await form.waitFor({ state: 'detached' })
    const card = page
      .locator('main section, main article')
      .filter({ has: page.getByRole('heading', { name: words.goal }) })
    await card.getByText(/83/).first().waitFor()
    assert.ok((await sideways(page)) <= 1, 'the page does not scroll sideways')
    assert.deepEqual(await violations(page), [], 'the goal')

    await page.getByRole('button', { name: words.edit }).click()
    await target.waitFor()
    assert.equal(await target.inputValue(), '83')
    await target.fill('87')
    await form.getByRole('button', { name: words.save }).click()
    await form.waitFor({ state: 'detached' })
    await card.getByText(/87/).first().waitFor()

    await page.getByRole('button', { name: words.archive }).click()
    await card.waitFor({ state: 'detached' })
    // The word of the change may still be there, with its own way back.
    const putAway = page.locator('span').filter({ hasText: words.putAway }).getByRole('button')
    await putAway.click()
    await card.waitFor()
    assert.deepEqual(faults, [])
    await page.context().close()
  })

test('a regional manager sees the goals, and no button that changes them', { timeout: 60_000 }, async () => {
  const manager = await app.member('regional_manager', north)
  for (const [look, words] of looks) {
    const { page, faults } = await openPage(browser, app.url, look, manager.headers)
    await visit(page, '/goals')
    await page.locator('main').getByRole('heading', { name: words.goal }).waitFor()
    for (const name of [words.set, words.edit, words.archive])
      assert.equal(await page.getByRole('button', { name }).count(), 0, `${name}`)
    assert.deepEqual(await violations(page), [])
    assert.deepEqual(faults, [])
    await page.context().close()
  }
})
