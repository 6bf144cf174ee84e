import { csvLine } from '../../link/index.ts'
import type { Caller } from '../../platform/index.ts'
import { type CommentRow, readRows, toComment } from '../read-comments.ts'
import { type CommentsFilter, openComments } from './filter.ts'

const mostRows = 50_000
const rowsAtOnce = 2_000

const header = [
  'occurred_at',
  'source',
  'unit',
  'touchpoint',
  'channel',
  'language',
  'metric',
  'score',
  'text',
  'id',
]

/**
 * The comments of a filter as CSV, newest first, 50,000 at most, read in pages so that no more than one is held. Rights
 * are checked before the first byte; each page is read by a transaction of its own, as a slow reader would hold one up.
 */
export async function commentsCsv(caller: Caller, filter: CommentsFilter): Promise<Response> {
  const first = await readPage(caller, filter, undefined)
  const encoder = new TextEncoder()
  async function* lines(): AsyncGenerator<Uint8Array> {
    yield encoder.encode(csvLine(header))
    let page = first
    for (let count = 0; page.length > 0; ) {
      yield encoder.encode(page.map(lineOf).join(''))
      count += page.length
      const last = page.at(-1)
      if (!last || page.length < rowsAtOnce || count >= mostRows) return
      page = await readPage(caller, filter, `${last.at}~${last.key}`)
    }
  }
  return new Response(ReadableStream.from(lines()), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="comments.csv"',
    },
  })
}

function readPage(caller: Caller, filter: CommentsFilter, cursor: string | undefined): Promise<CommentRow[]> {
  return caller.transaction(async (tx) =>
    readRows(tx, await openComments(tx, caller, filter), rowsAtOnce, cursor),
  )
}

function lineOf(row: CommentRow): string {
  const c = toComment(row, [])
  const day = c.source === 'employee' ? c.occurredAt.slice(0, 7) : c.occurredAt
  return csvLine([
    day,
    c.source,
    c.unitName,
    c.touchpoint,
    c.channel,
    c.language,
    c.score?.metric ?? null,
    c.score?.value ?? null,
    c.text,
    c.id,
  ])
}
