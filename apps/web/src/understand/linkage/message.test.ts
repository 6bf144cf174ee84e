import assert from 'node:assert/strict'
import test from 'node:test'
import type { Band, Linkage, ParityPair } from '@tandem/contract'
import {
  answersMessage,
  bandMessage,
  extremes,
  linkMessage,
  parityMessage,
  riseOf,
  times,
  trustIn,
} from './message.ts'

const slope = (estimate: number, standardError: number) => ({
  estimate,
  standardError,
  interval: { lower: estimate - 1.645 * standardError, upper: estimate + 1.645 * standardError, level: 0.9 },
})
const lag = (at: number, estimate: number | null, se = 0.02): Linkage['forward'][number] => ({
  lag: at,
  slope: estimate === null ? null : slope(estimate, se),
  disattenuated: null,
  n: 100,
  units: 40,
  reason: estimate === null ? 'Too few periods.' : null,
})
const say = (forward: number[], reverse: number[], between: number | null = null) =>
  linkMessage({
    forward: forward.map((estimate, i) => lag(i, estimate)),
    reverse: reverse.map((estimate, i) => lag(i + 1, estimate)),
    between: between === null ? null : slope(between, 0.1),
  })

test('employees lead where a later lag is clearest', () => {
  const message = say([0.06, 0.01, 0.3, 0.05], [0.01, 0, 0])
  assert.ok(message.kind === 'leads' && message.lag === 2 && message.slope.estimate === 0.3)
})

test('a slope that is told without error of measurement takes the place of the raw one', () => {
  const better = { estimate: 0.4, interval: { lower: 0.3, upper: 0.5, level: 0.9 } }
  const message = linkMessage({
    forward: [{ ...lag(1, 0.3), disattenuated: better }],
    reverse: [],
    between: null,
  })
  assert.deepEqual(message, { kind: 'leads', lag: 1, slope: better })
})

test('in the same period nothing comes first', () => {
  assert.equal(say([0.3, 0.1], [0.1]).kind, 'together')
})

test('customers lead where the reverse is clearer', () => {
  const message = say([0, 0.06], [0.01, -0.2])
  assert.ok(message.kind === 'reversed' && message.lag === 2 && message.slope.estimate === -0.2)
})

test('a slope that only its own interval supports is not clear among seven', () => {
  // Two standard errors: beyond 90 %, short of what seven looks ask for.
  assert.equal(say([0.04, 0], [0]).kind, 'unclear')
  assert.equal(say([0.05, 0], [0]).kind, 'together')
})

test('without anything over time, units may still differ', () => {
  const message = say([0, 0], [0], 0.9)
  assert.ok(message.kind === 'between' && !message.timeless)
  const once = linkMessage({ forward: [lag(0, null)], reverse: [], between: slope(-0.9, 0.1) })
  assert.ok(once.kind === 'between' && once.timeless)
  assert.equal(say([0, 0], [0], 0.1).kind, 'unclear')
  assert.equal(say([], [], null).kind, 'unclear')
})

test('a rise is 10 points of a score, and a round part of the spread of a figure', () => {
  assert.equal(riseOf({ kind: 'index' }, [1, 2]), 10)
  assert.equal(riseOf({ kind: 'figure' }, [2, 4, 6, 8, 10, 12]), 5)
  assert.equal(riseOf({ kind: 'figure' }, [94.4, 95, 95.6]), 0.5)
  assert.equal(riseOf({ kind: 'figure' }, [3, 3]), 1)
  assert.deepEqual(times({ estimate: 0.3, interval: { lower: 0.1, upper: 0.5, level: 0.9 } }, 10), {
    estimate: 3,
    interval: { lower: 1, upper: 5, level: 0.9 },
  })
})

