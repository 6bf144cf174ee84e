import type { EndpointKey, Me, ResponseOf } from '@tandem/contract'
import { rolePermissions } from '@tandem/contract'
import type { BrowserContext, Route } from 'playwright-core'

type Answers = { [K in EndpointKey]?: ResponseOf<K> | { status: number; problem: string } }

/**
 * Answers calls of the app from a table instead of a server, to take pictures of states that a server
 * seldom shows. What is not in the table is answered with 404.
 */
export async function stubApi(context: BrowserContext, answers: Answers): Promise<void> {
  const table = Object.entries(answers).map(([key, answer]) => {
    const [method = '', path = ''] = key.split(' ')
    return { method, path: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`), answer }
  })
  await context.route('**/api/**', async (route: Route) => {
    const request = route.request()
    const { pathname } = new URL(request.url())
    const hit = table.find((row) => row.method === request.method() && row.path.test(pathname))
    const answer: unknown = hit?.answer ?? { status: 404, problem: 'There is nothing here.' }
    if (typeof answer === 'object' && answer !== null && 'problem' in answer && 'status' in answer)
      return route.fulfill({
        status: Number(answer.status),
        contentType: 'application/problem+json',
        json: { type: 'about:blank', title: 'Problem', status: answer.status, detail: answer.problem },
      })
    return route.fulfill({ json: answer })
  })
}

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

/** Someone signed in. */
export function someone(role: Me['role'], language: Me['language'] = 'en'): Me {
  return {
    user: { id: 'u1', name: 'Éva Kovács', email: 'eva.kovacs@example.com', twoFactorEnabled: false },
    organization: { id: id(1), name: 'Northbeam Home', currency: 'EUR', timeZone: 'Europe/Budapest' },
    role,
    permissions: [...rolePermissions[role]],
    scope: role === 'site_manager' ? { id: id(12), name: 'Győr Árkád' } : null,
    language,
  }
}

const unitNames: readonly [name: string, kind: 'region' | 'site', parent: number | null][] = [
  ['Hungary', 'region', null],
  ['United Kingdom', 'region', null],
  ['Россия', 'region', null],
  ['中国', 'region', null],
  ['Győr Árkád', 'site', 0],
  ['Pécs, Király utca', 'site', 0],
  ['Debrecen', 'site', 0],
  ['Dartford Retail Park', 'site', 1],
  ['Bath', 'site', 1],
  ['Нижний Новгород, Покровка', 'site', 2],
  ['Казань', 'site', 2],
  ['成都 春熙路', 'site', 3],
]

export const someUnits: ResponseOf<'GET /api/v1/units'> = {
  items: unitNames.map(([name, kind, parent], i) => ({
    id: id(100 + i),
    key: `unit-${i}`,
    name,
    kind,
    parentId: parent === null ? null : id(100 + parent),
    attributes: {},
    latitude: null,
    longitude: null,
    openedOn: null,
    closedOn: null,
  })),
}
const sites = someUnits.items.filter((unit) => unit.kind === 'site')

export const someMetrics: ResponseOf<'GET /api/v1/metrics'> = {
  items: [
    {
      id: id(200),
      key: 'nps',
      name: 'Recommendation (NPS)',
      kind: 'nps',
      source: 'customer',
      scaleMin: 0,
      scaleMax: 10,
      direction: 'up',
      decimals: 0,
      unitLabel: '',
    },
  ],
}

/** Invented standings: the last three sites are surely at the bottom, the first one at the top. */
export const someStandings: ResponseOf<'GET /api/v1/standings'> = {
  items: sites.map((unit, i) => {
    const estimate = 62 - i * 4.3
    return {
      unitId: unit.id,
      name: unit.name,
      key: unit.key,
      parentName: null,
      n: 240 - i * 20,
      raw: estimate - 1.2,
      estimate,
      standardError: 2.1,
      interval: { lower: estimate - 3.4, upper: estimate + 3.4, level: 0.9 },
      rank: { expected: i + 1, lower: Math.max(1, i), upper: Math.min(sites.length, i + 2) },
      probabilityTop: i === 0 ? 0.97 : 0.1,
      probabilityBottom: i > sites.length - 4 ? 0.84 + (i - sites.length + 3) * 0.07 : 0.02,
      reliability: 0.8,
      withoutStrictness: null,
      mix: null,
      metrics: [],
    }
  }),
  metrics: [],
  leftOut: [],
  mean: 45,
  betweenSd: 8,
  evaluators: [],
  caseMix: null,
  howWeKnow: {
    method: 'Partial pooling of site means, estimated by REML.',
    n: 24817,
    units: sites.length,
    from: '2026-08-01',
    to: '2026-10-31',
    warnings: [],
  },
}

export const ready: Answers = {
  'GET /api/v1/status': { initialized: true, version: '0.1.0', oidc: { name: 'Northbeam ID' } },
  'GET /api/v1/units': someUnits,
  'GET /api/v1/metrics': someMetrics,
  'GET /api/v1/standings': someStandings,
  'GET /api/v1/jobs': {
    items: [
      { id: 'j1', kind: 'import', status: 'running', progress: 0.42, message: '102,000 of 243,000 rows' },
      { id: 'j2', kind: 'rebuild', status: 'done', progress: 1, message: '250,118 readings' },
    ],
  },
  'GET /api/v1/members': {
    members: [
      {
        id: id(300),
        userId: 'u1',
        name: 'Éva Kovács',
        email: 'eva.kovacs@example.com',
        role: 'owner',
        scope: null,
        createdAt: '2026-09-01T08:00:00Z',
      },
      {
        id: id(301),
        userId: 'u2',
        name: 'Дмитрий Соколов',
        email: 'd.sokolov@example.com',
        role: 'regional_manager',
        scope: { id: id(102), name: 'Россия' },
        createdAt: '2026-09-14T08:00:00Z',
      },
    ],
    invitations: [
      {
        id: id(310),
        email: 'li.wei@example.com',
        role: 'site_manager',
        scope: { id: id(111), name: '成都 春熙路' },
        expiresAt: '2026-12-01T08:00:00Z',
      },
    ],
  },
  'GET /api/v1/api-keys': {
    items: [
      {
        id: id(320),
        name: 'Checkout survey',
        prefix: 'tdm_5f2c9a',
        permissions: ['signals.write', 'metrics.read'],
        createdAt: '2026-09-01T08:00:00Z',
        lastUsedAt: '2026-11-21T16:20:00Z',
        expiresAt: null,
      },
    ],
  },
  'GET /api/v1/audit-log': {
    items: [
      {
        id: id(330),
        at: '2026-11-21T16:20:00Z',
        actor: 'Éva Kovács',
        action: 'member.invited',
        subject: 'li.wei@example.com',
        details: { role: 'site_manager' },
      },
      {
        id: id(331),
        at: '2026-11-21T15:02:00Z',
        actor: 'Checkout survey',
        action: 'person.read',
        subject: 'E-1042',
        details: {},
      },
    ],
    nextCursor: null,
  },
  'GET /api/v1/system/check': {
    ok: true,
    pending: 3,
    organizations: [
      {
        id: id(1),
        name: 'Northbeam Home',
        truth: { readings: 250118, checksum: 'a', comments: 48211 },
        projection: { readings: 250118, checksum: 'a', comments: 48211 },
        ok: true,
      },
    ],
  },
  'GET /api/v1/invitations/{token}': {
    organizationName: 'Northbeam Home',
    email: 'li.wei@example.com',
    role: 'site_manager',
  },
}
