import assert from 'node:assert/strict'
import { test } from 'node:test'
import { killTest } from '../../scripts/kill-test.ts'

// The long run is `node scripts/kill-test.ts`; this one is as short as still kills both at least once.
test('signals acknowledged while server and PostgreSQL are being killed are there exactly once', async () => {
  const result = await killTest({ seconds: 20, connections: 3, seed: 3 })
  assert.deepEqual(result.unexpected, [])
  assert.ok(result.serverKills >= 1, 'the server was not killed')
  assert.ok(result.postgresKills >= 1, 'PostgreSQL was not killed')
  assert.ok(result.acknowledged >= 100, `only ${result.acknowledged} signals were acknowledged`)
  assert.equal(result.lost, 0)
  assert.equal(result.doubled, 0)
  assert.equal(result.unasked, 0)
  assert.ok(result.check.ok)
  const shown = result.check.organizations[0]!.projection
  assert.deepEqual({ readings: shown.readings, comments: shown.comments }, result.expected)
})
