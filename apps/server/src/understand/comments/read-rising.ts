import type { ResponseOf, RisingWord } from '@tandem/contract'
import { sql } from 'drizzle-orm'
import type { Caller, Transaction } from '../../platform/index.ts'
import type { PeriodQuery } from '../gather.ts'
import { beforeDays, changePoint, recentDays } from './change.ts'
import { type CommentsFilter, joinMood, moodOf, openComments, type Question, whereOf } from './filter.ts'
import { isWide, wordsIn } from './parse-search.ts'
import { placesOf } from './places.ts'
import { daysBefore } from './read-summary.ts'
import { fewestRecent, type Rising, risingWords } from './rising.ts'

type Answer = ResponseOf<'GET /api/v1/comments/rising'>

/** Words to say more about. */
const most = 12

/** What customers began to say: words of the last six weeks against the 20 weeks before, by language. */
export async function readRising(caller: Caller, query: PeriodQuery): Promise<Answer> {
  return caller.transaction(async (tx) => {
    const to = await lastDay(tx, caller, query.to)
    const recentFrom = daysBefore(to, recentDays - 1)
    const start = daysBefore(to, recentDays + beforeDays - 1)
    const from = query.from && query.from > start && query.from < recentFrom ? query.from : start
    const filter: CommentsFilter = { ...query, from, to, source: 'customer' }
    const question = await openComments(tx, caller, filter)
    const { counts, comments } = await countWords(tx, question, recentFrom)
    // Many of the words stand in the same comments; a few more than are shown make up for those without a good form.
    const words: RisingWord[] = []
    for (const rising of risingWords(counts).slice(0, most)) {
      const described = await describe(tx, question, rising, recentFrom, to)
      if (described) words.push(described)
    }
    return {
      words,
      recentFrom,
      comments,
      howWeKnow: {
        method:
          'Log-odds ratio with informative Dirichlet prior (Monroe, Colaresi & Quinn 2008) on comments by word stem; false discovery rate 1 % (Benjamini & Hochberg 1995); start by the likeliest change point',
        n: comments,
        from,
        to,
        warnings: [],
      },
    }
  })
}

/** The last day with a comment of customers, up to the end of the period. */
async function lastDay(tx: Transaction, caller: Caller, to: string | undefined): Promise<string> {
  const { rows } = await tx.execute<{ day: string | null }>(sql`
    select to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD') as day from comments_text
    where organization_id = ${caller.organizationId} and source = 'customer'
      ${to ? sql`and occurred_at < ${to}::date + 1` : sql``} order by occurred_at desc limit 1`)
  return rows[0]?.day ?? to ?? new Date().toISOString().slice(0, 10)
}

async function countWords(tx: Transaction, question: Question, recentFrom: string) {
  const late = sql`c.occurred_at >= ${recentFrom}::date`
  const { rows: totals } = await tx.execute<{ language: string | null; recent: number; before: number }>(sql`
    select c.language, (count(*) filter (where ${late}))::int as recent, (count(*) filter (where not ${late}))::int as before
    from comments_text c ${joinMood} where ${whereOf(question)} group by 1`)
  const of = new Map(totals.map((t) => [t.language, t]))
  const { rows } = await tx.execute<{
    language: string | null
    word: string
    recent: number
    before: number
  }>(sql`
    select language, lexeme as word, (count(*) filter (where late))::int as recent, (count(*) filter (where not late))::int as before
    from (select c.language, c.words, ${late} as late from comments_text c ${joinMood} where ${whereOf(question)}) x,
      unnest(tsvector_to_array(words)) as lexeme
    group by 1, 2 having count(*) filter (where late) >= ${fewestRecent}`)
  const counts = rows
    // Numbers and single letters say nothing by themselves; of Chinese the pairs do.
    .filter((r) => r.word.length > (isWide(r.word) ? 1 : 2) && !/^\p{N}+$/u.test(r.word))
    .map((r) => ({
      ...r,
      recentAll: of.get(r.language)!.recent,
      beforeAll: of.get(r.language)!.before,
    }))
  return { counts, comments: totals.reduce((sum, t) => sum + t.recent + t.before, 0) }
}

