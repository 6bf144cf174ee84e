-- People who sign in. Columns are those of better-auth 1.7 (quoted camelCase is its naming).
create table auth_users (id text primary key, name text not null, email text not null unique, "emailVerified" boolean not null, image text, "createdAt" timestamptz not null default now(), "updatedAt" timestamptz not null default now(), "twoFactorEnabled" boolean);
create table auth_sessions (id text primary key, "expiresAt" timestamptz not null, token text not null unique, "createdAt" timestamptz not null default now(), "updatedAt" timestamptz not null, "ipAddress" text, "userAgent" text, "userId" text not null references auth_users (id) on delete cascade);
create index on auth_sessions ("userId");
create table auth_accounts (id text primary key, "accountId" text not null, "providerId" text not null, "userId" text not null references auth_users (id) on delete cascade, "accessToken" text, "refreshToken" text, "idToken" text, "accessTokenExpiresAt" timestamptz, "refreshTokenExpiresAt" timestamptz, scope text, password text, "createdAt" timestamptz not null default now(), "updatedAt" timestamptz not null);
create index on auth_accounts ("userId");
create table auth_verifications (id text primary key, identifier text not null, value text not null, "expiresAt" timestamptz not null, "createdAt" timestamptz not null default now(), "updatedAt" timestamptz not null default now());
create index on auth_verifications (identifier);
create table auth_passkeys (id text primary key, name text, "publicKey" text not null, "userId" text not null references auth_users (id) on delete cascade, "credentialID" text not null, counter integer not null, "deviceType" text not null, "backedUp" boolean not null, transports text, "createdAt" timestamptz, aaguid text);
create index on auth_passkeys ("userId");
create index on auth_passkeys ("credentialID");
create table auth_two_factors (id text primary key, secret text not null, "backupCodes" text not null, "userId" text not null references auth_users (id) on delete cascade, verified boolean, "failedVerificationCount" integer, "lockedUntil" timestamptz);
create index on auth_two_factors (secret);
create index on auth_two_factors ("userId");

create table organizations (
  id uuid primary key,
  name text not null,
  currency text not null default 'EUR',
  time_zone text not null default 'UTC',
  created_at timestamptz not null default now()
);

-- Link: the company as a dated tree.
create table units (
  id uuid primary key,
  organization_id uuid not null references organizations (id) on delete cascade,
  key text not null,
  name text not null,
  kind text not null check (kind in ('region', 'site', 'team', 'department', 'partner')),
  attributes jsonb not null default '{}',
  latitude double precision,
  longitude double precision,
  opened_on date,
  closed_on date,
  created_at timestamptz not null default now(),
  unique (organization_id, key)
);
-- Where a unit hangs, from (inclusive) to (exclusive). No row for a time: top of the tree.
create table unit_parents (
  id uuid primary key,
  organization_id uuid not null references organizations (id) on delete cascade,
  unit_id uuid not null references units (id) on delete cascade,
  parent_id uuid references units (id) on delete cascade,
  valid_from date not null default '-infinity',
  valid_to date not null default 'infinity',
  check (valid_from < valid_to),
  check (parent_id is distinct from unit_id)
);
create unique index on unit_parents (unit_id, valid_from);
create index on unit_parents (parent_id);

create table members (
  id uuid primary key,
  organization_id uuid not null references organizations (id) on delete cascade,
  user_id text not null unique references auth_users (id) on delete cascade,
  role text not null,
  scope_unit_id uuid references units (id),
  language text not null default 'en',
  created_at timestamptz not null default now()
);
create index on members (organization_id);
create table invitations (
  id uuid primary key,
  organization_id uuid not null references organizations (id) on delete cascade,
  email text not null,
  role text not null,
  scope_unit_id uuid references units (id),
  token_hash bytea not null unique,
  invited_by text not null,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  created_at timestamptz not null default now()
);
create table api_keys (
  id uuid primary key,
  organization_id uuid not null references organizations (id) on delete cascade,
  name text not null,
  prefix text not null,
  secret_hash bytea not null unique,
  permissions text[] not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  expires_at timestamptz,
  revoked_at timestamptz
);
create table audit_log (
  id uuid primary key,
  organization_id uuid not null references organizations (id) on delete cascade,
  at timestamptz not null default now(),
  actor_id text not null,
  actor_name text not null,
  action text not null,
  subject text not null,
  details jsonb not null default '{}'
);
create index on audit_log (organization_id, id desc);

create table people (
  id uuid primary key,
  organization_id uuid not null references organizations (id) on delete cascade,
  kind text not null check (kind in ('employee', 'customer', 'evaluator')),
  key text not null,
  name text,
  email text,
  created_at timestamptz not null default now(),
  unique (organization_id, kind, key)
);
create table person_units (
  id uuid primary key,
  organization_id uuid not null references organizations (id) on delete cascade,
  person_id uuid not null references people (id) on delete cascade,
  unit_id uuid not null references units (id) on delete cascade,
  valid_from date not null default '-infinity',
  valid_to date not null default 'infinity',
  check (valid_from < valid_to)
);
create unique index on person_units (person_id, valid_from);
create index on person_units (unit_id);
create table person_attributes (
  id uuid primary key,
  organization_id uuid not null references organizations (id) on delete cascade,
  person_id uuid not null references people (id) on delete cascade,
  key text not null,
  value text not null,
  valid_from date not null default '-infinity',
  valid_to date not null default 'infinity',
  check (valid_from < valid_to)
);
create unique index on person_attributes (person_id, key, valid_from);

