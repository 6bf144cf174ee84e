import assert from 'node:assert/strict'
import { test } from 'node:test'
import { uiLanguageSchema } from '@tandem/contract'
import { z } from 'zod'
import { Invalid, NotFound } from '../../errors.ts'
import { issuesOf } from '../parse.ts'
import { problemResponse } from '../problem.ts'
import { templatesIn, templatesOfStatistics } from './templates.test-support.ts'
import { catalogues, languageOf, translate, translateAnswer } from './translate.ts'

/** Files of the package of statistics whose methods, warnings and refusals reach answers. */
const statistics = [
  'forecast/local-trend',
  'importance/bootstrap',
  'importance/importance',
  'importance/within-between',
  'intervals/mean',
  'linkage/bands',
  'linkage/lead-lag',
  'linkage/panel',
  'linkage/value-of-a-point',
  'mixedModel/mixed-model',
  'moments/cross',
  'moments/moments',
  'regression/columns',
  'regression/fit',
  'regression/fixed-effects',
  'regression/least-squares',
  'regression/ols',
  'regression/rows',
  'standings/from-estimates',
  'standings/mean-model',
  'standings/multivariate',
  'standings/prepare',
  'standings/ranking',
  'standings/standings',
]

const languages = ['ru', 'hu', 'zh-Hans'] as const
const unnumbered = (template: string) => template.replaceAll(/\{\d+\}/g, '{}')
const holes = (text: string) => (text.match(/\{\d+\}/g) ?? []).toSorted()

test('every sentence of these rooms is in every language', () => {
  const rooms = ['account', 'link', 'goals', 'listen', 'understand', 'system']
  const found = templatesIn([...rooms, 'platform/http', 'platform/db', 'platform/analytics'])
  assert.ok(found.size > 200, `only ${found.size} were found`)
  for (const language of languages) {
    const missing = [...found].filter(([template]) => translate(template, language) === template)
    assert.deepEqual(missing, [], `add these to words/${language}.json`)
  }
})

test('what the package of statistics says in answers is in every language', () => {
  const found = templatesOfStatistics(statistics)
  assert.ok(found.size > 70, `only ${found.size} were found`)
  for (const language of languages) {
    // A template of its own for each: another that happens to fit would leave the rest of it English.
    const known = new Set(Object.keys(catalogues[language]).map(unnumbered))
    const missing = [...found].filter(([template]) => !known.has(unnumbered(template)))
    assert.deepEqual(missing, [], `add these to words/${language}.json`)
  }
})

test('the catalogues have the same sentences, each with all that is put in place', () => {
  const keys = Object.keys(catalogues.ru)
  for (const language of languages) {
    assert.deepEqual(Object.keys(catalogues[language]), keys)
    for (const [english, said] of Object.entries(catalogues[language]))
      assert.deepEqual(holes(said), holes(english), `${language}: ${english}`)
  }
})

test('a sentence finds its template, and what stands in it is translated too', () => {
  assert.equal(
    translate('The unit was not found, or you have no access to it.', 'ru'),
    'Не найдено или недоступно вам: подразделение.',
  )
  assert.equal(
    translate('The metric "nps" was not found, or you have no access to it.', 'hu'),
    'Nem található, vagy nincs hozzáférése: a(z) „nps” mutató.',
  )
  assert.equal(
    translate('"score" is 120; "Inspection" goes from 0 to 100.', 'zh-Hans'),
    '“score”为 120；“Inspection”的范围是 0 到 100。',
  )
  assert.equal(
    translate('Nothing was imported: line 7 is bad. The row has no time.', 'ru'),
    'Ничего не импортировано: ошибка в строке 7. В строке нет времени.',
  )
  assert.equal(
    translate(
      'Sales goes from 0 to 10. Choose a target in between. The due date has passed already. Choose a day to come.',
      'ru',
    ),
    'Шкала «Sales» идёт от 0 до 10. Выберите целевое значение в этих пределах. Этот срок уже прошёл. Выберите день в будущем.',
  )
  assert.equal(
    translate(
      'The target is worse than the baseline (72.5, as heard): higher is better here. Choose a higher target.',
      'zh-Hans',
    ),
    '目标值比基线（根据收到的答复为 72.5）差：此处以更高为好。请选择更高的目标值。',
  )
  assert.equal(
    translate('Numbers from 1 to 5: answers on a scale from 1 to 5. 99 is read as no answer.', 'hu'),
    '1 és 5 közötti számok: válaszok 1–5 skálán. 99 a válasz hiányát jelenti.',
  )
})

