import { sql } from 'drizzle-orm'
import type { Transaction } from '../../platform/index.ts'
import { isWide, parseSearch, type SearchTerm, wordsIn } from './parse-search.ts'

/** A search as PostgreSQL takes it. */
export interface Search {
  /** tsquery as text. */
  readonly query: string
  /** False where only absences are asked for: then nearly everything is found, and an index does not help. */
  readonly indexed: boolean
  /** tsquery as text of each word that is to be marked in what was found; empty where only absences were asked for. */
  readonly marks: string
  /** Chinese and Japanese words to mark as they are. */
  readonly wide: readonly string[]
}

interface Found extends Record<string, unknown> {
  words: string | null
  prefix: string | null
  known: boolean
}

/** Null: nothing to look for was typed. `employees`: whether words that only employees use count as known. */
export async function readSearch(tx: Transaction, q: string, employees: boolean): Promise<Search | null> {
  const terms = parseSearch(q)
  if (terms.length === 0) return null
  const found = await formsOf(
    tx,
    terms.map((t) => t.text),
    employees,
  )
  const parts = terms.flatMap((term, i) => {
    const query = queryOf(term, found[i]!)
    return query === null ? [] : [term.not ? `!(${query})` : `(${query})`]
  })
  if (parts.length === 0) return null
  const marked = terms.filter((t) => !t.not)
  const pieces = marked.filter((t) => t.kind === 'phrase').flatMap((t) => wordsIn(t.text).map((w) => w.word))
  const pieceForms = pieces.length > 0 ? await formsOf(tx, pieces, employees) : []
  const marks = [
    ...terms.flatMap((t, i) => (t.not || t.kind === 'phrase' ? [] : (queryOf(t, found[i]!) ?? []))),
    ...pieceForms.flatMap((f) => f.words ?? []),
  ]
  return {
    query: parts.join(' & '),
    indexed: parts.some((p) => !p.startsWith('!')),
    marks: marks.map((m) => `(${m})`).join(' | '),
    wide: [...new Set(marked.map((t) => t.text).filter(isWide))],
  }
}

/** A word that nobody uses in any form is taken as the beginning of one. */
function queryOf(term: SearchTerm, found: Found): string | null {
  if (term.kind === 'prefix') return found.prefix
  return term.kind === 'phrase' || found.known ? found.words : found.prefix
}

async function formsOf(tx: Transaction, texts: readonly string[], employees: boolean): Promise<Found[]> {
  const { rows } = await tx.execute<Found>(sql`
    select words::text as words, comment_prefix(text)::text as prefix, coalesce(comments_have(words, ${employees}), false) as known
    from (select text, n, comment_query(text) as words from unnest(${sql.param([...texts])}::text[]) with ordinality as x (text, n)) y
    order by n`)
  return rows
}

/** A part of a text, in UTF-16 units; `to` is exclusive. */
export interface Hit {
  readonly from: number
  readonly to: number
}

/** Where in each text the words of the search stand. PostgreSQL tells which words are forms of those looked for. */
export async function findHits(
  tx: Transaction,
  search: Search | null,
  comments: readonly { readonly text: string; readonly language: string | null }[],
): Promise<Hit[][]> {
  if (!search || search.marks === '') return comments.map(() => [])
  const words = new Set(comments.flatMap((c) => wordsIn(c.text).map((w) => pairOf(c.language, w.word))))
  const { rows } = await tx.execute<{ language: string | null; word: string }>(sql`
    select p ->> 0 as language, p ->> 1 as word from jsonb_array_elements(${`[${[...words].join()}]`}::jsonb) p
    where comment_words(p ->> 0, p ->> 1) @@ ${search.marks}::tsquery`)
  const hit = new Set(rows.map((r) => pairOf(r.language, r.word)))
  return comments.map(({ text, language }) =>
    joined([
      ...wordsIn(text).flatMap(({ word, at }) =>
        !isWide(word) && hit.has(pairOf(language, word)) ? [{ from: at, to: at + word.length }] : [],
      ),
      ...search.wide.flatMap((word) => occurrences(text, word)),
    ]),
  )
}

const pairOf = (language: string | null, word: string) => JSON.stringify([language, word])

function occurrences(text: string, word: string): Hit[] {
  const hits: Hit[] = []
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length))
    hits.push({ from: at, to: at + word.length })
  return hits
}

/** Ascending, with those that touch or overlap made one. */
export function joined(hits: readonly Hit[]): Hit[] {
  const out: Hit[] = []
  for (const hit of hits.toSorted((a, b) => a.from - b.from)) {
    const last = out.at(-1)
    if (last && hit.from <= last.to) out[out.length - 1] = { from: last.from, to: Math.max(last.to, hit.to) }
    else out.push(hit)
  }
  return out
}
