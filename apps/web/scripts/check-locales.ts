/**
 * Checks that the messages of all languages are complete: `node apps/web/scripts/check-locales.ts`.
 * English is the source. Exits with 1 and says what to mend when something is missing, extra, or never used.
 */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { compare, flatten, type Messages, stem, usesOf } from './locale-rules.ts'

const root = join(import.meta.dirname, '../src')
const locales = join(root, 'locales')
const source = 'en'

async function read(language: string, namespace: string): Promise<Messages> {
  const text = await readFile(join(locales, language, `${namespace}.json`), 'utf8').catch(() => '{}')
  return flatten(JSON.parse(text))
}

const languages = await readdir(locales)
const namespaces = (await readdir(join(locales, source))).map((name) => name.replace('.json', ''))
const faults: string[] = []

for (const language of languages) {
  const files = (await readdir(join(locales, language))).map((name) => name.replace('.json', ''))
  for (const extra of files.filter((name) => !namespaces.includes(name)))
    faults.push(`${language}/${extra}.json has no source in ${source}: translate from there.`)
  for (const namespace of namespaces) {
    const found = compare(await read(source, namespace), await read(language, namespace), language)
    faults.push(...found.map((fault) => `${language}/${namespace}.json: ${fault}.`))
  }
}

/** All keys as `namespace:stem`. */
const known = new Set<string>()
for (const namespace of namespaces)
  for (const key of (await read(source, namespace)).keys()) known.add(`${namespace}:${stem(key)}`)

const files = (await readdir(root, { recursive: true })).filter(
  (name) => /\.tsx?$/.test(name) && !name.includes('.test.') && !name.startsWith('gallery'),
)
const used = new Set<string>()
for (const file of files) {
  const uses = usesOf(await readFile(join(root, file), 'utf8'))
  const spaces = uses.namespaces.length > 0 ? uses.namespaces : namespaces
  const full = (key: string) => (key.includes(':') ? [key] : spaces.map((space) => `${space}:${key}`))
  for (const key of uses.keys)
    if (!full(key).some((name) => known.has(name)))
      faults.push(`${file} asks for "${key}", which has no message.`)
  // A literal may be handed on to a t() of another file, so any namespace counts.
  for (const key of [...uses.keys, ...uses.literals])
    for (const name of key.includes(':') ? [key] : namespaces.map((space) => `${space}:${key}`))
      used.add(name)
  for (const pattern of uses.patterns)
    for (const name of known)
      if (
        pattern.test(name) ||
        spaces.some((space) => name.startsWith(`${space}:`) && pattern.test(name.slice(space.length + 1)))
      )
        used.add(name)
}
for (const name of known)
  if (!used.has(name)) faults.push(`${name} is never used. Delete it in every language.`)

for (const fault of faults) console.error(fault)
const total = `${namespaces.length} namespaces, ${known.size} messages, ${languages.length} languages`
console.log(faults.length === 0 ? `Complete: ${total}.` : `${faults.length} faults in ${total}.`)
process.exitCode = faults.length === 0 ? 0 : 1
