import type { Me } from '@tandem/contract'
import { rolePermissions, uiLanguageSchema } from '@tandem/contract'
import { eq, sql } from 'drizzle-orm'
import { type Caller, Invalid } from '../platform/index.ts'
import { audit } from './audit.ts'
import { authUsers, members, organizations } from './tables.ts'

/** Who the caller is and what they may do. An API key shows as itself, with its own permissions. */
export async function getMe(caller: Caller): Promise<Me> {
  return caller.transaction(async (tx) => {
    const [organization] = await tx.select().from(organizations)
    const [user] = caller.userId
      ? await tx.select().from(authUsers).where(eq(authUsers.id, caller.userId))
      : []
    const scope = caller.scopeUnitId
      ? (
          await tx.execute<{ id: string; name: string }>(
            sql`select id, name from units where id = ${caller.scopeUnitId}`,
          )
        ).rows[0]
      : undefined
    return {
      user: {
        id: user?.id ?? caller.actor.id,
        name: user?.name ?? caller.actor.name,
        email: user?.email ?? '',
        twoFactorEnabled: user?.twoFactorEnabled ?? false,
      },
      organization: {
        id: organization!.id,
        name: organization!.name,
        currency: organization!.currency,
        timeZone: organization!.timeZone,
      },
      role: caller.role ?? 'analyst',
      permissions: caller.role ? [...rolePermissions[caller.role]] : [...caller.permissions],
      scope: scope ?? null,
      language: uiLanguageSchema.catch('en').parse(caller.language),
    }
  })
}

export async function changeMe(
  caller: Caller,
  patch: { name?: string | undefined; language?: string | undefined },
): Promise<void> {
  const { userId } = caller
  if (!userId) throw new Invalid('An API key has no profile to change.')
  await caller.transaction(async (tx) => {
    if (patch.language)
      await tx.update(members).set({ language: patch.language }).where(eq(members.userId, userId))
    if (patch.name)
      await tx.execute(
        sql`update auth_users set name = ${patch.name}, "updatedAt" = now() where id = ${userId}`,
      )
  })
}

export async function changeOrganization(
  caller: Caller,
  patch: { name?: string | undefined; currency?: string | undefined; timeZone?: string | undefined },
): Promise<void> {
  if (patch.timeZone && !isTimeZone(patch.timeZone))
    throw new Invalid(`"${patch.timeZone}" is not a time zone. Use an IANA name such as Europe/Budapest.`)
  const set = {
    ...(patch.name ? { name: patch.name } : {}),
    ...(patch.currency ? { currency: patch.currency } : {}),
    ...(patch.timeZone ? { timeZone: patch.timeZone } : {}),
  }
  if (Object.keys(set).length === 0) return
  await caller.transaction(async (tx) => {
    await tx.update(organizations).set(set)
    await audit(tx, caller, 'organization.change', caller.organizationId, set)
  })
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