test('outer bands are told apart only if their difference is', () => {
  const band = (
    from: number | null,
    to: number | null,
    mean: number | null,
    difference: number | null,
  ): Band => ({
    from,
    to,
    units: mean === null ? 0 : 9,
    mean: mean === null ? null : slope(mean, 1),
    difference: difference === null ? null : slope(difference, 2),
  })
  const bands = [
    band(null, 3, 56, null),
    band(3, 12, 45, -11),
    band(12, null, 27, -29),
    band(20, null, null, null),
  ]
  const message = bandMessage(bands)
  assert.ok(message?.kind === 'gap' && message.difference.estimate === 29)
  assert.ok(message.difference.interval.lower < 29 && message.difference.interval.upper > 29)
  assert.equal(message.highest.from, 12)
  assert.equal(bandMessage([bands[0]!, band(3, null, 55, -1)])?.kind, 'alike')
  assert.equal(bandMessage([bands[0]!]), null)
})

test('a high and a middling score are told from the curve, else from the outer bands', () => {
  const interval = { lower: 0, upper: 100, level: 0.9 }
  const point = (at: number, mean: number) => ({ at, mean, interval })
  const band = (at: number, mean: number) => ({ from: at, to: at + 10, at, n: 9, mean, interval })
  const curve = [point(45, 40), point(50, 49), point(85, 97)]
  assert.deepEqual(answersMessage({ curve, bands: [] }), { high: point(85, 97), low: point(50, 49) })
  assert.equal(answersMessage({ curve: [], bands: [band(20, 1), band(90, 9)] })?.high.at, 90)
  assert.equal(answersMessage({ curve: [], bands: [band(20, 1)] }), null)
  assert.equal(answersMessage({ curve: [], bands: [] }), null)
})

const metric = { id: 'm', key: 'm', name: 'm', scaleMin: 1, scaleMax: 5, decimals: 1, unitLabel: '' } as const
function pair(
  gap: number | null,
  kind: 'csat' | 'nps' = 'csat',
  direction: 'up' | 'down' = 'up',
): ParityPair {
  return {
    customer: { ...metric, kind, direction, source: 'customer' },
    employee: { ...metric, kind, direction, source: 'employee' },
    customerMean: 70,
    customerInterval: null,
    customerN: 100,
    employeeMean: null,
    employeeInterval: null,
    employeeN: 0,
    gap: gap === null ? null : slope(gap, 1),
    suppressed: null,
  }
}

test('the golden rule: worst dimension first, NPS apart, even and better have their words', () => {
  const worse = parityMessage({ pairs: [pair(-8), pair(-20), pair(1), pair(-40, 'nps')] })
  assert.ok(worse.kind === 'worse' && worse.pair.gap?.estimate === -20 && worse.count === 2 && worse.of === 3)
  assert.equal(parityMessage({ pairs: [pair(0.5), pair(6)] }).kind, 'better')
  assert.deepEqual(parityMessage({ pairs: [pair(0.5), pair(-1)] }), { kind: 'even', of: 2 })
  assert.equal(parityMessage({ pairs: [pair(null)] }).kind, 'none')
  assert.equal(parityMessage({ pairs: [pair(-40, 'nps')] }).kind, 'worse')
  // Where less is better, more among employees is worse.
  assert.equal(parityMessage({ pairs: [pair(8, 'csat', 'down')] }).kind, 'worse')
})

test('reliability has plain words', () => {
  assert.deepEqual([0.98, 0.6, 0.3, -0.1, null].map(trustIn), ['good', 'usable', 'poor', 'poor', 'unknown'])
})

test('the ends of the cloud and what lies off the line are named', () => {
  const point = (unitId: string, driver: number, outcome: number) => ({
    unitId,
    name: unitId,
    driver,
    outcome,
    driverN: 9,
    outcomeN: 9,
  })
  const points = [
    point('left', 0, 0),
    point('right', 10, 10),
    point('off', 5, 9),
    point('on', 5, 5),
    point('top', 9, 11),
  ]
  const line = [0, 10].map((x) => ({ driver: x, outcome: x, lower: x, upper: x }))
  assert.deepEqual(extremes(points, line, 4), ['left', 'top', 'right', 'off'])
  assert.deepEqual(extremes(points, line, 9), ['left', 'top', 'right', 'off', 'on'])
  assert.deepEqual(extremes([], [], 6), [])
})
