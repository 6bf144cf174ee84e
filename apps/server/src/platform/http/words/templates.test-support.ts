import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const source = fileURLToPath(new URL('../../../', import.meta.url))

/** Where sentences for people arise: our errors, the names under which reasons are handed on, and what functions of words return. */
const begins =
  /new (?:NotFound|Invalid|Conflict|Refused|Forbidden|TooLarge|Overloaded|Unauthenticated|TableError|MappingError|Problem|BadRowStops)\(|(?:[pP]roblems|refused)\.set\(|\b(?:refused|problem|reason|message|detail|why|method)(?::| =)(?=\s)|notes\.(?:push|unshift)\(|assumed\.\w+ =(?=\s)|#refuse\(|\brefuse\(\s*'\w+',|\b(?:none|warnings\.push)\(|\b\w*[mM]ethod\w* = \([^)]*\) =>|\breturn(?= ['"`][A-Z])|\b(?:tooBig|damaged|busy|restarting) =(?=\s)/g

/**
 * The sentences in the sources of some folders, as templates: what is put in place becomes `{1}`, `{2}`... Reads the
 * strings and template strings of the expression that follows each beginning; single words are codes, not sentences.
 */
export function templatesIn(folders: readonly string[]): Map<string, string> {
  const found = new Map<string, string>()
  for (const file of folders.flatMap((folder) => globSync(`${source}${folder}/**/*.ts`))) {
    if (/\.test(-support)?\.ts$/.test(file)) continue
    const text = readFileSync(file, 'utf8').replaceAll(/^\s*(?:\/?\*|\/\/).*$/gm, '')
    for (const begin of text.matchAll(begins))
      for (const literal of literalsAfter(text, begin.index + begin[0].length)) {
        // What is joined to the end is put in place too.
        const template = literal.endsWith(' ') ? `${literal}{${literal.split(/\{\d+\}/).length}}` : literal
        const isSentence = /^["A-Z{].*[ {]/s.test(template) && /[a-z]{2}/.test(template)
        if (isSentence && !/^(?:SELECT|NOT|CREATE) /.test(template))
          found.set(template, file.slice(source.length))
      }
  }
  return found
}

/** The literals of one expression: until it ends at its own depth. Those joined by `+` are one. */
function literalsAfter(text: string, start: number): string[] {
  const literals: string[] = []
  let depth = 0
  let joined = false
  for (let i = start; i < text.length; i++) {
    const c = text[i]!
    if (c === "'" || c === '"' || c === '`') {
      const literal = literalAt(text, i)
      if (joined) literals.push(literals.pop() + literal.template)
      else literals.push(literal.template)
      i = literal.end - 1
      joined = /^\s*\+\s*['"`]/.test(text.slice(literal.end, literal.end + 60))
    } else if ('([{'.includes(c)) depth++
    else if (')]}'.includes(c)) {
      if (depth-- === 0) break
    } else if (
      (c === ';' || (c === '\n' && !/^\s*(?:[?:+]|['"`])/.test(text.slice(i + 1, i + 60)))) &&
      depth === 0 &&
      literals.length > 0
    )
      break
    else if (c === ',' && depth === 0 && literals.length > 0 && !joined) break
    else if (
      c === '\n' &&
      depth === 0 &&
      /\S/.test(text.slice(start, i)) &&
      !/^\s*[?:+'"`]/.test(text.slice(i + 1, i + 60))
    )
      break
  }
  return literals
}

function literalAt(text: string, start: number): { template: string; end: number } {
  const quote = text[start]!
  let template = ''
  let count = 0
  let i = start + 1
  while (i < text.length && text[i] !== quote) {
    if (text[i] === '\\') {
      template += text[i + 1]
      i += 2
    } else if (quote === '`' && text.startsWith('${', i)) {
      template += `{${++count}}`
      i = endOfHole(text, i + 2)
    } else template += text[i++]
  }
  return { template, end: i + 1 }
}

function endOfHole(text: string, start: number): number {
  let i = start
  for (let depth = 1; depth > 0; i++) {
    if ('\'"`'.includes(text[i]!)) i = literalAt(text, i).end - 1
    else if (text[i] === '{') depth++
    else if (text[i] === '}') depth--
  }
  return i
}
