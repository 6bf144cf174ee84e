import assert from 'node:assert/strict'
import test from 'node:test'
import { compare, flatten, usesOf } from './locale-rules.ts'

const source = flatten({ greet: 'Hello {{name}}', rows_one: '{{count}} row', rows_other: '{{count}} rows' })

test('a complete translation has no faults, with the plural forms of its own language', () => {
  const russian = flatten({
    greet: 'Привет, {{name}}',
    rows_one: '{{count}} строка',
    rows_few: '{{count}} строки',
    rows_many: '{{count}} строк',
    rows_other: '{{count}} строки',
  })
  assert.deepEqual(compare(source, russian, 'ru'), [])
  assert.deepEqual(
    compare(source, flatten({ greet: '你好{{name}}', rows_other: '{{count}} 行' }), 'zh-Hans'),
    [],
  )
})

test('each kind of fault is found', () => {
  const bad = flatten({ greet: 'Привет', rows_one: '{{count}} строка', rows_other: '', more: 'x' })
  const faults = compare(source, bad, 'ru')
  assert.ok(faults.includes('rows lacks the form "few"'))
  assert.ok(faults.includes('rows lacks the form "many"'))
  assert.ok(faults.includes('rows is empty'))
  assert.ok(faults.includes('more is not in the source'))
  assert.ok(faults.some((fault) => fault.startsWith('greet has other placeholders')))
  assert.deepEqual(compare(source, flatten({ rows_other: '{{count}}' }), 'zh-Hans'), ['greet is missing'])
})

test('keys are found in calls, in Trans, in templates and as literals', () => {
  const code = `
    const { t } = useTranslation(['home', 'common'])
    t('a.b', { count: 2 }); t(\`common:role.\${me.role}\`)
    <Trans i18nKey='standing.bottom' />
    const label = 'nav.home'
  `
  const uses = usesOf(code)
  assert.deepEqual(uses.namespaces, ['home', 'common'])
  assert.deepEqual(uses.keys, ['a.b', 'standing.bottom'])
  assert.ok(uses.patterns.some((pattern) => pattern.test('common:role.owner')))
  assert.ok(uses.literals.includes('nav.home'))
})
