import { type Invitation, type Member, type Role, roleSchema } from '@tandem/contract'
import { and, eq, isNull, sql } from 'drizzle-orm'
import {
  type Caller,
  Conflict,
  Forbidden,
  NotFound,
  requireUnit,
  type Transaction,
} from '../platform/index.ts'
import { audit } from './audit.ts'
import { invitations, members } from './tables.ts'

interface MemberRow extends Record<string, unknown> {
  id: string
  user_id: string
  name: string
  email: string
  role: string
  scope_unit_id: string | null
  scope_name: string | null
  created_at: string
}

/** Members and open invitations. */
export async function listMembers(caller: Caller): Promise<{ members: Member[]; invitations: Invitation[] }> {
  return caller.transaction(async (tx) => ({
    members: (await memberRows(tx)).map(toMember),
    invitations: (
      await tx
        .select({
          invitation: invitations,
          scopeName: sql<string | null>`(select name from units where id = scope_unit_id)`,
        })
        .from(invitations)
        .where(and(isNull(invitations.acceptedAt), sql`expires_at > now()`))
    ).map(({ invitation: i, scopeName }) => ({
      id: i.id,
      email: i.email,
      role: roleSchema.parse(i.role),
      scope: i.scopeUnitId ? { id: i.scopeUnitId, name: scopeName ?? '' } : null,
      expiresAt: i.expiresAt.toISOString(),
    })),
  }))
}

async function memberRows(tx: Transaction, id?: string): Promise<MemberRow[]> {
  const { rows } = await tx.execute<MemberRow>(sql`
    select m.id, m.user_id, a.name, a.email, m.role, m.scope_unit_id, u.name as scope_name, m.created_at
    from members m join auth_users a on a.id = m.user_id left join units u on u.id = m.scope_unit_id
    ${id ? sql`where m.id = ${id}` : sql``} order by a.name, m.id`)
  return rows
}

function toMember(row: MemberRow): Member {
  return {
    id: row.id,
    userId: row.user_id,
    name: row.name,
    email: row.email,
    role: roleSchema.parse(row.role),
    scope: row.scope_unit_id ? { id: row.scope_unit_id, name: row.scope_name ?? '' } : null,
    createdAt: new Date(row.created_at).toISOString(),
  }
}

/** Nobody hands out more than they have: only owners make owners, and scopes only narrow. */
export function requireGrantable(caller: Caller, role: Role, scopeUnitId: string | null): void {
  if (role === 'owner' && caller.role !== 'owner' && caller.actor.kind !== 'system')
    throw new Forbidden('Only an owner can make someone an owner.')
  if (caller.scope && !scopeUnitId) throw new Forbidden('Choose a unit of your own scope for this person.')
  if (scopeUnitId) requireUnit(caller, scopeUnitId)
}

export async function requireExistingUnit(tx: Transaction, unitId: string | null): Promise<void> {
  if (!unitId) return
  const { rows } = await tx.execute(sql`select 1 from units where id = ${unitId}`)
  if (rows.length === 0) throw new NotFound('The unit')
}

/** Change role or scope; refuses to leave the organization without an owner. */
export async function changeMember(
  caller: Caller,
  id: string,
  patch: { role?: Role | undefined; scopeUnitId?: string | null | undefined },
): Promise<Member> {
  return caller.transaction(async (tx) => {
    const member = await requireMember(tx, caller, id)
    const role = patch.role ?? roleSchema.parse(member.role)
    const scopeUnitId = patch.scopeUnitId === undefined ? member.scope_unit_id : patch.scopeUnitId
    requireGrantable(caller, role, scopeUnitId)
    await requireExistingUnit(tx, scopeUnitId)
    if (member.role === 'owner' && role !== 'owner') await requireAnotherOwner(tx, id)
    await tx.update(members).set({ role, scopeUnitId }).where(eq(members.id, id))
    await audit(tx, caller, 'member.change', id, { role, scopeUnitId })
    return toMember((await memberRows(tx, id))[0]!)
  })
}

/** Remove a member and end their sessions; refuses to leave the organization without an owner. */
export async function removeMember(
  caller: Caller,
  id: string,
  endSessions: (userId: string) => Promise<void>,
): Promise<void> {
  const userId = await caller.transaction(async (tx) => {
    const member = await requireMember(tx, caller, id)
    if (member.role === 'owner') await requireAnotherOwner(tx, id)
    await tx.delete(members).where(eq(members.id, id))
    await audit(tx, caller, 'member.remove', id)
    return member.user_id
  })
  await endSessions(userId)
}

async function requireMember(tx: Transaction, caller: Caller, id: string): Promise<MemberRow> {
  const [member] = await memberRows(tx, id)
  if (!member) throw new NotFound('The member')
  if (caller.scope && !(member.scope_unit_id && caller.scope.has(member.scope_unit_id)))
    throw new NotFound('The member')
  if (member.role === 'owner' && caller.role !== 'owner')
    throw new Forbidden('Only an owner can change an owner.')
  return member
}

async function requireAnotherOwner(tx: Transaction, id: string): Promise<void> {
  // Locking the owners makes two owners who demote each other at the same moment take turns.
  const { rows } = await tx.execute<{ id: string }>(
    sql`select id from members where role = 'owner' for update`,
  )
  if (!rows.some((r) => r.id !== id))
    throw new Conflict('The last owner stays. Make someone else an owner first.')
}
