import type { Permission, Role } from '@tandem/contract'
import type { Database, Transaction } from '../db/index.ts'
import { NotFound } from '../errors.ts'

/** Who is asking, resolved from a session or an API key; never from the request's own words. */
export interface Caller {
  readonly organizationId: string
  /** Stable id and name for the audit log: a member or an API key. */
  readonly actor: { readonly kind: 'member' | 'key' | 'system'; readonly id: string; readonly name: string }
  /** The better-auth user behind a session; null for keys. */
  readonly userId: string | null
  readonly role: Role | null
  readonly permissions: ReadonlySet<Permission>
  /** Ids of the units the caller may see and act on; null is the whole organization. */
  readonly scope: ReadonlySet<string> | null
  readonly scopeUnitId: string | null
  readonly language: string
  /** A transaction bound to the caller's organization. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>
}

/** Build a caller over a database; the one place that ties an identity to its organization's transactions. */
export function createCaller(database: Database, identity: Omit<Caller, 'transaction'>): Caller {
  return { ...identity, transaction: (work) => database.withOrganization(identity.organizationId, work) }
}

/** The caller for work the system does by itself for an organization (jobs, demo, CLI). */
export function systemCaller(
  database: Database,
  organizationId: string,
  permissions: readonly Permission[],
  name = 'Tandem',
): Caller {
  return createCaller(database, {
    organizationId,
    actor: { kind: 'system', id: 'system', name },
    userId: null,
    role: null,
    permissions: new Set(permissions),
    scope: null,
    scopeUnitId: null,
    language: 'en',
  })
}

/** A unit outside the scope does not exist for the caller. */
export function requireUnit(caller: Caller, unitId: string): void {
  if (caller.scope && !caller.scope.has(unitId)) throw new NotFound('The unit')
}
