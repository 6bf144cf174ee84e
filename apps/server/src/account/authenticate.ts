import { type Permission, permissionSchema, type Role, rolePermissions, roleSchema } from '@tandem/contract'
import { eq, sql } from 'drizzle-orm'
import { type Caller, createCaller, type Database, type Transaction } from '../platform/index.ts'
import type { Auth } from './auth.ts'
import { hashSecret } from './secrets.ts'
import { apiKeys, authUsers, members } from './tables.ts'

/** API keys are remembered this long, so that a million signals don't cost a million look-ups. */
const keyCacheMilliseconds = 5_000
const keyPattern = /^Bearer (tdm_[A-Za-z0-9_-]{43})$/

/** Resolves who is asking, by session cookie or API key. */
export class Authenticator {
  readonly #database: Database
  readonly #auth: Auth
  readonly #keys = new Map<string, { caller: Caller; until: number }>()

  constructor(database: Database, auth: Auth) {
    this.#database = database
    this.#auth = auth
  }

  authenticate = async (headers: Headers): Promise<Caller | null> => {
    const authorization = headers.get('authorization')
    if (authorization) return this.#byKey(authorization)
    const userId = await this.#auth.sessionUser(headers)
    return userId ? this.callerOfUser(userId) : null
  }

  /** Forget remembered keys; call after revoking one. Other processes notice within seconds. */
  forgetKeys(): void {
    this.#keys.clear()
  }

  async #byKey(authorization: string): Promise<Caller | null> {
    const secret = keyPattern.exec(authorization)?.[1]
    if (!secret) return null
    const hash = hashSecret(secret)
    const cacheKey = hash.toString('base64')
    const known = this.#keys.get(cacheKey)
    if (known && known.until > Date.now()) return known.caller
    this.#keys.delete(cacheKey)
    const key = await this.#database.asSystem(async (tx) => {
      const [row] = await tx
        .update(apiKeys)
        .set({ lastUsedAt: sql`now()` })
        .where(
          sql`secret_hash = ${hash} and revoked_at is null and (expires_at is null or expires_at > now())`,
        )
        .returning()
      return row
    })
    if (!key) return null
    const caller = createCaller(this.#database, {
      organizationId: key.organizationId,
      actor: { kind: 'key', id: key.id, name: key.name },
      userId: null,
      role: null,
      permissions: new Set(
        key.permissions.filter((p): p is Permission => permissionSchema.safeParse(p).success),
      ),
      scope: null,
      scopeUnitId: null,
      language: 'en',
    })
    if (this.#keys.size > 1_000) this.#keys.clear()
    this.#keys.set(cacheKey, { caller, until: Date.now() + keyCacheMilliseconds })
    return caller
  }

  async callerOfUser(userId: string): Promise<Caller | null> {
    return this.#database.asSystem(async (tx) => {
      const [row] = await tx
        .select({ member: members, name: authUsers.name })
        .from(members)
        .innerJoin(authUsers, eq(authUsers.id, members.userId))
        .where(eq(members.userId, userId))
      if (!row) return null
      const role: Role = roleSchema.parse(row.member.role)
      return createCaller(this.#database, {
        organizationId: row.member.organizationId,
        actor: { kind: 'member', id: row.member.id, name: row.name },
        userId,
        role,
        permissions: new Set(rolePermissions[role]),
        scope: row.member.scopeUnitId ? await subtree(tx, row.member.scopeUnitId) : null,
        scopeUnitId: row.member.scopeUnitId,
        language: row.member.language,
      })
    })
  }
}

/** The unit and everything below it today. */
async function subtree(tx: Transaction, unitId: string): Promise<ReadonlySet<string>> {
  const { rows } = await tx.execute<{ id: string }>(sql`
    with recursive below as (
      select ${unitId}::uuid as id
      union
      select p.unit_id from unit_parents p join below b on p.parent_id = b.id
      where current_date >= p.valid_from and current_date < p.valid_to
    )
    select id from below`)
  return new Set(rows.map((r) => r.id))
}
