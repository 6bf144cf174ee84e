import assert from 'node:assert/strict'
import test from 'node:test'
import * as contract from '@tandem/contract'
import { scoreRange } from './score-range.ts'

test('the range of each kind of metric is the one of the contract', () => {
  for (const kind of contract.metricKindSchema.options) {
    const metric = { kind, scaleMin: -3, scaleMax: 7 }
    assert.deepEqual(scoreRange(metric), contract.scoreRange(metric), kind)
  }
})
