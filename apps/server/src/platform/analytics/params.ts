/** Values of `{name:Type}` placeholders. Dates and times are strings in UTC; null only for Nullable types. */
export type Params = Record<string, ParamValue>
type ParamValue = string | number | boolean | null | string[] | number[] | string[][] | Record<string, string>

/** Throws when the SQL has a placeholder without a value. */
export function checkParams(sql: string, params: Params): void {
  for (const [, name = ''] of sql.matchAll(/\{(\w+):[A-Z]/g))
    if (!(name in params)) throw new Error(`The query has no value for {${name}}.`)
}

/**
 * A statement that gives the values to the connection, or '' when there are none.
 *
 * The client would bind them too, but chDB's binding runs one statement at a time in the whole process (measured: a
 * short question waits for a long one on another connection), and this does not.
 */
export function setParams(params: Params): string {
  const list = Object.entries(params).map(([name, value]) => {
    if (!/^\w+$/.test(name)) throw new Error(`${name} is no name of a parameter.`)
    return `param_${name} = ${quote(text(value))}`
  })
  return list.length > 0 ? `SET ${list.join(', ')};\n` : ''
}

/** The value as the engine reads it from text: top-level strings bare with escapes, nested ones quoted. */
function text(value: ParamValue): string {
  if (value === null) return '\\N'
  if (typeof value !== 'string') return nested(value)
  return value.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n')
}

function nested(value: ParamValue): string {
  if (typeof value === 'string') return quote(value)
  if (Array.isArray(value)) return `[${value.map(nested).join(',')}]`
  if (typeof value !== 'object' || value === null) return String(value)
  return `{${Object.entries(value)
    .map(([key, item]) => `${quote(key)}:${quote(item)}`)
    .join(',')}}`
}

const quote = (value: string) => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
