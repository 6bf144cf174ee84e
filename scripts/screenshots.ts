/**
 * Pictures of every screen and state, of the demo company in a Tandem of its own, and an axe-core check of each:
 *
 *   npm run screenshots -- [--screens home,standings] [--widths 360,768,1440] [--schemes light,dark]
 *     [--languages en,ru,hu,zh-Hans] [--out screenshots] [--readme]
 *
 * `--readme` makes the handful of pictures in docs/ instead. Exits with 1 when a page scrolls sideways, breaks, or
 * axe finds a violation.
 */
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Role } from '@tandem/contract'
import { loadDemoCompany } from '../apps/server/test/demo.ts'
import { type Asker, startTestTandem, type TestTandem } from '../apps/server/test/tandem.ts'
import { type Look, openBrowser } from '../apps/web/scripts/browser.ts'
import { openPage, settled, sideways, violations } from '../tests/e2e/support.ts'
import { buildWebIfNeeded } from './build-web.ts'
import { ensureBrowser } from './ensure-browser.ts'
import { type Known, readmeShots, type Shot, shots } from './shots.ts'
import { startTestDatabase } from './test-database.ts'

const { values } = parseArgs({
  options: {
    screens: { type: 'string' },
    widths: { type: 'string', default: '360,768,1440' },
    schemes: { type: 'string', default: 'light,dark' },
    languages: { type: 'string', default: 'en,ru,hu,zh-Hans' },
    out: { type: 'string', default: 'screenshots' },
    readme: { type: 'boolean', default: false },
  },
})

function chosenShots(): readonly (readonly [string, Shot])[] {
  const wanted = values.screens?.split(',')
  const unknown = wanted?.find((name) => !(name in shots))
  if (unknown)
    throw new Error(`No screen is called ${unknown}. Choose from: ${Object.keys(shots).join(', ')}.`)
  return Object.entries(shots).filter(([name]) => !wanted || wanted.includes(name))
}

function chosenLooks(): Look[] {
  return values.languages.split(',').flatMap((language) =>
    values.schemes.split(',').flatMap((scheme) =>
      values.widths.split(',').map((width) => ({
        width: Number(width),
        scheme: scheme === 'dark' ? 'dark' : 'light',
        language,
      })),
    ),
  )
}

/** The demo's ids that paths need. */
async function know(owner: Asker): Promise<Known> {
  const [{ items: units }, { items: people }] = await Promise.all([
    owner.call('GET /api/v1/units'),
    owner.call('GET /api/v1/people', { query: { limit: 1 } }),
  ])
  const idOf = (key: string) => units.find((unit) => unit.key === key)?.id ?? ''
  const site = units.find((unit) => unit.kind === 'site')
  return {
    site: site?.id ?? '',
    region: site?.parentId ?? '',
    warehouse: idOf('wh-leeds'),
    person: people[0]?.id ?? '',
  }
}

class Studio {
  readonly #app: TestTandem
  readonly #browser = openBrowser()
  readonly #members = new Map<Role, Promise<Asker>>()
  problems = 0

  constructor(app: TestTandem) {
    this.#app = app
  }

  async take(file: string, shot: Shot, look: Look, known: Known): Promise<void> {
    const asker = shot.as === 'nobody' ? this.#app.nobody : await this.#member(shot.as, known)
    const { page, faults } = await openPage(await this.#browser, this.#app.url, look, asker.headers)
    for (const [pattern, answer] of Object.entries(shot.answers ?? {}))
      await page.route(pattern, (route) => (answer === 'never' ? undefined : route.fulfill(answer)))
    await page.goto(shot.path(known))
    if (shot.answers) await page.waitForTimeout(1500)
    else await settled(page)
    await shot.act?.(page)
    await page.waitForTimeout(700)
    await page.screenshot({ path: file, fullPage: !shot.act && !shot.window })
    const found = shot.answers ? [] : faults
    if ((await sideways(page)) > 1) found.push('scrolls sideways')
    found.push(...(await violations(page)))
    for (const fault of found) console.error(`  ${file}: ${fault}`)
    this.problems += found.length
    await page.unrouteAll({ behavior: 'ignoreErrors' })
    await page.context().close()
  }

  #member(role: Role | undefined, known: Known): Promise<Asker> {
    if (!role || role === 'owner') return Promise.resolve(this.#app.owner)
    const scopes: Partial<Record<Role, string>> = {
      regional_manager: known.region,
      site_manager: known.site,
      employee: known.site,
    }
    const member = this.#members.get(role) ?? this.#app.member(role, scopes[role])
    this.#members.set(role, member)
    return member
  }

  async close(): Promise<void> {
    await (await this.#browser).close()
  }
}

await ensureBrowser()
await buildWebIfNeeded()
const database = await startTestDatabase()
process.env.TANDEM_TEST_DATABASE_URL = database.url
const app = await startTestTandem()
const studio = new Studio(app)
const out = resolve(values.readme ? 'docs' : values.out)
await mkdir(out, { recursive: true })
const nothing: Known = { site: '', region: '', warehouse: '', person: '' }
try {
  const looks = chosenLooks()
  const all = values.readme ? [] : chosenShots()
  const takeAll = async (some: typeof all, known: Known) => {
    for (const [name, shot] of some)
      for (const look of looks)
        await studio.take(
          join(out, `${name}-${look.width}-${look.scheme}-${look.language}.png`),
          shot,
          look,
          known,
        )
  }
  await takeAll(
    all.filter(([, shot]) => shot.empty),
    nothing,
  )
  await loadDemoCompany(app, { seed: 1, scale: 1 })
  const known = await know(app.owner)
  await takeAll(
    all.filter(([, shot]) => !shot.empty),
    known,
  )
  if (values.readme)
    for (const { name, shot, look } of readmeShots)
      await studio.take(join(out, `${name}.png`), shot, look, known)
} finally {
  await studio.close()
  await app.stop()
  await database.stop()
}
console.log(
  studio.problems === 0
    ? `Pictures are in ${out}; nothing was found amiss.`
    : `${studio.problems} problems, see above.`,
)
process.exit(studio.problems === 0 ? 0 : 1)