test('names of methods are put together in every language', () => {
  const ranks = 'ranks from joint posterior draws (Laird & Louis 1989; Lin et al. 2006)'
  assert.equal(
    translate(
      `mean model by REML, Kackar-Harville posterior, ${ranks}; readings standardised to the same mix beforehand (direct standardisation)`,
      'zh-Hans',
    ),
    'REML 均值模型，Kackar-Harville 后验；名次由联合后验抽样得出（Laird & Louis 1989；Lin et al. 2006）；读数已事先标准化为相同构成（直接标准化）',
  )
  assert.equal(
    translate('least squares within one fixed effect, CR1 standard errors, score 2 periods before', 'hu'),
    'Legkisebb négyzetek módszere egy fix hatással, CR1 standard hibákkal; a pontszám 2 időszakkal a pénz előttről',
  )
  assert.equal(
    translate('No intervals: A block bootstrap needs at least two blocks with rows.', 'ru'),
    'Без интервалов. Для блочного бутстрепа нужно хотя бы два непустых блока.',
  )
  assert.equal(
    translate('Left out. nps: Fewer than two groups have readings.', 'ru'),
    'Не учтено. nps: оценки есть меньше чем у двух подразделений.',
  )
})

test('what no template fits stays as it is; English always does', () => {
  for (const text of ['Nobody ever wrote this.', '', 'x is nothing of ours. And more', '{1}'])
    for (const language of uiLanguageSchema.options) assert.equal(translate(text, language), text)
  assert.equal(translate('The file is empty.', 'en'), 'The file is empty.')
})

test('long texts made to match are answered at once', () => {
  // Time of the processor: other test files share the machine.
  const started = process.cpuUsage()
  for (const n of [1_900, 200_000]) translate(`"${'" is "'.repeat(n / 6)}, which is no time`, 'ru')
  assert.ok(process.cpuUsage(started).user < 500_000)
})

test('an answer is translated in its sentences only', () => {
  const answer = {
    name: 'The file is empty.',
    rows: [{ line: 2, problem: 'The row has no time.', signal: null }],
    notes: ['The comments look like the language "pt".'],
    suppressed: { reason: 'not_enough_data', message: 'Nothing was heard yet.' },
  }
  assert.deepEqual(translateAnswer(answer, 'hu'), {
    name: 'The file is empty.',
    rows: [{ line: 2, problem: 'A sorban nincs időpont.', signal: null }],
    notes: ['A megjegyzések nyelve valószínűleg „pt”.'],
    suppressed: { reason: 'not_enough_data', message: 'Még nem érkezett visszajelzés.' },
  })
  assert.equal(translateAnswer(answer, 'en'), answer)
})

test('problems are said in the language of whoever asks, fields included', async () => {
  const response = problemResponse(new NotFound('The import'), 'zh-Hans')
  assert.equal(response.headers.get('content-language'), 'zh-Hans')
  const { title, detail } = (await response.json()) as { title: string; detail: string }
  assert.deepEqual([title, detail], ['未找到', '该导入不存在，或您无权访问。'])
  const field = new Invalid('x', [{ path: '/closedOn', message: 'closedOn must be later than openedOn.' }])
  const { errors } = (await problemResponse(field, 'ru').json()) as { errors: { message: string }[] }
  assert.match(errors[0]!.message, /^Дата закрытия/)
  const parsed = z.string().safeParse(1, { error: z.locales.ru().localeError })
  assert.match(issuesOf(parsed.error!, '')[0]!.message, /^ожидалось/)
})

test('the language is the best of ours that the browser asks for', () => {
  for (const [header, language] of [
    ['ru-RU,ru;q=0.9,en;q=0.8', 'ru'],
    ['de, hu;q=0.5, en;q=0.4', 'hu'],
    ['en;q=0.1, zh-TW', 'zh-Hans'],
    ['*', 'en'],
    ['fr', 'en'],
    ['ru;q=0', 'en'],
    [undefined, 'en'],
    [';;,=,q=', 'en'],
  ] as const)
    assert.equal(languageOf(header), language, String(header))
})
