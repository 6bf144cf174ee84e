import assert from 'node:assert/strict'
import test from 'node:test'

import { linePath } from './path.ts'

test('a missing value breaks the line instead of drawing through it', () => {
  assert.equal(linePath([[0, 1], [2, 3], null, [6, 7]]), 'M0.0 1.0L2.0 3.0M6.0 7.0')
})

test('nothing is drawn for nothing', () => {
  assert.equal(linePath([null, null]), '')
})
