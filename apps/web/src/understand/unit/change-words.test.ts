import assert from 'node:assert/strict'
import test from 'node:test'
import { dayMonth, surenessOf } from './change-words.ts'

test('how sure a change is, is said in three steps', () => {
  assert.deepEqual(
    [1e-9, 0.005, 0.04].map((p) => surenessOf({ p })),
    ['certain', 'nearly', 'likely'],
  )
})

test('a day is written as each language writes it', () => {
  assert.equal(dayMonth('2026-10-11', 'en'), 'October 11')
  assert.equal(dayMonth('2026-10-11', 'ru'), '11 октября')
  assert.equal(dayMonth('2026-10-11', 'hu'), 'október 11.')
  assert.equal(dayMonth('2026-10-11', 'zh-Hans'), '10月11日')
})
