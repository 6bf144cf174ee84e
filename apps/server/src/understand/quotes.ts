import { type Quote, sourceSchema } from '@tandem/contract'
import { sql } from 'drizzle-orm'
import type { Caller } from '../platform/index.ts'

interface Row extends Record<string, unknown> {
  signal_id: string
  position: number
  text: string
  language: string | null
  source: string
  on: string
  unit_id: string
  unit_name: string
  touchpoint: string | null
  score: number | null
  metric: string | null
}

/** Words that can be read at a glance and still say something, in characters. */
const telling = { least: 30, most: 260 }

/**
 * Comments of these signals, never those of employees. The telling ones first: neither a word nor a page, and in the
 * caller's language; then latest first. Whether they may be seen is up to who asks.
 */
export async function quotesOf(
  caller: Caller,
  signalIds: readonly string[],
  limit: number,
): Promise<Quote[]> {
  if (signalIds.length === 0) return []
  const { rows } = await caller.transaction((tx) =>
    tx.execute<Row>(sql`
      select c.signal_id, c.position, c.text, c.language, c.source, (c.occurred_at at time zone 'UTC')::date::text as "on",
        c.unit_id, u.name as unit_name, t.name as touchpoint, c.score, m.key as metric
      from comments_text c join units u on u.id = c.unit_id
        left join touchpoints t on t.id = c.touchpoint_id left join metrics m on m.id = c.score_metric_id
      where c.signal_id = any(${sql.param([...signalIds])}::uuid[]) and c.source <> 'employee'
      order by c.occurred_at desc, c.signal_id, c.position`),
  )
  const language = caller.language.slice(0, 2)
  const worth = ({ text, language: spoken }: Row) => {
    const length = text.length * (spoken?.startsWith('zh') ? 2.5 : 1)
    const readable = length >= telling.least && length <= telling.most
    return (readable ? 2 : 0) + (spoken?.slice(0, 2) === language ? 1 : 0)
  }
  return rows
    .toSorted((a, b) => worth(b) - worth(a))
    .slice(0, limit)
    .map((row) => ({
      id: `${row.signal_id}_${row.position}`,
      text: row.text,
      language: row.language,
      source: sourceSchema.parse(row.source),
      on: row.on,
      unitId: row.unit_id,
      unitName: row.unit_name,
      touchpoint: row.touchpoint,
      score: row.score !== null && row.metric ? { metric: row.metric, value: row.score } : null,
    }))
}
