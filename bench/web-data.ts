import type { RunningServer } from './server.ts'

const password = 'a long enough password'

/** Fill a server with answers about so many sites on two metrics, 60 evaluators and three kinds of customers. */
export async function fill(server: RunningServer, sites: number, perSite: number): Promise<string[]> {
  const metrics = ['quality', 'service']
  await server.createMetrics(metrics)
  const list = Array.from({ length: sites }, (_, i) => `u${i},Site ${i},site,r${i % 40},2020-01-01`)
  const regions = Array.from({ length: 40 }, (_, i) => `r${i},Region ${i},region,,2020-01-01`)
  const imported = await fetch(`${server.url}/api/v1/units.csv`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.key}`, 'content-type': 'text/csv' },
    body: ['key,name,kind,parent,from', ...regions, ...list].join('\n'),
  })
  if (!imported.ok) throw new Error(`Importing units failed: ${await imported.text()}`)
  let seed = 7
  const random = () => {
    seed = (seed * 16807) % 2147483647
    return seed / 2147483647
  }
  const qualities = Array.from({ length: sites }, () => 6 + 3 * (random() - 0.5))
  const score = (x: number) => Math.max(0, Math.min(10, Math.round(x)))
  const total = sites * perSite
  const batch = 1000
  for (let start = 0; start < total; start += batch) {
    const signals = Array.from({ length: Math.min(batch, total - start) }, (_, k) => {
      const i = start + k
      const site = i % sites
      const quality = qualities[site]! + 4 * (random() - 0.5)
      return {
        sourceKey: `s${i}`,
        source: 'customer',
        occurredAt: `2026-0${1 + (i % 9)}-15T10:00:00Z`,
        unit: `u${site}`,
        readings: [
          { metric: 'quality', value: score(quality) },
          { metric: 'service', value: score(quality + 3 * (random() - 0.5)) },
        ],
        attributes: { segment: ['home', 'trade', 'office'][Math.floor(3 * random())] },
      }
    })
    const { refused } = await server.post<{ refused: number }>('signals', signals)
    if (refused > 0) throw new Error(`${refused} signals were refused.`)
  }
  await server.settled()
  return metrics
}

/** Make a member who can sign in with a password; returns what the sign-in form takes. */
export async function addMember(server: RunningServer): Promise<{ email: string; password: string }> {
  const email = 'reader@example.test'
  const { link } = await server.post<{ link: string }>('invitations', {
    email,
    role: 'analyst',
    scopeUnitId: null,
  })
  const token = link.split('/').at(-1)!
  await server.post(`invitations/${token}/accept`, { name: 'Rita Reader', password })
  return { email, password }
}
