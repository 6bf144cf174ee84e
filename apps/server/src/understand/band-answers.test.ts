import assert from 'node:assert/strict'
import test from 'node:test'
import { createRng, isRefusal, logistic } from '@tandem/stats'
import { type AnswerCell, answerCurve, bandAnswers } from './band-answers.ts'

const yes = (at: number, n: number, of: number): AnswerCell => {
  const mean = (100 * n) / of
  return { at, n: of, mean, m2: of * mean * (100 - mean) }
}

test('bands of too few employees are joined with their smaller neighbour; customers keep theirs', () => {
  const cells = [yes(20, 1, 2), yes(30, 2, 9), yes(50, 10, 20), yes(100, 3, 3)]
  const guarded = bandAnswers(cells, true)
  assert.deepEqual(
    guarded.map((b) => [b.from, b.to, b.n]),
    [
      [20, 40, 11],
      [50, 110, 23],
    ],
  )
  assert.ok(Math.abs(guarded[0]!.mean - 300 / 11) < 1e-9)
  assert.ok(Math.abs(guarded[1]!.at - 1300 / 23) < 1e-9)
  assert.equal(bandAnswers(cells, false).length, 4)
  assert.deepEqual(bandAnswers([yes(50, 1, 4)], true), [])
})

test('the curve is that of a logistic regression on single answers', () => {
  const rng = createRng(2)
  const x = Array.from({ length: 400 }, () => 10 * rng.integer(11))
  const y = x.map((at) => (rng.uniform() < 1 / (1 + Math.exp(4 - 0.08 * at)) ? 1 : 0))
  const scores = [...new Set(x)]
  const cells = scores.map((at) => {
    const own = y.filter((_, i) => x[i] === at)
    return yes(at, own.filter((v) => v === 1).length, own.length)
  })
  const fit = logistic({ y, x: { at: x }, level: 0.9 })
  assert.ok(!isRefusal(fit))
  const [a, b] = [fit.coefficients[0]!, fit.coefficients[1]!]
  const [vaa, vab, vbb] = [fit.covariance[0]!, fit.covariance[1]!, fit.covariance[3]!]
  for (const { at, mean, interval } of answerCurve(cells)) {
    const logit = a.estimate + b.estimate * at
    const half = 1.6448536 * Math.sqrt(vaa + 2 * vab * at + vbb * at * at)
    const share = (l: number) => 100 / (1 + Math.exp(-l))
    assert.ok(Math.abs(mean - share(logit)) < 1e-4, `${at}`)
    assert.ok(Math.abs(interval.lower - share(logit - half)) < 1e-3, `${at}`)
  }
  assert.equal(answerCurve(cells).length, 21)
})

test('there is no curve for outcomes that are not yes or no, nor for answers that split', () => {
  assert.deepEqual(answerCurve([20, 50, 80].map((at) => ({ at, n: 9, mean: at, m2: 100 }))), [])
  assert.deepEqual(answerCurve([yes(20, 0, 9), yes(50, 0, 9), yes(80, 9, 9)]), [])
})
