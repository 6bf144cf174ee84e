import { randomBytes } from 'node:crypto'
import { type Invitation, type Role, roleSchema, uiLanguageSchema } from '@tandem/contract'
import { eq, type SQL, sql } from 'drizzle-orm'
import { type Caller, Conflict, type Database, NotFound, newId, type Transaction } from '../platform/index.ts'
import type { Mail } from '../platform/mail.ts'
import { audit } from './audit.ts'
import { requireExistingUnit, requireGrantable } from './manage-members.ts'
import { hashSecret, type PasswordHasher } from './secrets.ts'
import { createUser } from './set-up.ts'
import { invitations, members } from './tables.ts'

const validMilliseconds = 14 * 24 * 3600 * 1000

/** Invite by e-mail. The link holds the only copy of the token; we keep its hash. */
export async function invite(
  caller: Caller,
  mail: Mail,
  baseUrl: string,
  input: { email: string; role: Role; scopeUnitId: string | null },
): Promise<{ invitation: Invitation; link: string }> {
  requireGrantable(caller, input.role, input.scopeUnitId)
  const token = randomBytes(24).toString('base64url')
  const link = `${baseUrl}/invite/${token}`
  const email = input.email.toLowerCase()
  const result = await caller.transaction(async (tx) => {
    await requireExistingUnit(tx, input.scopeUnitId)
    const { rows: existing } = await tx.execute(
      sql`select 1 from members m join auth_users u on u.id = m.user_id where u.email = ${email}`,
    )
    if (existing.length > 0) throw new Conflict(`${email} is already a member.`)
    await tx.delete(invitations).where(sql`email = ${email} and accepted_at is null`)
    const row = {
      id: newId(),
      organizationId: caller.organizationId,
      email,
      role: input.role,
      scopeUnitId: input.scopeUnitId,
      tokenHash: hashSecret(token),
      invitedBy: caller.actor.id,
      expiresAt: new Date(Date.now() + validMilliseconds),
    }
    await tx.insert(invitations).values(row)
    await audit(tx, caller, 'invitation.create', row.id, { role: input.role, scopeUnitId: input.scopeUnitId })
    const scope = input.scopeUnitId
      ? (
          await tx.execute<{ id: string; name: string }>(
            sql`select id, name from units where id = ${input.scopeUnitId}`,
          )
        ).rows[0]
      : undefined
    const { rows } = await tx.execute<{ name: string }>(sql`select name from organizations`)
    return {
      organization: rows[0]!.name,
      invitation: {
        id: row.id,
        email,
        role: input.role,
        scope: scope ?? null,
        expiresAt: row.expiresAt.toISOString(),
      },
    }
  })
  await mail.send({
    to: email,
    subject: `You are invited to ${result.organization} on Tandem`,
    text: `${caller.actor.name} invites you to ${result.organization} on Tandem.\n\nOpen this link within 14 days to join:\n\n${link}\n`,
  })
  return { invitation: result.invitation, link }
}

export async function withdrawInvitation(caller: Caller, id: string): Promise<void> {
  await caller.transaction(async (tx) => {
    const removed = await tx.delete(invitations).where(eq(invitations.id, id)).returning()
    if (removed.length === 0) throw new NotFound('The invitation')
    await audit(tx, caller, 'invitation.withdraw', id)
  })
}

/** What an invitation link is for; unknown, used and expired links look the same. */
export async function readInvitation(
  database: Database,
  token: string,
): Promise<{ organizationName: string; email: string; role: Role }> {
  return database.asSystem(async (tx) => {
    const { rows } = await tx.execute<{ email: string; role: string; name: string }>(sql`
      select i.email, i.role, o.name from invitations i join organizations o on o.id = i.organization_id
      where i.token_hash = ${hashSecret(token)} and i.accepted_at is null and i.expires_at > now()`)
    const row = rows[0]
    if (!row) throw new NotFound('The invitation')
    return { organizationName: row.name, email: row.email, role: roleSchema.parse(row.role) }
  })
}

/**
 * Create the account of an invited person. An invitation works once.
 */
export async function acceptInvitation(
  database: Database,
  auth: PasswordHasher,
  token: string,
  input: { name: string; password: string; language: string },
): Promise<{ email: string }> {
  const passwordHash = await auth.hashPassword(input.password)
  return database.asSystem(async (tx) => {
    const row = await takeInvitation(tx, sql`token_hash = ${hashSecret(token)}`)
    if (!row) throw new NotFound('The invitation')
    await join(tx, row, { ...input, passwordHash })
    return { email: row.email }
  })
}

/**
 * An invited person who signs in by the company's sign-on joins by that: the address, verified by the provider, stands
 * for the link in the mail. Does nothing for members, and for people who were not invited.
 */
export async function joinBySignOn(
  database: Database,
  claims: { email: string; name: string; language: string },
): Promise<void> {
  const email = claims.email.toLowerCase()
  const name = claims.name || email.split('@')[0]!
  const language = uiLanguageSchema.catch('en').parse(claims.language)
  await database.asSystem(async (tx) => {
    const { rows: members } = await tx.execute(
      sql`select 1 from members m join auth_users u on u.id = m.user_id where u.email = ${email}`,
    )
    if (members.length > 0) return
    const row = await takeInvitation(
      tx,
      sql`id = (select id from invitations where email = ${email} and accepted_at is null and expires_at > now()
        order by created_at desc limit 1)`,
    )
    if (row) await join(tx, row, { name, language, passwordHash: null })
  })
}

/** Mark an open invitation as accepted; two who try at once get it once. */
async function takeInvitation(tx: Transaction, which: SQL) {
  const [row] = await tx
    .update(invitations)
    .set({ acceptedAt: new Date() })
    .where(sql`${which} and accepted_at is null and expires_at > now()`)
    .returning()
  return row
}

async function join(
  tx: Transaction,
  invitation: typeof invitations.$inferSelect,
  person: { name: string; language: string; passwordHash: string | null },
): Promise<void> {
  const { organizationId, email, role, scopeUnitId } = invitation
  const userId = await createUser(tx, { name: person.name, email, passwordHash: person.passwordHash })
  await tx
    .insert(members)
    .values({ id: newId(), organizationId, userId, role, scopeUnitId, language: person.language })
}
