import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { compileDateFormat, guessDateFormat } from './dates.ts'

test('dates as files write them', () => {
  const cases: [string, string, string | null][] = [
    ['yyyy-MM-dd', '2024-03-05', '2024-03-05'],
    ['yyyy-MM-dd', '2024/3/5', '2024-03-05'],
    ['yyyy-MM-dd', '2024年3月5日', '2024-03-05'],
    ['yyyy-MM-dd', '2024-03-05T10:20:30Z', '2024-03-05T10:20:30.000Z'],
    ['yyyy-MM-dd', '2024-03-05 10:20:30.5+02:00', '2024-03-05T08:20:30.500Z'],
    ['yyyy-MM-dd', '2024-02-30', null],
    ['yyyy-MM-dd', '2024-03-05 24:00', null],
    ['dd.MM.yyyy', '05.03.2024', '2024-03-05'],
    ['dd.MM.yyyy HH:mm', '5.3.24 9:05', '2024-03-05T09:05:00.000Z'],
    ['dd/MM/yyyy', '05/03/2024', '2024-03-05'],
    ['MM/dd/yyyy', '05/03/2024', '2024-05-03'],
    ['MM/dd/yyyy', '12/31/2023 11:59 PM', '2023-12-31T23:59:00.000Z'],
    ['MM/dd/yyyy', '13/31/2023', null],
    ['dd MMM yyyy', '5 March 2024', '2024-03-05'],
    ['dd MMM yyyy', '5. März 2024', '2024-03-05'],
    ['dd MMM yyyy', '5 марта 2024', '2024-03-05'],
    ['dd MMM yyyy', '5 de março de 2024', '2024-03-05'],
    ['MMM dd, yyyy', 'Mar 5, 2024', '2024-03-05'],
    ['yyyyMMdd', '20240305', '2024-03-05'],
    ['yyyy-MM', '2024-03', '2024-03-15'],
    ['yyyy', '2017', '2017-07-01'],
    ['yyyy', '2017.0', '2017-07-01'],
    ['excel', '45356', '2024-03-05'],
    ['excel', '45356.5', '2024-03-05T12:00:00.000Z'],
    ['epoch', '1709632800', '2024-03-05T10:00:00.000Z'],
    ['epochms', '1709632800000', '2024-03-05T10:00:00.000Z'],
    ['dd.MM.yyyy', 'gestern', null],
    ['dd.MM.yyyy', '', null],
  ]
  for (const [format, text, expected] of cases) {
    assert.equal(compileDateFormat(format, 'UTC')(text), expected, `${text} as ${format}`)
  }
})

test('a time without an offset is of the zone of the mapping, summer and winter', () => {
  const parse = compileDateFormat('yyyy-MM-dd', 'Europe/Budapest')
  assert.equal(parse('2024-01-10 12:00'), '2024-01-10T11:00:00.000Z')
  assert.equal(parse('2024-07-10 12:00'), '2024-07-10T10:00:00.000Z')
  assert.equal(parse('2024-03-31 01:59'), '2024-03-31T00:59:00.000Z')
  assert.equal(parse('2024-03-31 03:00'), '2024-03-31T01:00:00.000Z')
  assert.equal(parse('2024-07-10 12:00Z'), '2024-07-10T12:00:00.000Z')
  assert.equal(parse('2024-07-10'), '2024-07-10')
})

test('formats and zones that are none are refused in words', () => {
  assert.throws(() => compileDateFormat('never', 'UTC'), /date format "never" is not understood/)
  assert.throws(() => compileDateFormat('yyyy-MM-dd', 'Mars/Base'), /time zone "Mars\/Base" is not known/)
})

const formats: Record<string, (y: string, m: string, d: string) => string> = {
  'yyyy-MM-dd': (y, m, d) => `${y}-${m}-${d}`,
  'dd.MM.yyyy': (y, m, d) => `${d}.${m}.${y}`,
  'dd/MM/yyyy': (y, m, d) => `${d}/${m}/${y}`,
  'MM/dd/yyyy': (y, m, d) => `${m}/${d}/${y}`,
  yyyyMMdd: (y, m, d) => `${y}${m}${d}`,
}

test('dates written in any order are guessed and read as they were meant', () => {
  const days = fc.array(
    fc.date({ min: new Date('1990-01-01'), max: new Date('2035-12-31'), noInvalidDate: true }),
    {
      minLength: 3,
      maxLength: 30,
    },
  )
  fc.assert(
    fc.property(days, fc.constantFrom(...Object.keys(formats)), fc.boolean(), (dates, format, timed) => {
      // One day beyond the 12th settles which part is the day.
      const all = [...dates.map((date) => date.toISOString().slice(0, 10)), '2024-01-31']
      const write = formats[format]!
      const withTime = timed && format !== 'yyyyMMdd'
      const cells = all.map((iso) => {
        const [y = '', m = '', d = ''] = iso.split('-')
        return write(y, m, d) + (withTime ? ' 13:45' : '')
      })
      const guess = guessDateFormat(cells, true)
      assert.ok(guess !== null)
      const parse = compileDateFormat(guess.format, 'UTC')
      assert.deepEqual(
        cells.map((cell) => parse(cell)?.slice(0, 10)),
        all,
      )
    }),
  )
})

test('numbers are times only where the name speaks of time; an open order of day and month is said', () => {
  assert.equal(guessDateFormat(['2016', '2017'], false), null)
  assert.deepEqual(guessDateFormat(['2016', '2017'], true), { format: 'yyyy', ambiguous: false })
  assert.deepEqual(guessDateFormat(['45356', '45357'], true), { format: 'excel', ambiguous: false })
  assert.deepEqual(guessDateFormat(['1709632800', '1709632900'], true), { format: 'epoch', ambiguous: false })
  assert.equal(guessDateFormat(['03/04/2024', '05/06/2024'], true)?.ambiguous, true)
  assert.equal(guessDateFormat(['03/14/2024', '05/06/2024'], true)?.format, 'MM/dd/yyyy')
  assert.equal(guessDateFormat(['hello', 'world'], true), null)
})
