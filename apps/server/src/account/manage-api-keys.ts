import { randomBytes } from 'node:crypto'
import { type ApiKey, type Permission, permissionSchema } from '@tandem/contract'
import { desc, eq, isNull } from 'drizzle-orm'
import { type Caller, Forbidden, NotFound, newId, type Transaction } from '../platform/index.ts'
import { audit } from './audit.ts'
import { hashSecret } from './secrets.ts'
import { apiKeys } from './tables.ts'

function toApiKey(row: typeof apiKeys.$inferSelect): ApiKey {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    permissions: row.permissions.filter((p): p is Permission => permissionSchema.safeParse(p).success),
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    expiresAt: row.expiresAt?.toISOString() ?? null,
  }
}

export async function listApiKeys(caller: Caller): Promise<ApiKey[]> {
  return caller.transaction(async (tx) => {
    const rows = await tx.select().from(apiKeys).where(isNull(apiKeys.revokedAt)).orderBy(desc(apiKeys.id))
    return rows.map(toApiKey)
  })
}

/** A key acts for the whole organization, so only callers without a unit scope make keys, with no more than they have. */
export async function createApiKey(
  caller: Caller,
  input: { name: string; permissions: Permission[]; expiresAt: string | null },
): Promise<{ key: ApiKey; secret: string }> {
  if (caller.scope)
    throw new Forbidden('API keys act for the whole organization; your role is limited to a unit.')
  const beyond = input.permissions.filter((p) => !caller.permissions.has(p))
  if (beyond.length > 0)
    throw new Forbidden(`You can't give a key what you don't have yourself: ${beyond.join(', ')}.`)
  return caller.transaction(async (tx) => {
    const made = await insertApiKey(tx, caller.organizationId, { ...input, createdBy: caller.actor.id })
    await audit(tx, caller, 'api_key.create', made.key.id, { permissions: input.permissions })
    return made
  })
}

/** Store a new key; the secret is returned here and never again. */
export async function insertApiKey(
  tx: Transaction,
  organizationId: string,
  input: { name: string; permissions: readonly Permission[]; expiresAt: string | null; createdBy: string },
): Promise<{ key: ApiKey; secret: string }> {
  const secret = `tdm_${randomBytes(32).toString('base64url')}`
  const [row] = await tx
    .insert(apiKeys)
    .values({
      id: newId(),
      organizationId,
      name: input.name,
      prefix: secret.slice(0, 10),
      secretHash: hashSecret(secret),
      permissions: [...input.permissions],
      createdBy: input.createdBy,
      expiresAt: input.expiresAt ? new Date(input.expiresAt) : null,
    })
    .returning()
  return { key: toApiKey(row!), secret }
}

export async function revokeApiKey(caller: Caller, id: string): Promise<void> {
  await caller.transaction(async (tx) => {
    const revoked = await tx
      .update(apiKeys)
      .set({ revokedAt: new Date() })
      .where(eq(apiKeys.id, id))
      .returning()
    if (revoked.length === 0) throw new NotFound('The API key')
    await audit(tx, caller, 'api_key.revoke', id)
  })
}