create table journeys (
  id uuid primary key,
  organization_id uuid not null references organizations (id) on delete cascade,
  key text not null,
  name text not null,
  unique (organization_id, key)
);
create table stages (
  id uuid primary key,
  organization_id uuid not null references organizations (id) on delete cascade,
  journey_id uuid not null references journeys (id) on delete cascade,
  name text not null,
  position integer not null
);
create index on stages (journey_id);
create table touchpoints (
  id uuid primary key,
  organization_id uuid not null references organizations (id) on delete cascade,
  key text not null,
  name text not null,
  side text not null check (side in ('frontstage', 'backstage')),
  -- Null once no journey shows it any more; its readings stay.
  stage_id uuid references stages (id) on delete set null,
  owner_unit_id uuid references units (id),
  position integer not null,
  unique (organization_id, key)
);
create index on touchpoints (stage_id);

create table metrics (
  id uuid primary key,
  organization_id uuid not null references organizations (id) on delete cascade,
  key text not null,
  name text not null,
  kind text not null,
  source text not null,
  scale_min double precision not null,
  scale_max double precision not null,
  direction text not null,
  decimals integer not null,
  unit_label text not null,
  created_at timestamptz not null default now(),
  unique (organization_id, key)
);

create table imports (
  id uuid primary key,
  organization_id uuid not null references organizations (id) on delete cascade,
  file_name text not null,
  file_key text not null,
  header_hash bytea not null,
  status text not null,
  mapping jsonb not null,
  bytes bigint not null,
  bytes_read bigint not null default 0,
  rows bigint not null default 0,
  accepted bigint not null default 0,
  duplicates bigint not null default 0,
  bad_rows bigint not null default 0,
  error text,
  cancel_requested boolean not null default false,
  created_by text not null,
  created_at timestamptz not null default now(),
  finished_at timestamptz
);
create index on imports (organization_id, created_at desc);
create table import_mappings (
  organization_id uuid not null references organizations (id) on delete cascade,
  header_hash bytea not null,
  mapping jsonb not null,
  saved_at timestamptz not null default now(),
  primary key (organization_id, header_hash)
);

-- Listen: the truth. One row is the current version of a signal; earlier versions are kept in signal_history.
-- No foreign keys to units, people and so on: they are resolved in the same transaction and never deleted
-- under a signal, and the checks would double the cost of each accepted row.
create table signals (
  id uuid primary key,
  organization_id uuid not null,
  source_key text not null,
  version integer not null default 1,
  -- SHA-256 of the canonical content: the same key with other content is a conflict, not a duplicate.
  content_hash bytea not null,
  source text not null,
  occurred_at timestamptz not null,
  received_at timestamptz not null default now(),
  unit_id uuid not null,
  employee_ids uuid[] not null default '{}',
  customer_id uuid,
  evaluator_id uuid,
  touchpoint_id uuid,
  channel text,
  language text,
  -- [{"m": metric id, "v": raw value, "s": score}]
  readings jsonb not null default '[]',
  -- [{"t": text, "l": language or absent}]
  comments jsonb not null default '[]',
  attributes jsonb not null default '{}',
  import_id uuid,
  -- Tombstone: withdrawn or erased; readings, comments, attributes and people are emptied when erased.
  deleted_at timestamptz
);
create unique index signals_source_key on signals (organization_id, source_key);
create index signals_unit on signals (organization_id, unit_id, occurred_at desc);
create index signals_import on signals (import_id) where import_id is not null;
create index signals_customer on signals (customer_id) where customer_id is not null;
create index signals_evaluator on signals (evaluator_id) where evaluator_id is not null;
create index signals_employees on signals using gin (employee_ids) with (fastupdate = on) where employee_ids <> '{}';

create table signal_history (
  id uuid not null,
  version integer not null,
  organization_id uuid not null,
  source text not null,
  occurred_at timestamptz not null,
  unit_id uuid not null,
  readings jsonb not null,
  -- The whole earlier row; emptied by erasure.
  content jsonb not null,
  replaced_at timestamptz not null default now(),
  primary key (id, version)
);

-- One row a commit, not a signal: what the projector still has to show.
create table outbox (
  id bigint generated always as identity primary key,
  organization_id uuid not null,
  signal_ids uuid[] not null,
  created_at timestamptz not null default clock_timestamp()
);

-- The words of comments, for search and reading; numbers about comments live in the analytics engine.
create table comments_text (
  signal_id uuid not null,
  position smallint not null,
  organization_id uuid not null,
  unit_id uuid not null,
  occurred_at timestamptz not null,
  source text not null,
  language text,
  touchpoint_id uuid,
  channel text,
  text text not null,
  score double precision,
  score_metric_id uuid,
  primary key (signal_id, position)
);
create index comments_text_time on comments_text (organization_id, occurred_at desc);
create index comments_text_unit on comments_text (organization_id, unit_id, occurred_at desc);
create extension if not exists pg_trgm;
create index comments_text_words on comments_text using gin (text gin_trgm_ops);

create table jobs (
  id uuid primary key,
  organization_id uuid not null references organizations (id) on delete cascade,
  kind text not null,
  status text not null default 'queued',
  progress double precision,
  message text not null default '',
  payload jsonb not null default '{}',
  cancel_requested boolean not null default false,
  created_by text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index on jobs (organization_id, created_at desc);
