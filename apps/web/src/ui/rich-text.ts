export interface Piece {
  readonly text: string
  /** Name of the tag around it, or null for plain text. */
  readonly tag: string | null
  /** Where it begins, which tells the pieces apart. */
  readonly at: number
}

/** Splits a message such as `<e>3 sites</e> are behind` into its pieces. Tags do not nest. */
export function pieces(message: string): Piece[] {
  const found: Piece[] = []
  let end = 0
  for (const match of message.matchAll(/<(\w+)>(.*?)<\/\1>/gs)) {
    if (match.index > end) found.push({ text: message.slice(end, match.index), tag: null, at: end })
    found.push({ text: match[2] ?? '', tag: match[1] ?? null, at: match.index })
    end = match.index + match[0].length
  }
  if (end < message.length) found.push({ text: message.slice(end), tag: null, at: end })
  return found
}
