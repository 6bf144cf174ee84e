import assert from 'node:assert/strict'
import test from 'node:test'
import { toCsv } from './csv.ts'

test('cells are quoted where they must be, and formulas are defused', () => {
  const csv = toCsv(
    ['name', 'score'],
    [
      ['Pécs, "Király"', 54.1],
      ['=1+1', null],
      ['-5', -5],
    ],
  )
  assert.equal(csv, '\ufeffname,score\r\n"Pécs, ""Király""",54.1\r\n\'=1+1,\r\n\'-5,-5\r\n')
})
