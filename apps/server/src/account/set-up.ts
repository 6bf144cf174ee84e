import type { setupBody } from '@tandem/contract'
import { sql } from 'drizzle-orm'
import type { z } from 'zod'
import { Conflict, type Database, newId, type Transaction } from '../platform/index.ts'
import type { PasswordHasher } from './secrets.ts'
import { authAccounts, members, organizations } from './tables.ts'

export async function isInitialized(database: Database): Promise<boolean> {
  return database.asSystem(
    async (tx) => (await tx.select({ id: organizations.id }).from(organizations).limit(1)).length > 0,
  )
}

/** First run: the organization and its owner, once. Throws Conflict when there already is one. */
export async function setUp(
  database: Database,
  auth: PasswordHasher,
  input: z.output<typeof setupBody>,
): Promise<{ organizationId: string }> {
  const password = await auth.hashPassword(input.password)
  return database.asSystem(async (tx) => {
    // Two people may press the button at once: the lock makes one of them second.
    await tx.execute(sql`lock table organizations in exclusive mode`)
    if ((await tx.select({ id: organizations.id }).from(organizations).limit(1)).length > 0)
      throw new Conflict('Tandem is already set up. Sign in, or ask an owner for an invitation.')
    const organizationId = newId()
    await tx.insert(organizations).values({ id: organizationId, name: input.organizationName })
    const userId = await createUser(tx, { name: input.name, email: input.email, passwordHash: password })
    await tx
      .insert(members)
      .values({ id: newId(), organizationId, userId, role: 'owner', language: input.language })
    return { organizationId }
  })
}

/**
 * Create a user, with a password or for the company's sign-on only. Replaces the account of someone who is no member
 * any more, with its sessions, passkeys and second step. Throws Conflict when the address is a member's.
 */
export async function createUser(
  tx: Transaction,
  input: { name: string; email: string; passwordHash: string | null },
): Promise<string> {
  const email = input.email.toLowerCase()
  const [member] = (
    await tx.execute(
      sql`select 1 from members m join auth_users u on u.id = m.user_id where u.email = ${email}`,
    )
  ).rows
  if (member) throw new Conflict('There already is an account with this e-mail address. Sign in with it.')
  await tx.execute(sql`delete from auth_users where email = ${email}`)
  const userId = newId()
  await tx.execute(sql`insert into auth_users (id, name, email, "emailVerified", "createdAt", "updatedAt")
    values (${userId}, ${input.name}, ${email}, true, now(), now())`)
  if (input.passwordHash)
    await tx.insert(authAccounts).values({
      id: newId(),
      accountId: userId,
      providerId: 'credential',
      userId,
      password: input.passwordHash,
      updatedAt: new Date(),
    })
  return userId
}