interface Sample extends Record<string, unknown> {
  text: string
  unit_id: string
  mood: string | null
}

/** When it began, where, in which mood; null for pairs of characters that are no word. */
async function describe(
  tx: Transaction,
  question: Question,
  rising: Rising,
  recentFrom: string,
  to: string,
): Promise<RisingWord | null> {
  const { rows: samples } = await tx.execute<Sample>(sql`
    select c.text, c.unit_id, ${moodOf} as mood from ${has(rising.word)} c ${joinMood}
    where ${inLanguage(rising.language)} and c.occurred_at >= ${recentFrom}::date and ${whereOf(question)}`)
  const word = await formOf(tx, rising, samples)
  if (word === null) return null
  const counts = new Map<string, number>()
  for (const { unit_id } of samples) counts.set(unit_id, (counts.get(unit_id) ?? 0) + 1)
  const { recent, before, ratio, z, language } = rising
  return {
    word,
    language,
    recent,
    before,
    ratio,
    z,
    since: changePoint(await weeksOf(tx, question, rising)),
    scored: samples.filter((s) => s.mood !== null).length,
    unhappy: samples.filter((s) => s.mood === 'unhappy').length,
    places: placesOf(question.tree, to, counts, new Map())
      .slice(0, 6)
      .map(({ unitId, name, n }) => ({ unitId, name, n })),
  }
}

const has = (lexeme: string) => sql`search_comments(array_to_tsvector(array[${lexeme}])::text::tsquery)`
const inLanguage = (language: string | null) => sql`c.language is not distinct from ${language}::text`

async function weeksOf(tx: Transaction, question: Question, { word, language }: Rising) {
  const week = sql`to_char(date_trunc('week', c.occurred_at, 'UTC') at time zone 'UTC', 'YYYY-MM-DD')`
  const { rows } = await tx.execute<{ from: string; n: number; all: number }>(sql`
    select all_of.from, coalesce(hits.n, 0)::int as n, all_of.n::int as all
    from (select ${week} as from, count(*) as n from comments_text c ${joinMood}
        where ${inLanguage(language)} and ${whereOf(question)} group by 1) all_of
      left join (select ${week} as from, count(*) as n from ${has(word)} c ${joinMood}
        where ${inLanguage(language)} and ${whereOf(question)} group by 1) hits on hits.from = all_of.from
    order by 1`)
  return rows
}

const enoughSamples = 60

/** The stem as people write it: its most frequent form, in lower case unless it is always written otherwise. */
async function formOf(tx: Transaction, rising: Rising, samples: readonly Sample[]): Promise<string | null> {
  const texts = samples.slice(0, enoughSamples).map((s) => s.text)
  if (isWide(rising.word)) {
    const cut = new Intl.Segmenter('zh', { granularity: 'word' })
    const whole = texts.filter((text) => [...cut.segment(text)].some((s) => s.segment === rising.word))
    return whole.length * 2 >= texts.length ? rising.word : null
  }
  const forms = new Map<string, number>()
  for (const text of texts)
    for (const { word } of wordsIn(text)) {
      const form = word.toLocaleLowerCase(rising.language ?? undefined)
      forms.set(form, (forms.get(form) ?? 0) + 1)
    }
  const { rows } = await tx.execute<{ form: string }>(sql`
    select form from unnest(${sql.param([...forms.keys()])}::text[]) as form
    where comment_words(${rising.language}::text, form) @@ array_to_tsvector(array[${rising.word}])::text::tsquery`)
  return rows.map((r) => r.form).sort((a, b) => forms.get(b)! - forms.get(a)!)[0] ?? null
}
