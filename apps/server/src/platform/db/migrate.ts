import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import type pg from 'pg'

const folder = new URL('../../../migrations/', import.meta.url)
/** Any number will do as long as all processes take the same lock. */
const lockKey = 7_236_336

/** Name of the role under which all tenant queries run; row-level security binds it. */
export const appRole = 'tandem_app'

/**
 * Bring the schema up to date: each file of `migrations/` once, in order, each in a transaction of its own,
 * under an advisory lock so that several processes may start together. A killed run is simply run again.
 * Throws when an applied file was changed afterwards, or when the database is newer than this program.
 */
export async function migrate(client: pg.ClientBase): Promise<string[]> {
  await client.query('select pg_advisory_lock($1)', [lockKey])
  try {
    await client.query(
      'create table if not exists migrations (name text primary key, checksum text not null, applied_at timestamptz not null default now())',
    )
    const files = (await readdir(folder)).filter((f) => f.endsWith('.sql')).sort()
    const applied = new Map(
      (
        await client.query<{ name: string; checksum: string }>('select name, checksum from migrations')
      ).rows.map((r) => [r.name, r.checksum]),
    )
    for (const name of applied.keys())
      if (!files.includes(name))
        throw new Error(
          `The database is newer than this program (it has ${name}). Start the newer version of Tandem.`,
        )
    const done: string[] = []
    for (const name of files) {
      const sql = await readFile(new URL(name, folder), 'utf8')
      const checksum = createHash('sha256').update(sql).digest('hex')
      const before = applied.get(name)
      if (before === checksum) continue
      if (before)
        throw new Error(`Migration ${name} was changed after it was applied. Add a new file instead.`)
      await inTransaction(client, async () => {
        await client.query(sql)
        await client.query('insert into migrations (name, checksum) values ($1, $2)', [name, checksum])
      })
      done.push(name)
    }
    await inTransaction(client, () => applyRowSecurity(client))
    return done
  } finally {
    await client.query('select pg_advisory_unlock($1)', [lockKey])
  }
}

async function inTransaction(client: pg.ClientBase, work: () => Promise<unknown>): Promise<void> {
  await client.query('begin')
  try {
    await work()
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}

/**
 * Every table with an `organization_id` lets the app role see and write only the organization of the
 * transaction; every other table is closed to it. Applied to all tables at each start, so that a new table
 * can't be forgotten: what is not opened here stays shut.
 */
async function applyRowSecurity(client: pg.ClientBase): Promise<void> {
  await client.query(`
    do $$
    declare t record;
    begin
      if not exists (select from pg_roles where rolname = '${appRole}') then
        begin
          create role ${appRole} nologin;
        exception when duplicate_object or unique_violation then null; -- another database of this cluster was faster
        end;
      end if;
      if not pg_has_role(current_user, '${appRole}', 'member') then
        execute format('grant ${appRole} to %I', current_user);
      end if;
      execute format('grant usage on schema %I to ${appRole}', current_schema());
      for t in
        select c.relname as name, exists (
          select from pg_attribute a where a.attrelid = c.oid and a.attname = 'organization_id' and not a.attisdropped
        ) as tenant
        from pg_class c where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
      loop
        execute format('alter table %I enable row level security', t.name);
        execute format('drop policy if exists tenant on %I', t.name);
        if t.tenant then
          execute format('grant select, insert, update, delete on %I to ${appRole}', t.name);
          execute format('create policy tenant on %I to ${appRole}
            using (organization_id = nullif(current_setting(''tandem.organization_id'', true), '''')::uuid)
            with check (organization_id = nullif(current_setting(''tandem.organization_id'', true), '''')::uuid)', t.name);
        end if;
      end loop;
      grant select, update on organizations to ${appRole};
      drop policy if exists tenant on organizations;
      create policy tenant on organizations to ${appRole}
        using (id = nullif(current_setting('tandem.organization_id', true), '')::uuid);
      execute 'grant select on auth_users to ${appRole}';
      drop policy if exists tenant on auth_users;
      create policy tenant on auth_users for select to ${appRole}
        using (exists (select from members m where m.user_id = auth_users.id));
    end $$`)
}
