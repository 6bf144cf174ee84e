-- Goals: what is to be reached, by when, and who stands for it. Progress is computed from readings, never stored.
create table goals (
  id uuid primary key,
  organization_id uuid not null references organizations (id) on delete cascade,
  name text not null,
  metric_id uuid not null references metrics (id),
  -- Null is the whole company.
  unit_id uuid references units (id),
  starts_on date not null,
  -- Null: what was heard before the first day.
  baseline double precision,
  target double precision not null,
  due_on date not null,
  sponsor_member_id uuid references members (id) on delete set null,
  -- Stays when the member leaves.
  sponsor_name text,
  worth_per_point double precision,
  -- Journeys whose touchpoints serve the goal; empty is all.
  journey_ids uuid[] not null default '{}',
  version integer not null default 1,
  created_at timestamptz not null default now(),
  archived_at timestamptz,
  check (starts_on < due_on)
);
create index on goals (organization_id, due_on);
create index on goals (sponsor_member_id) where sponsor_member_id is not null;
