import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { guessDecimal, isAbsent, parseNumber } from './numbers.ts'

test('numbers as people write them', () => {
  const point: [string, number | null][] = [
    ['4', 4],
    [' 3.5 ', 3.5],
    ['-2', -2],
    ['1,234,567.5', 1234567.5],
    ['1 234.5', 1234.5],
    ['1\u00a0234', 1234],
    ["1'234", 1234],
    ['85%', 85],
    ['$12.50', 12.5],
    ['−3', -3],
    ['1e3', 1000],
    ['4 - Good', 4],
    ['5 (very satisfied)', 5],
    ['1,5', null],
    ['12,34', null],
    ['abc', null],
    ['1.2.3', null],
    ['12 - 14', null],
    ['', null],
    ['Infinity', null],
    ['0x10', null],
  ]
  for (const [text, value] of point) assert.equal(parseNumber(text, '.'), value, text)
  const comma: [string, number | null][] = [
    ['4,5', 4.5],
    ['1.234,5', 1234.5],
    ['1 234,5', 1234.5],
    ['1.234', 1234],
    ['1.5', null],
    ['4,5 – jó', 4.5],
  ]
  for (const [text, value] of comma) assert.equal(parseNumber(text, ','), value, text)
})

test('any number comes back from how a locale writes it', () => {
  const locales: [string, '.' | ','][] = [
    ['en', '.'],
    ['de', ','],
    ['ru', ','],
    ['hu', ','],
    ['pt-BR', ','],
    ['de-CH', '.'],
    ['zh', '.'],
  ]
  fc.assert(
    fc.property(
      fc.integer({ min: -1e9, max: 1e9 }),
      fc.constantFrom(...locales),
      (cents, [locale, decimal]) => {
        const value = cents / 100
        const text = value.toLocaleString(locale, { minimumFractionDigits: 2 })
        assert.equal(parseNumber(text, decimal), value, `${text} in ${locale}`)
      },
    ),
  )
})

test('the decimal mark is told by what the cells hold', () => {
  assert.equal(guessDecimal(['4,5', '3', '12,75']), ',')
  assert.equal(guessDecimal(['1.234,5', '7,25']), ',')
  assert.equal(guessDecimal(['1,234.5', '7.25']), '.')
  assert.equal(guessDecimal(['1,234', '5,678']), '.')
  assert.equal(guessDecimal(['2024-01-05', '12.05.2024', 'a, b']), '.')
  assert.equal(guessDecimal([]), '.')
})

test('what stands for nothing', () => {
  for (const text of ['', '  ', 'NA', 'n/a', 'NULL', '-', '—', 'н/д']) assert.ok(isAbsent(text), text)
  for (const text of ['0', 'no', 'nobody', '-1']) assert.ok(!isAbsent(text), text)
})
