import type { accountEndpoints } from '@tandem/contract'
import { type Config, type Database, Invalid, type RoutesOf } from '../platform/index.ts'
import type { Mail } from '../platform/mail.ts'
import type { Auth } from './auth.ts'
import type { Authenticator } from './authenticate.ts'
import { acceptInvitation, invite, readInvitation, withdrawInvitation } from './invite.ts'
import { createApiKey, listApiKeys, revokeApiKey } from './manage-api-keys.ts'
import { changeMember, listMembers, removeMember } from './manage-members.ts'
import { changeMe, changeOrganization, getMe } from './me.ts'
import { readAuditLog } from './read-audit-log.ts'
import { isInitialized, setUp } from './set-up.ts'

export interface AccountServices {
  readonly config: Config
  readonly database: Database
  readonly auth: Auth
  readonly authenticator: Authenticator
  readonly mail: Mail
  readonly version: string
  /** Called once, when the first organization exists. */
  readonly afterSetup: () => Promise<void>
  /** Starts loading the demo company; the id of the job. */
  readonly startDemo: (organizationId: string) => Promise<string>
}

export function accountRoutes(s: AccountServices): RoutesOf<typeof accountEndpoints> {
  const me = async (caller: Parameters<typeof getMe>[0]) =>
    getMe((caller.userId && (await s.authenticator.callerOfUser(caller.userId))) || caller)
  return {
    'GET /api/v1/status': async () => ({
      initialized: await isInitialized(s.database),
      version: s.version,
      oidc: s.config.oidc ? { name: s.config.oidc.name } : null,
    }),
    'POST /api/v1/setup': async ({ body }) => {
      const { organizationId } = await setUp(s.database, s.auth, body)
      await s.afterSetup()
      return { organizationId, demoJobId: body.demo ? await s.startDemo(organizationId) : null }
    },
    'GET /api/v1/me': (_, caller) => getMe(caller),
    'PATCH /api/v1/me': async ({ body }, caller) => {
      await changeMe(caller, body)
      return me(caller)
    },
    'PATCH /api/v1/organization': async ({ body }, caller) => {
      await changeOrganization(caller, body)
      return me(caller)
    },
    'GET /api/v1/members': (_, caller) => listMembers(caller),
    'PATCH /api/v1/members/{id}': ({ params, body }, caller) => changeMember(caller, params.id, body),
    'DELETE /api/v1/members/{id}': ({ params }, caller) =>
      removeMember(caller, params.id, endSessions(s.database)).then(() => undefined),
    'POST /api/v1/invitations': ({ body }, caller, { baseUrl }) => invite(caller, s.mail, baseUrl, body),
    'DELETE /api/v1/invitations/{id}': ({ params }, caller) =>
      withdrawInvitation(caller, params.id).then(() => undefined),
    'GET /api/v1/invitations/{token}': ({ params }) => readInvitation(s.database, params.token),
    'POST /api/v1/invitations/{token}/accept': ({ params, body }) =>
      acceptInvitation(s.database, s.auth, params.token, body),
    'GET /api/v1/api-keys': async (_, caller) => ({ items: await listApiKeys(caller) }),
    'POST /api/v1/api-keys': ({ body }, caller) => createApiKey(caller, body),
    'DELETE /api/v1/api-keys/{id}': async ({ params }, caller) => {
      await revokeApiKey(caller, params.id)
      s.authenticator.forgetKeys()
      return undefined
    },
    'GET /api/v1/audit-log': ({ query }, caller) => {
      if (query.cursor && !/^[0-9a-f-]{36}$/.test(query.cursor))
        throw new Invalid('cursor must be a nextCursor of this list.')
      return readAuditLog(caller, query)
    },
  }
}

function endSessions(database: Database): (userId: string) => Promise<void> {
  return async (userId) => {
    await database.systemPool.query('delete from auth_sessions where "userId" = $1', [userId])
  }
}
