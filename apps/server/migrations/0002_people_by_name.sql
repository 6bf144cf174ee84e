-- The list of people by name, page by page: without it each page sorts everybody.
create index people_by_name on people (organization_id, (coalesce(name, key)), id);
