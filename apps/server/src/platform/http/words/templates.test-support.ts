import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const source = fileURLToPath(new URL('../../../', import.meta.url))
const statistics = fileURLToPath(new URL('../../../../../../packages/stats/src/', import.meta.url))

/** Where sentences for people arise: our errors, the names under which reasons are handed on, and what functions of words return. */
const begins =
  /new (?:NotFound|Invalid|Conflict|Refused|Forbidden|TooLarge|Overloaded|Unauthenticated|TableError|MappingError|Problem|BadRowStops)\(|(?:[pP]roblems|refused)\.set\(|\b(?:refused|problem|reason|message|detail|why|method)(?::| =)(?=\s)|notes\.(?:push|unshift)\(|assumed\.\w+ =(?=\s)|#refuse\(|\brefuse\(\s*'\w+',|\b(?:none|warnings\.push)\(|\b\w*[mM]ethod\w* = \([^)]*\) =>|\breturn(?= ['"`][A-Z])|\b(?:tooBig|damaged|busy|restarting) =(?=\s)/g

/**
 * Where the package of statistics says what answers hand on: names of methods, warnings, and refusals that data can
 * cause; the others tell a programmer of a wrong call.
 */
const statisticsBegin =
  /\brefuse\(\s*'(?:too-few|too-large|constant|collinear|empty|not-converged)',(?!\s*'Give )|\b(?:warnings|out)\.push\(|^\s*method:(?=\s)|\b(?:warnings|message|const method|const full)(?::| =)(?=\s)|\): string \{\s*return\b|\breturn(?=\s+\[?\s*['"`])/gm

/** What stands for a hole until holes are numbered. */
const hole = '\u0000'

/**
 * The sentences in the sources of some folders, as templates: what is put in place becomes `{1}`, `{2}`... Reads the
 * strings and template strings of the expression that follows each beginning; single words are codes, not sentences.
 */
export function templatesIn(folders: readonly string[]): Map<string, string> {
  const files = folders.flatMap((folder) => globSync(`${source}${folder}/**/*.ts`))
  return templatesOf(files, begins, /^["A-Z{].*[ {]/s)
}

/** The same in files of the package of statistics, named without their ending; its names of methods begin small. */
export function templatesOfStatistics(names: readonly string[]): Map<string, string> {
  const files = names.map((name) => `${statistics}${name}.ts`)
  return templatesOf(files, statisticsBegin, /[^ ] [^ ]/)
}

function templatesOf(files: readonly string[], begin: RegExp, sentence: RegExp): Map<string, string> {
  const found = new Map<string, string>()
  for (const file of files) {
    if (/\.test(-support)?\.ts$/.test(file)) continue
    const text = readFileSync(file, 'utf8').replaceAll(/^\s*(?:\/?\*|\/\/).*$/gm, '')
    for (const match of text.matchAll(begin))
      for (const literal of literalsAfter(text, match.index + match[0].length)) {
        let count = 0
        // What is joined to the end is put in place too.
        const whole = literal.endsWith(' ') ? literal + hole : literal
        const template = whole.replaceAll(hole, () => `{${++count}}`)
        if (sentence.test(template) && /[a-z]{2}/.test(template) && !/^(?:SELECT|NOT|CREATE) /.test(template))
          found.set(template, file.slice(file.indexOf('/src/') + 1))
      }
  }
  return found
}

/** The literals of one expression: until it ends at its own depth. Those joined by `+` are one. */
function literalsAfter(text: string, start: number): string[] {
  const literals: string[][] = []
  let depth = 0
  let joined = false
  for (let i = start; i < text.length; i++) {
    const c = text[i]!
    if (c === "'" || c === '"' || c === '`') {
      const literal = literalAt(text, i)
      if (joined) literals.push(joinedTo(literals.pop()!, literal.templates))
      else literals.push(literal.templates)
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
  return literals.flat()
}

const joinedTo = (heads: readonly string[], tails: readonly string[]) =>
  heads.flatMap((head) => tails.map((tail) => head + tail))

/** A literal as it may turn out: once for each of two words that a condition chooses from. */
function literalAt(text: string, start: number): { templates: string[]; end: number } {
  const quote = text[start]!
  let templates = ['']
  let i = start + 1
  while (i < text.length && text[i] !== quote) {
    if (text[i] === '\\') {
      templates = joinedTo(templates, [text[i + 1]!])
      i += 2
    } else if (quote === '`' && text.startsWith('${', i)) {
      const end = endOfHole(text, i + 2)
      templates = joinedTo(templates, choiceIn(text.slice(i + 2, end - 1)) ?? [hole])
      i = end
    } else templates = joinedTo(templates, [text[i++]!])
  }
  return { templates, end: i + 1 }
}

/** Both literals of `condition ? literal : literal`; null for any other expression. */
function choiceIn(expression: string): string[] | null {
  const question = /\?\s*(?=['"`])/.exec(expression)
  if (!question) return null
  const first = literalAt(expression, question.index + question[0].length)
  const colon = /^\s*:\s*(?=['"`])/.exec(expression.slice(first.end))
  if (!colon) return null
  const second = literalAt(expression, first.end + colon[0].length)
  return second.end === expression.length ? [...first.templates, ...second.templates] : null
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
