/** The longest single JSON value that is taken as a row. */
const maxValueChars = 4_000_000

export interface JsonItem {
  line: number
  /** The parsed value; undefined with a problem. */
  value: unknown
  raw: string
  problem: string | null
}

function parseItem(raw: string, line: number): JsonItem {
  try {
    return { line, value: JSON.parse(raw), raw, problem: null }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { line, value: undefined, raw: raw.slice(0, 1000), problem: `This is not valid JSON: ${reason}.` }
  }
}

/** NDJSON: each line is a value, and a bad line costs that line only. */
export async function* jsonLines(texts: AsyncIterable<string>): AsyncGenerator<JsonItem[]> {
  let rest = ''
  let line = 0
  for await (const text of texts) {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > maxValueChars) {
      yield [parseItem(rest.slice(0, 1000), line + 1)]
      rest = ''
    }
    const items: JsonItem[] = []
    for (const raw of lines) {
      line++
      if (raw.trim() !== '') items.push(parseItem(raw, line))
    }
    yield items
  }
  if (rest.trim() !== '') yield [parseItem(rest, line + 1)]
}

/**
 * The values of a top-level array (or values written one after another, pretty-printed), split by their
 * brackets while the text streams in. `line` is the number of the value, for such files are often one line.
 */
export async function* jsonArray(texts: AsyncIterable<string>): AsyncGenerator<JsonItem[]> {
  let value = ''
  let depth = 0
  let inString = false
  let escaped = false
  let started = false
  let count = 0
  for await (const text of texts) {
    const items: JsonItem[] = []
    let from = 0
    for (let i = 0; i < text.length; i++) {
      const char = text.charCodeAt(i)
      if (inString) {
        if (escaped) escaped = false
        else if (char === 0x5c) escaped = true
        else if (char === 0x22) inString = false
        continue
      }
      if (char === 0x22) inString = true
      else if (char === 0x7b || char === 0x5b) {
        if (!started && char === 0x5b) {
          started = true
          from = i + 1
          continue
        }
        started = true
        if (depth++ === 0) from = i
      } else if ((char === 0x7d || char === 0x5d) && depth > 0) {
        if (--depth > 0) continue
        items.push(parseItem(value + text.slice(from, i + 1), ++count))
        value = ''
        from = i + 1
      }
    }
    // Between values there is only punctuation, which need not be kept.
    value = depth > 0 ? value + text.slice(from) : ''
    if (value.length > maxValueChars) {
      items.push(parseItem(value.slice(0, 1000), ++count))
      value = ''
      depth = 0
      inString = false
    }
    yield items
  }
  if (value.trim() !== '') yield [parseItem(value, ++count)]
}

/** Flattens a value to text cells by dotted path: `{a: {b: 1}}` has the cell `a.b`. */
export function flatten(value: unknown, prefix = '', into = new Map<string, string>()): Map<string, string> {
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object' || item === null)) {
    into.set(prefix, value.map(String).join('; '))
  } else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    for (const [key, inner] of Object.entries(value)) {
      flatten(inner, prefix === '' ? key : `${prefix}.${key}`, into)
    }
  } else if (value === null || value === undefined) {
    into.set(prefix, '')
  } else {
    into.set(prefix, typeof value === 'object' ? JSON.stringify(value) : String(value))
  }
  return into
}
