import assert from 'node:assert/strict'
import test from 'node:test'
import type { Metric } from '@tandem/contract'
import { chosenDriver, chosenOutcome, stayOf, turnoverOf } from './choose.ts'
import { parseLinkageSearch } from './search.ts'

const metric = (
  key: string,
  source: Metric['source'],
  kind: Metric['kind'] = 'index',
  unitLabel = '',
): Metric => ({
  id: key,
  key,
  name: key,
  kind,
  source,
  scaleMin: 0,
  scaleMax: 10,
  direction: 'up',
  decimals: 1,
  unitLabel,
})
const demo = [
  metric('enps', 'employee', 'enps'),
  metric('engagement', 'employee'),
  metric('stay', 'employee'),
  metric('nps', 'customer', 'nps'),
  metric('waiting', 'customer', 'csat'),
  metric('sales', 'operations', 'figure', 'EUR'),
  metric('staff-turnover', 'operations', 'figure', '%'),
]

test('engagement and recommendation come first; the address may choose others that exist', () => {
  const driver = chosenDriver(demo, {})
  assert.equal(driver?.key, 'engagement')
  assert.equal(chosenOutcome(demo, {}, driver!)?.key, 'nps')
  assert.equal(chosenDriver(demo, { driver: 'staff-turnover' })?.key, 'staff-turnover')
  assert.equal(chosenDriver(demo, { driver: 'nps' })?.key, 'engagement')
  assert.equal(chosenOutcome(demo, { outcome: 'waiting' }, driver!)?.key, 'waiting')
  assert.equal(chosenOutcome(demo, { outcome: 'engagement' }, driver!)?.key, 'nps')
})

test('without employees a score of operations stands in; without customers a figure is gone with', () => {
  const published = [
    metric('n', 'operations', 'figure'),
    metric('com_t', 'operations'),
    metric('com_p', 'customer'),
  ]
  assert.equal(chosenDriver(published, {})?.key, 'com_t')
  assert.equal(chosenDriver([metric('nps', 'customer')], {}), undefined)
  const trusts = [metric('engagement', 'employee'), metric('shmi', 'operations', 'figure')]
  assert.equal(chosenOutcome(trusts, {}, trusts[0]!)?.key, 'shmi')
  assert.equal(chosenOutcome([trusts[0]!], {}, trusts[0]!), undefined)
})

test('turnover and the intention to stay are known by their words', () => {
  assert.equal(turnoverOf(demo)?.key, 'staff-turnover')
  assert.equal(stayOf(demo)?.key, 'stay')
  assert.equal(turnoverOf([metric('turnover', 'operations', 'figure', 'EUR')]), undefined)
})

test('what is not valid in the address is dropped', () => {
  assert.deepEqual(
    parseLinkageSearch({
      level: 'galaxy',
      grain: 'day',
      lags: '99',
      pairs: 'a,b:c,d:e:f',
      bands: 'x',
      pair: 'a',
    }),
    { pairs: 'b:c' },
  )
  assert.deepEqual(
    parseLinkageSearch({
      driver: 'd',
      outcome: 'o',
      level: 'region',
      grain: 'year',
      lags: 6,
      bands: 'driver',
      pair: 'a:b',
    }),
    { driver: 'd', outcome: 'o', level: 'region', grain: 'year', lags: 6, bands: 'driver', pair: 'a:b' },
  )
})
