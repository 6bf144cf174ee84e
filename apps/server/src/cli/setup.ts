import { randomBytes } from 'node:crypto'
import type { Client } from './connect.ts'

/** `tandem setup`: the organization and its owner, without a browser. */
export async function setUp(
  client: Client,
  options: { organization: string; name: string; email: string; password?: string; json?: boolean },
): Promise<void> {
  const password = options.password ?? randomBytes(12).toString('base64url')
  const { organizationId } = await client.call('POST /api/v1/setup', {
    body: { organizationName: options.organization, name: options.name, email: options.email, password },
  })
  if (options.json) console.log(JSON.stringify({ organizationId, ...(options.password ? {} : { password }) }))
  else {
    console.log(`${options.organization} is set up; ${options.email} is its owner.`)
    if (!options.password) console.log(`Password (shown once): ${password}`)
  }
}
