import type { ColumnMeaning, ImportMapping } from '@tandem/contract'
import { isFigure } from './guess-metrics.ts'
import { type Column, isNumeric, isWhole, type Profile } from './profile.ts'
import { nameMatch, type Word } from './words.ts'

export interface Roles {
  target: ImportMapping['target']
  taken: Map<Column, { meaning: ColumnMeaning; why: string }>
  unit: Column | null
  time: Column | null
  evaluator: Column | null
  language: Column | null
  comments: Column[]
  /** One row a reading: which column names the metric and which holds its value. */
  long: { metric: Column; value: Column } | null
}

type SimpleMeaning = Exclude<ColumnMeaning['as'], 'attribute' | 'unitAttribute' | 'reading'>

/** Who, where and when: the columns that a file has once, each found by its name and checked by its values. */
export function guessRoles(profile: Profile): Roles {
  const roles: Roles = {
    target: 'signals',
    taken: new Map(),
    unit: null,
    time: null,
    evaluator: null,
    language: null,
    comments: [],
    long: null,
  }
  const finder = new Finder(profile, roles)
  finder.coordinates()
  roles.time = finder.take('time', (c) => timeScore(c), 'Its values are times')
  roles.long = finder.long()
  roles.unit = finder.take('unit', (c) => unitScore(c, profile), 'Names the unit')
  roles.unit = roles.unit === null ? finder.codeUnit() : finder.codeBeside(roles.unit)
  finder.unitName()
  finder.people()
  roles.language = finder.take(
    'language',
    (c) => (isShort(c, profile) ? headScore(c, 'language') : 0),
    'Named so',
  )
  finder.take('channel', (c) => (isShort(c, profile) ? headScore(c, 'channel') : 0), 'Named so')
  finder.take('touchpoint', (c) => (isShort(c, profile) ? headScore(c, 'touchpoint') : 0), 'Named so')
  finder.comments()
  roles.target = describesUnits(profile, roles) ? 'units' : 'signals'
  if (roles.target === 'units') finder.describedUnits()
  else finder.sourceKey()
  return roles
}

const headScore = (column: Column, word: Word): number => {
  const match = nameMatch(column.words, word)
  return match >= 2 ? match : 0
}

const isShort = (column: Column, profile: Profile): boolean =>
  !isNumeric(column) && column.distinct <= Math.max(20, profile.rows / 10) && column.meanLength < 40

/** Which of several times: the one of the answer rather than of what led to it. */
function timeScore(column: Column): number {
  if (column.date === null || column.filled === 0) return 0
  const match = nameMatch(column.words, 'time')
  const about = column.words.tokens.join(' ')
  const answer =
    /review|respon|answer|feedback|submit|survey|inspect|visit|rated|evaluat|отзыв|ответ|опрос|válasz|评价|回答|avalia|resposta|antwort/i
  const other =
    /birth|hire|open|close|approv|deliver|estimat|purchas|limit|expir|start|updat|due|рожд|születés|nasc|geburt|出生/i
  return 1 + match + (answer.test(about) ? 1.5 : 0) - (other.test(about) ? 1.5 : 0)
}

function unitScore(column: Column, profile: Profile): number {
  const match = nameMatch(column.words, 'unit')
  if (match < 1.5 || column.filled < profile.rows * 0.5) return 0
  if (isNumeric(column) && (!isWhole(column) || column.min < 0)) return 0
  if (column.meanLength > 100 || column.distinct < (match >= 2 ? 1 : 2) || column.date !== null) return 0
  // A 0/1 column called service or hospital says yes or no.
  if (isWhole(column) && column.max <= 1 && !column.words.isId) return 0
  if (nameMatch(column.words, 'attribute') >= 2 || nameMatch(column.words, 'rating') >= 2) return 0
  return match + (column.words.isId ? 0.5 : 0) - (column.words.isName ? 0.4 : 0)
}

class Finder {
  readonly #profile: Profile
  readonly #roles: Roles

  constructor(profile: Profile, roles: Roles) {
    this.#profile = profile
    this.#roles = roles
  }

