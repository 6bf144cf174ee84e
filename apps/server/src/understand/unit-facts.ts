import type { UnitEvent, UnitPeople } from '@tandem/contract'
import { sql } from 'drizzle-orm'
import { descendantsAt, type UnitTree } from '../link/index.ts'
import type { Caller } from '../platform/index.ts'

interface Period {
  readonly from: string
  readonly to: string
}

/** Roles that lead a unit, in the languages of the app. Assistants, deputies and shift leads do not. */
const leading =
  '(manager|^head|head of|team leader|руковод|управляющ|директор|заведующ|vezető|igazgató|经理|店长|主管)'
const notLeading = '(assistant|deputy|shift|помощник|заместитель|helyettes|asszisztens|副|助理)'

/** Openings, moves and new managers of a unit within a period, oldest first. */
export async function readEvents(
  caller: Caller,
  tree: UnitTree,
  unitId: string,
  period: Period,
): Promise<UnitEvent[]> {
  const unit = tree.units.get(unitId)!
  const within = (day: string | null): day is string => day !== null && day > period.from && day <= period.to
  const seen = (id: string) => !caller.scope || caller.scope.has(id)
  const events: UnitEvent[] = []
  if (within(unit.openedOn)) events.push({ on: unit.openedOn, kind: 'opened', name: null })
  if (within(unit.closedOn)) events.push({ on: unit.closedOn, kind: 'closed', name: null })
  const places = tree.parents.get(unitId) ?? []
  for (const [i, { value, from }] of places.entries())
    if (i > 0 && within(from))
      events.push({
        on: from,
        kind: 'moved',
        name: seen(value) ? (tree.units.get(value)?.name ?? null) : null,
      })
  for (const { on, name } of await readManagers(caller, unitId))
    if (within(on))
      events.push({ on, kind: 'manager', name: caller.permissions.has('people.read') ? name : null })
  return events.sort((a, b) => (a.on < b.on ? -1 : 1))
}

/** Those who came to lead the unit, with their first day in it and in that role. */
async function readManagers(caller: Caller, unitId: string): Promise<{ on: string; name: string | null }[]> {
  const { rows } = await caller.transaction((tx) =>
    tx.execute<{ on: string; name: string | null }>(sql`
      select p.name, min(greatest(u.valid_from, a.valid_from))::text as "on"
      from person_units u join people p on p.id = u.person_id and p.kind = 'employee'
        join person_attributes a on a.person_id = p.id and a.key = 'role'
          and a.valid_from < u.valid_to and u.valid_from < a.valid_to
      where u.unit_id = ${unitId} and a.value ~* ${leading} and a.value !~* ${notLeading}
      group by p.id, p.name`),
  )
  // Where several lead at once, a new one among them is no event of the unit.
  return rows.length <= 12 ? rows : []
}

/** Who works in the unit and below it; null where people may not be read. */
export async function readUnitPeople(
  caller: Caller,
  tree: UnitTree,
  unitId: string,
): Promise<UnitPeople | null> {
  if (!caller.permissions.has('people.read')) return null
  const today = new Date().toISOString().slice(0, 10)
  const units = descendantsAt(tree, unitId, today).filter((id) => !caller.scope || caller.scope.has(id))
  const { rows } = await caller.transaction((tx) =>
    tx.execute<{ role: string | null; tenure: string | null; n: number; joined: number }>(sql`
      with now as (
        select p.id, min(u.valid_from) as came,
          max(a.value) filter (where a.key = 'role') as role,
          max(a.value) filter (where a.key = 'tenure') as tenure,
          max(a.value) filter (where a.key = 'employment') as employment
        from person_units u join people p on p.id = u.person_id and p.kind = 'employee'
          left join person_attributes a on a.person_id = p.id and a.key in ('role', 'tenure', 'employment')
            and ${today}::date >= a.valid_from and ${today}::date < a.valid_to
        where u.unit_id = any(${sql.param(units)}::uuid[])
          and ${today}::date >= u.valid_from and ${today}::date < u.valid_to
        group by p.id)
      select role, tenure, count(*)::int as n,
        (count(*) filter (where came > ${today}::date - 365))::int as joined
      from now where employment is distinct from 'left' group by role, tenure`),
  )
  const count = (of: (row: (typeof rows)[number]) => string | null) => {
    const by = new Map<string, number>()
    for (const row of rows) {
      const name = of(row)
      if (name !== null) by.set(name, (by.get(name) ?? 0) + row.n)
    }
    return [...by].sort(([, a], [, b]) => b - a).map(([name, n]) => ({ name, n }))
  }
  return {
    employees: rows.reduce((sum, r) => sum + r.n, 0),
    roles: count((r) => r.role).slice(0, 12),
    tenure: count((r) => r.tenure).slice(0, 12),
    joined: rows.reduce((sum, r) => sum + r.joined, 0),
  }
}
