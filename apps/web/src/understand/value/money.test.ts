import assert from 'node:assert/strict'
import test from 'node:test'
import type { Metric } from '@tandem/contract'
import { isCurrency, mainMoney, moneyAmong, moneyFormatOf } from './money.ts'

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ')

test('an amount is rounded to what its interval supports, in its currency', () => {
  const money = moneyFormatOf('en', 'EUR')
  const interval = { lower: 610, upper: 1870 }
  assert.equal(money.amount(1243, interval), '€1,200')
  assert.deepEqual(money.ends(interval), { lower: '€600', upper: '€1,900' })
  assert.equal(money.amount(-1.234, { lower: -1.4, upper: -1 }), '−€1.23')
  assert.equal(money.plain(1243, interval), '1,200')
  const hungarian = moneyFormatOf('hu', 'HUF').amount(1_243_000, { lower: 1_000_000, upper: 1_500_000 })
  assert.equal(plain(hungarian), '1 240 000 Ft')
})

test('an axis is short, and small numbers keep their digits', () => {
  const { axis } = moneyFormatOf('en', '%')
  assert.deepEqual([1500, -500, 0, 0.0025, -0.005].map(axis), ['1.5K', '−500', '0', '0.0025', '−0.005'])
})

test('what is no currency stands behind the number', () => {
  assert.equal(moneyFormatOf('en', '%').amount(3.27, { lower: 3, upper: 3.5 }), '3.27 %')
  assert.equal(moneyFormatOf('en', '').amount(3.27, { lower: 3, upper: 3.5 }), '3.27')
  assert.equal(isCurrency('EUR'), true)
  assert.equal(isCurrency('XYZ'), false)
  assert.equal(isCurrency('min'), false)
})

test('money is taken first, then what is better when higher', () => {
  const figure = (key: string, unitLabel: string, direction: 'up' | 'down') =>
    ({ key, unitLabel, direction }) as Metric
  const [turnover, visits, sales] = [
    figure('turnover', '%', 'down'),
    figure('visits', '', 'up'),
    figure('sales', 'EUR', 'up'),
  ]
  assert.equal(mainMoney([turnover!, visits!, sales!])?.key, 'sales')
  assert.equal(mainMoney([turnover!, visits!])?.key, 'visits')
  assert.equal(mainMoney([turnover!])?.key, 'turnover')
  assert.equal(mainMoney([]), undefined)
  assert.deepEqual(moneyAmong([turnover!, visits!, sales!]), [sales])
  assert.deepEqual(moneyAmong([turnover!, visits!]), [turnover, visits])
})
