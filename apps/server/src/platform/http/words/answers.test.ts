import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { UiLanguage } from '@tandem/contract'
import { loadDemoCompany } from '../../../../test/demo.ts'
import { startTestTandem, type TestTandem } from '../../../../test/tandem.ts'
import { translate } from './translate.ts'

let app: TestTandem

before(async () => {
  app = await startTestTandem()
  await loadDemoCompany(app, { seed: 1, until: '2026-10-31', scale: 0.05 })
})
after(() => app.stop())

/** Answers with methods, warnings and reasons, most of which the package of statistics words. */
const asked = [
  'standings?metrics=nps',
  'standings?metrics=nps&adjustFor=channel',
  'standings?metrics=service-test',
  'standings?metrics=nps,service-test&from=2026-10-01',
  'drivers?outcome=nps',
  'drivers?outcome=nps&from=2026-10-25&to=2026-10-25',
  'linkage?driver=service-test&outcome=nps&level=region',
  'linkage?driver=service-test&outcome=nps&grain=quarter&maxLag=6&from=2026-01-01',
  'linkage/answers?driver=employee-information&outcome=enps',
  'value?money=sales&score=nps',
  'value?money=sales&score=nps&lag=3&grain=quarter',
  'value?money=sales&score=nps&from=2026-09-01',
  'changes?to=2026-10-31',
  'goals/progress?on=2026-11-01',
  'goals/coverage',
  'parity',
  'journeys/scores',
  'comments/summary',
  'comments/rising',
]
const sentenceFields = new Set(['method', 'message', 'reason', 'why', 'notes', 'detail'])

/** All sentences of ours in an answer, in order; single words are codes. */
function sentencesIn(value: unknown, isSentence = false): string[] {
  if (typeof value === 'string') return isSentence && !/^\w+$/.test(value) ? [value] : []
  if (typeof value !== 'object' || value === null) return []
  return Array.isArray(value)
    ? value.flatMap((item: unknown) => sentencesIn(item, isSentence))
    : Object.entries(value).flatMap(([key, item]) => sentencesIn(item, sentenceFields.has(key)))
}

async function sentencesOf(path: string, language: UiLanguage): Promise<string[]> {
  const response = await app.owner.fetch(`/api/v1/${path}`, { headers: { 'accept-language': language } })
  return sentencesIn(await response.json())
}

/** English words in a sentence, but for names in quotes, abbreviations and those of authors. */
const englishIn = (sentence: string) =>
  sentence.replaceAll(/«[^»]*»|“[^”]*”|et al\.|tf-idf/g, '').match(/\b[a-z]{2,}\b/g) ?? []

test('how something is known is said in the language of whoever asks', async () => {
  for (const path of asked) {
    const english = await sentencesOf(path, 'en')
    assert.ok(english.length > 0, path)
    for (const language of ['ru', 'hu', 'zh-Hans'] as const) {
      // Asked in one of them; to work everything out once more for each takes long.
      const said =
        language === 'ru' ? await sentencesOf(path, 'ru') : english.map((s) => translate(s, language))
      assert.deepEqual([said.length, said.filter((s, i) => s === english[i])], [english.length, []], path)
      if (language !== 'hu') assert.deepEqual(said.flatMap(englishIn), [], `${path}: ${said.join(' ')}`)
    }
  }
})
