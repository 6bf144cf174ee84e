/** What files write where there is no answer. Compared in lower case. */
const absent = new Set([
  '',
  '-',
  '--',
  '—',
  '–',
  '.',
  '?',
  'na',
  'n/a',
  '#n/a',
  'n.a.',
  'nan',
  'null',
  'nil',
  'none',
  '(null)',
  '\\n',
  'missing',
  'нет',
  'н/д',
  'k. a.',
  'k.a.',
  'n.a',
  '无',
  '空',
])

export function isAbsent(text: string): boolean {
  return text.length < 10 && absent.has(text.trim().toLowerCase())
}

/** Words and marks that a column of numbers holds where somebody gave no answer or a number is withheld. */
const noAnswers = new Set([
  's',
  'x',
  'xx',
  '*',
  '**',
  '#',
  'dk',
  "don't know",
  'do not know',
  'not applicable',
  'no answer',
  'refused',
  'suppressed',
  'prefer not to say',
  'not rated',
  'unknown',
  'нет ответа',
  'затрудняюсь ответить',
  'не знаю',
  'nem tudja',
  'nem válaszolt',
  'nincs válasz',
  '不知道',
  '不适用',
  '未作答',
  'não sei',
  'não se aplica',
  'weiß nicht',
  'keine angabe',
  'entfällt',
])

export const isNoAnswer = (text: string): boolean =>
  text.length <= 24 && noAnswers.has(text.trim().toLowerCase())

const plain = /^[+-]?\d+(?:\.\d+)?$/
const labelled = /^([+-]?\d+(?:[.,]\d+)?)\s*(?:[-–—:=.)(]\s*)+\p{L}/u

/**
 * Reads a number as people write it: decimal point or comma, thousands separated by spaces, apostrophes or
 * the other mark, a percent or currency sign around it, and the number of a labelled answer (`4 - Good`).
 * Null when the text is no number.
 */
export function parseNumber(text: string, decimal: '.' | ','): number | null {
  const value = text.trim()
  if (decimal === '.' && plain.test(value)) return Number(value)
  const label = labelled.exec(value)
  let digits = (label === null ? value : label[1]!)
    .replace(/[\s'’_\u00a0\u202f]/g, '')
    .replace(/^([+-]?)[$€£¥₽₴₹]/u, '$1')
    .replace(/[%$€£¥₽₴₹]$/u, '')
    .replace(/^\u2212/, '-')
  const other = decimal === ',' ? '.' : ','
  if (digits.includes(other)) {
    // The other mark is a thousands separator only between groups of three.
    const [whole = '', fraction] = digits.split(decimal)
    const groups = new RegExp(`^[+-]?\\d{1,3}(\\${other}\\d{3})+$`)
    if (!groups.test(whole) || fraction?.includes(other)) return null
    digits = whole.replaceAll(other, '') + (fraction === undefined ? '' : decimal + fraction)
  }
  if (decimal === ',') digits = digits.replace(',', '.')
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/.test(digits)) return null
  const number = Number(digits)
  return Number.isFinite(number) ? number : null
}

/**
 * Which mark stands before the decimals in these cells. A comma speaks for itself where it is not before
 * exactly three digits; a point likewise; with neither, the point.
 */
export function guessDecimal(cells: Iterable<string>): '.' | ',' {
  let comma = 0
  let point = 0
  for (const cell of cells) {
    const text = cell.trim()
    if (text.length > 24 || !/^[+-]?[\d\s.,'’\u00a0\u202f]+%?$/.test(text)) continue
    const lastComma = text.lastIndexOf(',')
    const lastPoint = text.lastIndexOf('.')
    if (lastComma >= 0 && lastPoint >= 0) lastComma > lastPoint ? comma++ : point++
    else if (lastComma >= 0 && !/,\d{3}$/.test(text) && text.indexOf(',') === lastComma) comma++
    else if (lastPoint >= 0 && text.indexOf('.') === lastPoint && !/\.\d{3}$/.test(text)) point++
  }
  return comma > point ? ',' : '.'
}
