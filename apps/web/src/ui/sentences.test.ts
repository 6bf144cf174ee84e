import assert from 'node:assert/strict'
import test from 'node:test'
import { joinSentences } from './sentences.ts'

test('sentences are joined as the language writes them; what is missing leaves no gap', () => {
  assert.equal(joinSentences(['One.', 'Two!', 'Three.']), 'One. Two! Three.')
  assert.equal(joinSentences(['一。', '二！', '三。']), '一。二！三。')
  assert.equal(joinSentences([null, 'Only.', '', undefined, false]), 'Only.')
  assert.equal(joinSentences([]), '')
  assert.equal(
    joinSentences(['До 22 нояб. 2026 г..', 'И так далее...']),
    'До 22 нояб. 2026 г. И так далее...',
  )
})
