/** Messages of one namespace, flat: key by key with dots, as the code names them. */
export type Messages = ReadonlyMap<string, string>

/** Flattens nested messages. */
export function flatten(value: unknown, prefix = ''): Messages {
  const flat = new Map<string, string>()
  if (typeof value === 'string') return flat.set(prefix, value)
  if (typeof value !== 'object' || value === null) return flat
  for (const [key, child] of Object.entries(value))
    for (const [name, text] of flatten(child, prefix ? `${prefix}.${key}` : key)) flat.set(name, text)
  return flat
}

const pluralEnd = /_(zero|one|two|few|many|other)$/

/** The key as the code names it: without the plural form. */
export function stem(key: string): string {
  return key.replace(pluralEnd, '')
}

function placeholders(text: string): string {
  // How a value is formatted may differ between languages; which value stands there may not.
  const found = [...text.matchAll(/\{\{\s*([\w.]+)[^}]*\}\}|<(\w+)>/g)]
  const distinct = new Set(found.map((match) => (match[1] ? `{{${match[1]}}}` : match[0])))
  return [...distinct].sort().join(' ')
}

function groups(messages: Messages): Map<string, Map<string, string>> {
  const byStem = new Map<string, Map<string, string>>()
  for (const [key, text] of messages) {
    const form = pluralEnd.exec(key)?.[1] ?? ''
    const name = stem(key)
    const forms = byStem.get(name) ?? new Map<string, string>()
    byStem.set(name, forms.set(form, text))
  }
  return byStem
}

/**
 * What is wrong with a translation compared with its source: missing and extra keys, empty texts,
 * placeholders that differ, and plural forms that the language needs (by Intl.PluralRules) or does not know.
 */
export function compare(source: Messages, target: Messages, language: string): string[] {
  const faults: string[] = []
  const wanted = groups(source)
  const given = groups(target)
  const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories
  for (const [name, sourceForms] of wanted) {
    const forms = given.get(name)
    if (!forms) {
      faults.push(`${name} is missing`)
      continue
    }
    const isPlural = !sourceForms.has('')
    for (const form of isPlural ? needed : [''])
      if (!forms.has(form)) faults.push(`${name} lacks the form "${form}"`)
    const example = placeholders(sourceForms.get('other') ?? sourceForms.get('') ?? '')
    for (const [form, text] of forms) {
      if (isPlural && !needed.some((category) => category === form))
        faults.push(`${name} has a needless form "${form}"`)
      if (text.trim() === '') faults.push(`${name} is empty`)
      // A form for exactly one thing may leave the number out.
      const countless = isPlural && placeholders(`${text} {{count}}`) === example
      if (placeholders(text) !== example && !countless)
        faults.push(
          `${name}${form && `_${form}`} has other placeholders than the source (${example || 'none'})`,
        )
    }
  }
  for (const name of given.keys()) if (!wanted.has(name)) faults.push(`${name} is not in the source`)
  return faults
}

/** What a source file asks for: keys with the namespaces it works in. */
export interface Uses {
  readonly namespaces: readonly string[]
  /** Keys that must exist: the literal first argument of t() and of i18nKey. */
  readonly keys: readonly string[]
  /** Patterns of computed keys: `role.${x}` becomes ^role\..+$ */
  readonly patterns: readonly RegExp[]
  /** Every other literal, which may be a key handed on to t(). */
  readonly literals: readonly string[]
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

export function usesOf(code: string): Uses {
  const namespaces = [...code.matchAll(/useTranslation\(\s*(\[[^\]]*\]|'[^']*')/g)].flatMap((match) =>
    [...(match[1] ?? '').matchAll(/'([\w-]+)'/g)].map((name) => name[1] ?? ''),
  )
  const keys = [...code.matchAll(/(?:\bt\(\s*|i18nKey=)['"]([^'"]+)['"]/g)].map((match) => match[1] ?? '')
  const patterns = [...code.matchAll(/`((?:[\w-]+:)?[\w.-]+\.?\$\{[^`]*)`/g)].map((match) => {
    const parts = (match[1] ?? '').split(/\$\{[^}]*\}/)
    return new RegExp(`^${parts.map(literal).join('.+')}$`)
  })
  const literals = [...code.matchAll(/'([\w:.-]+)'/g)].map((match) => match[1] ?? '')
  return { namespaces: [...new Set(namespaces)], keys, patterns, literals }
}
