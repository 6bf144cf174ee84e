import type { SimilarComments } from '@tandem/contract'
import { type SQL, sql } from 'drizzle-orm'
import { type Caller, NotFound, type Transaction } from '../../platform/index.ts'
import { fewestComments } from '../protect.ts'
import { type CommentRow, readRow, toComment } from '../read-comments.ts'
import { openComments, type Question, whereOf } from './filter.ts'
import { placesOf } from './places.ts'
import { cosine, rarity, type Words } from './similarity.ts'

/** Comments from which the rarity of words is learnt, and comments that are compared: the newest ones. */
const sampleSize = 4_000
const candidates = 3_000
/** A candidate shares one of this many rarest words. */
const rarest = 6
/** From here on two comments are said to be alike. */
const alike = 0.35
const shown = 20

interface Candidate extends Record<string, unknown> {
  id: string
  key: string
  words: string[]
  unit_id: string | null
  month: string
  day: string
}

/**
 * The comments most like one, in its language, of the same kind of people: employees' with employees' (and only from
 * ten on), all others together. Throws NotFound when there is no such comment or it may not be seen.
 */
export async function readSimilar(caller: Caller, id: string): Promise<SimilarComments> {
  return caller.transaction(async (tx) => {
    const question = await openComments(tx, caller, {})
    const row = await readRow(tx, question, id)
    if (!row) throw new NotFound('The comment')
    const among = kinOf(question, row)
    const { frequency, texts } = await sampleOf(tx, among)
    const weight = rarity(frequency, texts)
    const own = await wordsOf(tx, row)
    const rare = own.toSorted((a, b) => weight(b) - weight(a)).slice(0, rarest)
    const found = rare.length > 0 ? await candidatesOf(tx, among, row, rare) : []
    const similar = found
      .map((c) => ({ ...c, similarity: cosine(own, c.words, weight) }))
      .filter((c) => c.similarity >= alike)
      .sort((a, b) => b.similarity - a.similarity || (a.key < b.key ? 1 : -1))
    const enough = row.source !== 'employee' || similar.length >= fewestComments
    return answer(tx, question, row, enough ? similar : [], found.length === candidates)
  })
}

type Similar = Candidate & { readonly similarity: number }

/** What it is compared with: where to find it, and the condition. */
interface Kin {
  readonly within: (table: SQL) => SQL
  readonly where: SQL
}

function kinOf(question: Question, row: CommentRow): Kin {
  const guarded = row.source === 'employee'
  const same = guarded ? sql`c.source = 'employee'` : sql`c.source <> 'employee'`
  return {
    within: guarded ? question.employeesOf : (table) => table,
    where: sql`${same} and c.language is not distinct from ${row.language}::text and ${whereOf(question)}`,
  }
}

async function sampleOf(tx: Transaction, among: Kin) {
  const { rows } = await tx.execute<{ word: string | null; n: number }>(sql`
    with sample as (select c.words from ${among.within(sql`comments_text`)} c where ${among.where} order by c.occurred_at desc limit ${sampleSize})
    select null as word, count(*)::int as n from sample
    union all select w, count(*)::int from sample, unnest(tsvector_to_array(words)) w group by 1 having count(*) > 1`)
  const frequency = new Map(rows.flatMap((r) => (r.word === null ? [] : [[r.word, r.n] as const])))
  return { frequency, texts: rows.find((r) => r.word === null)?.n ?? 0 }
}

async function wordsOf(tx: Transaction, row: CommentRow): Promise<Words> {
  const { rows } = await tx.execute<{ words: string[] }>(
    sql`select tsvector_to_array(comment_words(${row.language}::text, ${row.text})) as words`,
  )
  return rows[0]!.words
}

async function candidatesOf(
  tx: Transaction,
  among: Kin,
  row: CommentRow,
  words: Words,
): Promise<Candidate[]> {
  const query = sql`(select string_agg(array_to_tsvector(array[w])::text, ' | ') from unnest(${sql.param([...words])}::text[]) w)::tsquery`
  const { rows } = await tx.execute<Candidate>(sql`
    select c.signal_id || '_' || c.position as id,
      case when c.source = 'employee' then md5(c.signal_id::text || c.position) else c.signal_id::text || '_' || c.position end as key,
      tsvector_to_array(c.words) as words, c.unit_id,
      to_char(c.occurred_at at time zone 'UTC', 'YYYY-MM-01') as month, to_char(c.occurred_at at time zone 'UTC', 'YYYY-MM-DD') as day
    from ${among.within(sql`search_comments(${query})`)} c
    where ${among.where} and (c.signal_id || '_' || c.position) <> ${`${row.signal_id}_${row.position}`}
    order by c.occurred_at desc limit ${candidates}`)
  return rows
}

async function answer(
  tx: Transaction,
  question: Question,
  row: CommentRow,
  similar: readonly Similar[],
  atLeast: boolean,
): Promise<SimilarComments> {
  const best = similar.slice(0, shown)
  const items = await readBest(tx, question, best)
  const units = new Map<string, number>()
  const months = new Map<string, number>()
  for (const { unit_id, month } of similar) {
    if (unit_id) units.set(unit_id, (units.get(unit_id) ?? 0) + 1)
    months.set(month, (months.get(month) ?? 0) + 1)
  }
  const today = new Date().toISOString().slice(0, 10)
  const guarded = row.source === 'employee'
  const days = similar.map((s) => (guarded ? s.month : s.day)).sort()
  return {
    comment: toComment(row, []),
    items,
    total: similar.length,
    atLeast,
    first: days[0] ?? null,
    months: [...months].map(([from, n]) => ({ from, n })).sort((a, b) => (a.from < b.from ? -1 : 1)),
    places: placesOf(question.tree, today, units, new Map())
      .slice(0, 6)
      .map(({ unitId, name, n }) => ({ unitId, name, n })),
    howWeKnow: {
      method: `Cosine of tf-idf vectors of word stems (Salton & Buckley 1988), ${alike} and more, among the newest comments that share a rare word`,
      n: similar.length,
      from: days[0] ?? row.at.slice(0, 10),
      to: days.at(-1) ?? row.at.slice(0, 10),
      warnings: [],
    },
  }
}

async function readBest(tx: Transaction, question: Question, best: readonly Similar[]) {
  const rows = []
  for (const { key, similarity } of best) {
    const row = await readRow(tx, question, key)
    if (row) rows.push({ ...toComment(row, []), similarity })
  }
  return rows
}
