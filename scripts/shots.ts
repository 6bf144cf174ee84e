import type { ResponseOf, Role } from '@tandem/contract'
import type { Page } from 'playwright-core'
import type { Look } from '../apps/web/scripts/browser.ts'

/** Ids of the demo company that paths need; empty before it is loaded. */
export interface Known {
  readonly site: string
  readonly region: string
  readonly warehouse: string
  readonly person: string
}

export interface Shot {
  readonly path: (known: Known) => string
  /** Who looks; the owner unless told. */
  readonly as?: Role | 'nobody'
  /** Taken before the demo company is loaded. */
  readonly empty?: boolean
  /** Only what the window shows, not the whole page. */
  readonly window?: boolean
  /** Brings the page into the state to be shown. */
  readonly act?: (page: Page) => Promise<void>
  /** What the server answers instead, by URL pattern; `never` leaves the page waiting. */
  readonly answers?: Readonly<Record<string, { status: number; contentType: string; body: string } | 'never'>>
}

const at = (path: string, more: Omit<Shot, 'path'> = {}): Shot => ({ path: () => path, ...more })
const unset: ResponseOf<'GET /api/v1/status'> = { initialized: false, version: '0.1.0', oidc: null }
const answer = (body: object) => ({
  status: 200,
  contentType: 'application/json',
  body: JSON.stringify(body),
})
const problem = (status: number, more: object) => ({
  status,
  contentType: 'application/problem+json',
  body: JSON.stringify({ status, ...more }),
})
/** Why the server would not answer. */
const refused = (detail: string) => problem(422, { type: 'about:blank', title: 'Not enough to say', detail })
const nothing = answer({ items: [] })
const broken = problem(500, { title: '' })
const press = (name: RegExp) => (page: Page) => page.getByRole('button', { name }).first().click()
const headerButton = (place: number) => (page: Page) => page.locator('header button').nth(place).click()

/** Every screen and state, by name. */
export const shots: Readonly<Record<string, Shot>> = {
  'sign-in': at('/sign-in', { as: 'nobody' }),
  setup: at('/setup', {
    as: 'nobody',
    answers: { '**/api/v1/status': answer(unset) },
  }),
  'invite-unknown': at('/invite/abc', { as: 'nobody' }),
  'home-empty': at('/', { empty: true }),
  'goals-empty': at('/goals', { empty: true }),
  'import-empty': at('/import', { empty: true }),
  'standings-empty': at('/standings', { empty: true }),
  'drivers-empty': at('/drivers', { empty: true }),
  'customer-employee-empty': at('/customer-employee', { empty: true }),
  'voices-empty': at('/voices', { empty: true }),
  'value-empty': at('/value', { empty: true }),
  'sites-empty': at('/sites', { empty: true }),
  home: at('/'),
  'home-sponsor': at('/', { as: 'sponsor' }),
  'home-hr': at('/', { as: 'hr_lead' }),
  'home-region': at('/', { as: 'regional_manager' }),
  'home-site': at('/', { as: 'site_manager' }),
  'home-employee': at('/', { as: 'employee' }),
  'home-evaluator': at('/', { as: 'evaluator' }),
  'home-analyst': at('/', { as: 'analyst' }),
  'home-loading': at('/', { answers: { '**/api/v1/{standings,changes}?*': 'never' } }),
  'home-error': at('/', { answers: { '**/api/v1/{standings,changes,goals/progress}?*': broken } }),
  scope: at('/standings', { act: headerButton(0) }),
  period: at('/standings', { act: headerButton(1) }),
  palette: at('/standings', {
    act: async (page) => {
      await page.keyboard.press('Control+k')
      await page.locator('[role=dialog] input').fill('e')
    },
  }),
  goals: at('/goals'),
  import: at('/import'),
  standings: at('/standings'),
  'standings-several': at('/standings?metrics=nps,service-test,audit-compliance'),
  'standings-tests': at('/standings?metrics=service-test'),
  'standings-loading': at('/standings', { answers: { '**/api/v1/standings?*': 'never' } }),
  'standings-error': at('/standings', { answers: { '**/api/v1/standings?*': broken } }),
  site: { path: ({ site }) => `/sites/${site}` },
  warehouse: { path: ({ warehouse }) => `/sites/${warehouse}` },
  drivers: at('/drivers'),
  'drivers-few': at('/drivers', {
    answers: {
      '**/api/v1/drivers?*': refused('2 answers are too few for 7 drivers; at least 9 are needed.'),
    },
  }),
  'drivers-error': at('/drivers', { answers: { '**/api/v1/drivers?*': broken } }),
  'customer-employee': at('/customer-employee'),
  'customer-employee-few': at('/customer-employee', {
    answers: { '**/api/v1/linkage?*': refused('Too few units have enough readings of both.') },
  }),
  'customer-employee-pairs': at('/customer-employee', {
    act: async (page) => {
      await page.locator('summary').first().click()
      await page.locator('summary').first().scrollIntoViewIfNeeded()
    },
  }),
  voices: at('/voices'),
  'voices-search': at('/voices?q=damaged'),
  'voices-none': at('/voices?q=zzzyx'),
  'voices-employees': at('/voices?source=employee'),
  'voices-similar': at('/voices?q=damaged', { act: press(/similar|похож|hasonl|相似|类似/i) }),
  value: at('/value'),
  'value-quarters': at('/value?grain=quarter'),
  'value-none': at('/value', { answers: { '**/api/v1/metrics': nothing } }),
  sites: at('/sites'),
  people: at('/sites?tab=people'),
  journeys: at('/journeys'),
  'journeys-part': { path: ({ warehouse }) => `/journeys?part=${warehouse}` },
  'journeys-none': at('/journeys', { answers: { '**/api/v1/journeys': nothing } }),
  unit: { path: ({ site }) => `/sites?open=${site}`, window: true },
  person: { path: ({ person }) => `/people/${person}` },
  settings: at('/settings'),
  security: at('/settings/security'),
  members: at('/settings/members'),
  'members-invite': at('/settings/members', { act: press(/invit|пригла|meghív|邀请/i) }),
  'api-keys': at('/settings/api-keys'),
  'audit-log': at('/settings/audit-log'),
  system: at('/settings/system'),
  gallery: at('/gallery'),
  'not-found': at('/nowhere'),
}

const desktop: Look = { width: 1440, scheme: 'light', language: 'en' }

/** The pictures of README.md. */
export const readmeShots: readonly { readonly name: string; readonly shot: Shot; readonly look: Look }[] = [
  { name: 'home', shot: at('/', { window: true }), look: desktop },
  { name: 'standings', shot: at('/standings', { window: true }), look: desktop },
  { name: 'drivers', shot: at('/drivers', { window: true }), look: desktop },
  {
    name: 'customer-employee',
    shot: at('/customer-employee', { window: true }),
    look: { ...desktop, scheme: 'dark' },
  },
  {
    name: 'voices-phone',
    shot: at('/voices', { window: true }),
    look: { width: 360, scheme: 'light', language: 'ru' },
  },
]