  #free(): Column[] {
    return this.#profile.columns.filter((column) => !this.#roles.taken.has(column) && column.filled > 0)
  }

  #set(column: Column, as: SimpleMeaning, why: string): void {
    this.#roles.taken.set(column, { meaning: { as }, why: `${why}.` })
  }

  /** Gives the meaning to the free column with the highest score above zero. */
  take(as: SimpleMeaning, score: (column: Column) => number, why: string): Column | null {
    let best: Column | null = null
    let bestScore = 0
    for (const column of this.#free()) {
      const value = score(column)
      if (value > bestScore) {
        best = column
        bestScore = value
      }
    }
    if (best !== null) this.#set(best, as, why)
    return best
  }

  /** Latitude and longitude come as a pair of fractions within the globe. */
  coordinates(): void {
    const fits = (column: Column, limit: number) =>
      isNumeric(column) && !isWhole(column) && column.min >= -limit && column.max <= limit
    const latitude = this.#free().find((c) => fits(c, 90) && nameMatch(c.words, 'latitude') >= 2)
    const longitude = this.#free().find(
      (c) => c !== latitude && fits(c, 180) && nameMatch(c.words, 'longitude') >= 2,
    )
    if (latitude === undefined || longitude === undefined) return
    this.#set(latitude, 'latitude', 'Degrees of latitude')
    this.#set(longitude, 'longitude', 'Degrees of longitude')
  }

  long(): Roles['long'] {
    const { rows } = this.#profile
    const named = this.#free().filter(
      (c) =>
        nameMatch(c.words, 'metricName') >= 2 &&
        !isNumeric(c) &&
        c.distinct > 1 &&
        c.distinct <= Math.max(3, rows / 3),
    )
    const values = this.#free().filter((c) => nameMatch(c.words, 'value') >= 2 && c.numbers >= c.filled * 0.6)
    const metric = named[0]
    const value = values[0]
    if (metric === undefined || value === undefined) return null
    this.#set(metric, 'metricName', `Each row names what it measures (${metric.distinct} different)`)
    this.#set(value, 'value', 'The values of what the rows measure')
    return { metric, value }
  }

  /** A column of codes that come again and again, or that stand before a column of names. */
  codeUnit(): Column | null {
    const { columns, rows } = this.#profile
    const hasName = columns.some(
      (c) => c.words.isName && c.words.bare.length <= 1 && !isNumeric(c) && c.distinct > 1,
    )
    return this.take(
      'unit',
      (column) => {
        if (column.filled < rows * 0.9 || column.distinct < 2 || column.meanLength > 40) return 0
        if (column.wordy > 0.1 || column.date !== null) return 0
        const numeric = isNumeric(column)
        if (numeric && (!isWhole(column) || !column.words.isId)) return 0
        if (!numeric && column.distinct < 5 && !column.words.isId) return 0
        if (nameMatch(column.words, 'customer') > 1 || nameMatch(column.words, 'employee') > 1) return 0
        if (nameMatch(column.words, 'evaluator') > 1 || nameMatch(column.words, 'attribute') >= 2) return 0
        const repeats = column.distinct <= rows * 0.7
        if (!repeats && !hasName) return 0
        const coded = column.words.isId || /^[\p{L}\p{N}_-]{2,40}$/u.test(column.samples[0] ?? '')
        if (!coded || (!column.words.isId && column.index > 0)) return 0
        if (column.words.bare.length > 1) return 0
        const named = columns[column.index + 1]
        const beside = named?.words.isName && named.words.bare.length <= 1 && !isNumeric(named)
        return (
          0.5 +
          (beside ? 1 : 0) +
          (column.words.isId ? 0.5 : 0) +
          (column.index === 0 ? 0.5 : 0) +
          (repeats ? 0.5 : 0)
        )
      },
      'Codes of what the rows are about',
    )
  }

  /** Where only the unit's name was found, a column of codes before it, one for each name, is its key. */
  codeBeside(unit: Column): Column {
    if (!unit.words.isName) return unit
    const code = this.#free().find(
      (c) =>
        c.index < unit.index &&
        c.wordy < 0.05 &&
        c.meanLength <= 40 &&
        c.date === null &&
        (!isNumeric(c) || isWhole(c)) &&
        c.distinct >= unit.distinct * 0.9 &&
        c.distinct <= unit.distinct * 1.2 + 5,
    )
    if (code === undefined) return unit
    this.#set(code, 'unit', 'Codes, one for each name of a unit')
    this.#set(unit, 'unitName', 'The name of the unit')
    return code
  }

  unitName(): void {
    const unit = this.#roles.unit
    if (unit === null || [...this.#roles.taken.values()].some(({ meaning }) => meaning.as === 'unitName'))
      return
    const { rows } = this.#profile
    this.take(
      'unitName',
      (column) => {
        if (isNumeric(column) || column.distinct < 2 || column.distinct > unit.distinct * 1.5 + 5) return 0
        if (column.meanLength > 100 || column.filled < rows * 0.3 || !column.words.isName) return 0
        if (nameMatch(column.words, 'attribute') >= 2) return 0
        const { bare } = column.words
        if (bare.length === 0) return 2
        if (nameMatch(column.words, 'unit') >= 1.5) return 3
        return bare.length === 1 && (column.words.squashed.endsWith('name') || bare[0] === unit.words.head)
          ? 1.5
          : 0
      },
      'The name of the unit',
    )
  }

  people(): void {
    const { rows } = this.#profile
    // A handful of inspectors may judge thousands of sites; a handful of "customers" is rather a kind of customer.
    const isPerson = (column: Column, few = false): boolean =>
      column.distinct >= 2 &&
      column.filled >= rows * 0.3 &&
      column.meanLength <= 80 &&
      (!isNumeric(column) ||
        (isWhole(column) && column.min >= 0 && (column.words.isId || column.distinct > 50))) &&
      (few || column.distinct > 12 || column.distinct > rows / 20) &&
      nameMatch(column.words, 'attribute') < 2 &&
      nameMatch(column.words, 'comment') < 2 &&
      column.date === null
    const score = (word: Word) => (column: Column) => {
      const match = nameMatch(column.words, word)
      return isPerson(column, word === 'evaluator' && match >= 2) &&
        match >= 1.5 &&
        !(isNumeric(column) && isFigure(column))
        ? match + (column.words.isId ? 0.5 : 0)
        : 0
    }
    this.#roles.evaluator = this.take('evaluator', score('evaluator'), 'Who judged')
    this.take('employee', score('employee'), 'The employee it is about')
    this.take('customer', score('customer'), 'Who answered')
    // Single letters are taken for people where the column is plainly one of ids: many, whole, coming again.
    const single = (letters: string) => (column: Column) =>
      letters.includes(column.name.toLowerCase()) &&
      isPerson(column) &&
      column.distinct > 50 &&
      column.distinct < rows / 2
        ? 1
        : 0
    const taken = new Set([...this.#roles.taken.values()].map(({ meaning }) => meaning.as))
    if (!taken.has('customer')) this.take('customer', single('scrp'), 'Ids that come again: who answered')
    if (!taken.has('employee'))
      this.take('employee', single('detl'), 'Ids that come again: the person it is about')
  }

  /** Free text: by its name, or by being long and hardly ever the same. */
  comments(): void {
    for (const column of this.#free()) {
      if (isNumeric(column) || column.words.isId || column.date !== null) continue
      const match = nameMatch(column.words, 'comment')
      const texts = column.distinct > column.filled * 0.3 && column.wordy > 0.3
      const plain = match >= 1.5 && texts && (column.words.isName ? column.wordy > 0.5 : true)
      const long = column.meanLength > 40 && column.wordy > 0.8 && column.distinct > column.filled * 0.7
      if (!plain && !long) continue
      if (nameMatch(column.words, 'described') >= 2) continue
      this.#set(column, 'comment', 'Free text')
      this.#roles.comments.push(column)
    }
  }

  /** In a file that describes units. */
  describedUnits(): void {
    this.take('unitParent', (c) => (!isNumeric(c) ? headScore(c, 'unitParent') : 0), 'The unit above')
    const opened = /open|start|since|откр|nyit|abert|eröff|开业/i
    const { time } = this.#roles
    if (time !== null && opened.test(time.words.squashed)) return
    if (time !== null) this.#roles.taken.delete(time)
    this.#roles.time = this.take(
      'time',
      (c) => (c.date !== null && opened.test(c.words.squashed) ? 1 : 0),
      'The day the unit opened',
    )
  }

  /** An id of its own for every row; never the unit's. Seen whole or at least for tens of thousands of rows. */
  sourceKey(): void {
    this.take(
      'sourceKey',
      (column) => {
        if (!column.unique || column.meanLength > 80 || column.wordy > 0.5 || column.date !== null) return 0
        if (this.#profile.rows < 5) return 0
        const id = column.words.isId || nameMatch(column.words, 'id') >= 2
        return id && !(isNumeric(column) && !isWhole(column)) ? 2 : 0
      },
      'A different id in every row, so importing again changes nothing',
    )
  }
}

/** A file describes units when each row is one of them and nothing in it was said or measured. */
function describesUnits(profile: Profile, roles: Roles): boolean {
  const { unit } = roles
  if (
    unit === null ||
    !unit.unique ||
    roles.comments.length > 0 ||
    roles.evaluator !== null ||
    roles.long !== null
  ) {
    return false
  }
  const free = profile.columns.filter((c) => !roles.taken.has(c) && isNumeric(c))
  const measured = free.filter(
    (c) => nameMatch(c.words, 'rating') >= 1.5 || (!isWhole(c) && nameMatch(c.words, 'described') < 2),
  )
  const describing = profile.columns.filter(
    (c) => nameMatch(c.words, 'described') >= 1.5 || roles.taken.get(c)?.meaning.as === 'latitude',
  )
  const named = [...roles.taken.values()].some(({ meaning }) => meaning.as === 'unitName')
  return measured.length === 0 && describing.length + (named ? 1 : 0) >= 2
}
