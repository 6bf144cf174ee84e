import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLog } from './log.ts'

test('a failed statement is logged with its code and place, without its parameters and rows', () => {
  const lines: string[] = []
  const write = process.stdout.write
  process.stdout.write = ((line: string) => lines.push(line) > 0) as typeof process.stdout.write
  try {
    const cause = Object.assign(new Error('duplicate key value'), {
      code: '23505',
      constraint: 'people_key',
      detail: 'Key (email)=(anna@example.test) already exists.',
    })
    const error = new Error('Failed query: insert into people values ($1)\nparams: anna@example.test', {
      cause,
    })
    createLog('error').error({ error }, 'request failed')
  } finally {
    process.stdout.write = write
  }
  const text = lines.join('')
  assert.match(text, /duplicate key value \(Failed query: insert into people values \(\$1\)\)/)
  assert.match(text, /"code":"23505".*people_key.*log\.test\.ts/)
  assert.doesNotMatch(text, /anna/)
})
