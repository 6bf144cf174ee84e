-- Search of comments by words in any language: word forms by Snowball where PostgreSQL has it, Chinese and Japanese by
-- pairs of neighbouring characters (bigrams, as good as word segmentation for search: Nie, Gao, Zhang & Zhou 2000).
-- Our own dictionaries, because the ones that come with PostgreSQL leave out words such as "not".
do $$
declare l text;
begin
  foreach l in array array['danish', 'dutch', 'english', 'finnish', 'french', 'german', 'hungarian', 'italian', 'norwegian',
    'portuguese', 'romanian', 'russian', 'spanish', 'swedish', 'turkish']
  loop
    execute format('create text search dictionary words_%1$s (template = pg_catalog.snowball, language = %1$s)', l);
    execute format('create text search configuration words_%1$s (copy = pg_catalog.simple)', l);
    execute format('alter text search configuration words_%1$s alter mapping for asciiword, word with words_%1$s', l);
  end loop;
end $$;

-- Text as it is indexed (asked: as it is looked for): lower case, words by spaces, of a run of Chinese or Japanese each
-- pair of neighbours. The last character of a run stands alone too, so that each one begins something.
create function search_form(body text, asked boolean) returns text language sql immutable parallel safe
return (
  select case when plain ~ '[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]' then (
    select string_agg(
      case
        when not wide then c
        when next_wide then ' ' || c || next || ' '
        when asked and wide_before then ' '
        else ' ' || c || ' '
      end, '' order by n)
    from (
      select n, c, wide, lead(c) over w as next, coalesce(lead(wide) over w, false) as next_wide,
        coalesce(lag(wide) over w, false) as wide_before
      from (
        select n, c, c ~ '[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]' as wide
        from unnest(string_to_array(plain, null)) with ordinality as x (c, n)) characters
      window w as (order by n)) neighbours)
  else plain end
  from (
    select regexp_replace(replace(lower(normalize(body)), 'ё', 'е'), '[^[:alnum:]\u0300-\u0fff]+', ' ', 'g') as plain) p
);

create function words_config(language text) returns regconfig language sql immutable parallel safe
return case split_part(language, '-', 1)
  when 'da' then 'words_danish'::regconfig when 'nl' then 'words_dutch'::regconfig
  when 'en' then 'words_english'::regconfig when 'fi' then 'words_finnish'::regconfig
  when 'fr' then 'words_french'::regconfig when 'de' then 'words_german'::regconfig
  when 'hu' then 'words_hungarian'::regconfig when 'it' then 'words_italian'::regconfig
  when 'nb' then 'words_norwegian'::regconfig when 'nn' then 'words_norwegian'::regconfig
  when 'no' then 'words_norwegian'::regconfig when 'pt' then 'words_portuguese'::regconfig
  when 'ro' then 'words_romanian'::regconfig when 'ru' then 'words_russian'::regconfig
  when 'es' then 'words_spanish'::regconfig when 'sv' then 'words_swedish'::regconfig
  when 'tr' then 'words_turkish'::regconfig else 'pg_catalog.simple'::regconfig end;

create function comment_words(language text, body text) returns tsvector language sql immutable parallel safe
return to_tsvector(words_config(language), search_form(body, false));

-- Words one after the other, in any of their forms in any of the languages; null without any word.
create function comment_query(phrase text) returns tsquery language sql immutable parallel safe
return (
  select string_agg(distinct '(' || phraseto_tsquery(words_config(l), form)::text || ')', ' | ')::tsquery
  from (select search_form(phrase, true) as form) f,
    unnest(array['', 'da', 'nl', 'en', 'fi', 'fr', 'de', 'hu', 'it', 'no', 'pt', 'ro', 'ru', 'es', 'sv', 'tr']) as l
  where form ~ '[[:alnum:]]'
);

-- Everything that begins like this word or a stem of it; of several words, the words themselves.
create function comment_prefix(word text) returns tsquery language sql immutable parallel safe
return (
  select case when form ~ '^[[:alnum:]]+$' then (
    select string_agg(distinct '''' || start || ''':*', ' | ')::tsquery
    from (
      select form as start
      union
      select unnest(tsvector_to_array(to_tsvector(words_config(l), form)))
      from unnest(array['da', 'nl', 'en', 'fi', 'fr', 'de', 'hu', 'it', 'no', 'pt', 'ro', 'ru', 'es', 'sv', 'tr']) as l) s
    where start = form or length(start) > 4)
  else comment_query(word) end
  from (select trim(search_form(word, true)) as form) f
);

alter table comments_text add column words tsvector generated always as (comment_words(language, text)) stored;
create index comments_text_search on comments_text using gin (words);
drop index comments_text_words;

do $$
begin
  if not exists (select from pg_roles where rolname = 'tandem_app') then
    begin
      create role tandem_app nologin;
    exception when duplicate_object or unique_violation then null;
    end;
  end if;
end $$;

-- Row-level security keeps PostgreSQL from using the index of words, since @@ might tell about rows of others. These two
-- use it, and look at the organization of the transaction only.
create function search_comments(query tsquery) returns setof comments_text language sql stable security definer
begin atomic
  select * from comments_text
  where organization_id = nullif(current_setting('tandem.organization_id', true), '')::uuid and words @@ query;
end;
create function comments_have(query tsquery, employees boolean) returns boolean language sql stable security definer
begin atomic
  select exists (select from comments_text
    where organization_id = nullif(current_setting('tandem.organization_id', true), '')::uuid and words @@ query
      and (employees or source <> 'employee'));
end;
revoke execute on function search_comments, comments_have from public;
grant execute on function search_comments, comments_have to tandem_app;
