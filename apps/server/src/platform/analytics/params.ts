/** Values of `{name:Type}` placeholders. Dates and times are strings in UTC; null only for Nullable types. */
export type Params = Record<string, ParamValue>
type ParamValue = string | number | boolean | null | string[] | number[] | string[][]

/**
 * The SQL with its placeholders replaced by values of their types. Throws when one has no value.
 *
 * The client would bind them, too. But chDB's binding runs one statement at a time in the whole process (measured: a
 * short question waits for a long one on another connection), and a server takes at most 128 KB a value that way
 * (http_max_field_value_size), which is 3,400 units.
 */
export function withValues(sql: string, params: Params): string {
  return sql.replaceAll(/\{(\w+):([A-Z][^{}]*)\}/g, (_, name: string, type: string) => {
    const value = params[name]
    if (value === undefined) throw new Error(`The query has no value for {${name}}.`)
    return `CAST(${value === null ? 'NULL' : quote(text(value))}, ${quote(type)})`
  })
}

/** The value as the engine reads it from text: a string as it is, those inside of lists quoted. */
function text(value: NonNullable<ParamValue>): string {
  if (!Array.isArray(value)) return String(value)
  return `[${value.map((item) => (typeof item === 'string' ? quote(item) : text(item))).join(',')}]`
}

const quote = (value: string) => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
