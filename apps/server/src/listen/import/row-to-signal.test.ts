import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type ColumnMeaning, type ImportMapping, importMappingSchema, signalInput } from '@tandem/contract'
import fc from 'fast-check'
import { MappingError, rowReader } from './row-to-signal.ts'

const metric = (
  key: string,
  source: 'customer' | 'employee' | 'operations',
  scaleMin: number,
  scaleMax: number,
) => ({
  key,
  name: key,
  kind: source === 'operations' ? ('figure' as const) : ('csat' as const),
  source,
  scaleMin,
  scaleMax,
  direction: 'up' as const,
})

function mappingOf(columns: Record<string, ColumnMeaning>, more: Partial<ImportMapping> = {}): ImportMapping {
  return importMappingSchema.parse({
    target: 'signals',
    encoding: 'utf-8',
    delimiter: ',',
    decimal: '.',
    dateFormat: 'yyyy-MM-dd',
    columns: Object.entries(columns).map(([name, meaning]) => ({ name, meaning })),
    metrics: [
      metric('rating', 'customer', 1, 5),
      metric('mood', 'employee', 0, 10),
      metric('wait', 'operations', 0, 1e9),
    ],
    ...more,
  })
}

const wide: Record<string, ColumnMeaning> = {
  shop: { as: 'unit' },
  when: { as: 'time' },
  stars: { as: 'reading', metric: 'rating', missing: ['99'] },
  mood: { as: 'reading', metric: 'mood' },
  minutes: { as: 'reading', metric: 'wait' },
  said: { as: 'comment' },
  who: { as: 'customer' },
  city: { as: 'attribute', key: 'city' },
}
const header = Object.keys(wide)
const reader = (columns = wide, more: Partial<ImportMapping> = {}) =>
  rowReader(mappingOf(columns, more), Object.keys(columns), [])
const row = (cells: string[], line = 2) => ({ line, cells, problem: null })

describe('rows', () => {
  test('a wide row becomes one signal for each voice; people and comments belong to the main one', () => {
    const result = reader()(row(['S1', '2024-03-05', '4', '7.5', '12', 'Nice', 'c1', 'Pécs']))
    assert.equal(result.kind, 'signals')
    if (result.kind !== 'signals') return
    const [customer, employee, operations] = result.signals
    assert.equal(result.signals.length, 3)
    const key = customer!.sourceKey
    assert.deepEqual(customer, {
      sourceKey: key,
      source: 'customer',
      occurredAt: '2024-03-05',
      unit: 'S1',
      attributes: { city: 'Pécs' },
      customer: 'c1',
      readings: [{ metric: 'rating', value: 4 }],
      comments: [{ text: 'Nice' }],
    })
    assert.deepEqual(
      [employee!.sourceKey, employee!.customer, employee!.comments],
      [`${key}#employee`, undefined, undefined],
    )
    assert.deepEqual(operations!.readings, [{ metric: 'wait', value: 12 }])
    for (const signal of result.signals) assert.ok(signalInput.safeParse(signal).success)
  })

  test('what is wrong is said with the column and the value', () => {
    const cases: [string[], RegExp][] = [
      [['', '2024-03-05', '4', '', '', '', '', ''], /^"shop" \(the unit\) is empty\.$/],
      [
        ['S1', '05.03.2024', '4', '', '', '', '', ''],
        /^"when" is "05\.03\.2024", which is no time written as yyyy-MM-dd\.$/,
      ],
      [['S1', '', '4', '', '', '', '', ''], /^"when" \(the time\) is empty\.$/],
      [['S1', '2024-03-05', 'four', '', '', '', '', ''], /^"stars" is "four", which is not a number\.$/],
      [['S1', '2024-03-05', '6', '', '', '', '', ''], /^"stars" is 6; "rating" goes from 1 to 5\.$/],
      [['S1', '2024-03-05', '99', '', '', '', '', ''], /no answer, figure or comment/],
      [
        ['S'.repeat(121), '2024-03-05', '5', '', '', '', '', ''],
        /^"shop" is 121 characters long; at most 120 are possible\.$/,
      ],
    ]
    for (const [cells, problem] of cases) {
      const result = reader()(row(cells))
      assert.equal(result.kind, 'problem')
      if (result.kind === 'problem') assert.match(result.problem, problem)
    }
  })

  test('identical rows are two; the same file gives the same ids; a longer one keeps them', () => {
    const cells = ['S1', '2024-03-05', '4', '', '', '', '', '']
    const other = ['S2', '2024-03-05', '4', '', '', '', '', '']
    const keys = (rows: string[][]) => {
      const read = reader()
      return rows.map((c) => {
        const result = read(row(c))
        return result.kind === 'signals' ? result.signals[0]!.sourceKey : ''
      })
    }
    const first = keys([cells, cells, other])
    assert.equal(new Set(first).size, 3)
    assert.deepEqual(keys([cells, cells, other]), first)
    assert.deepEqual(keys([other, cells, cells, cells]).slice(0, 3), [first[2], first[0], first[1]])
  })

  test('thousands of identical rows are all told apart', () => {
    const read = reader()
    const keys = new Set<string>()
    for (let i = 0; i < 20_000; i++) {
      const result = read(row(['S1', '2024-03-05', String((i % 5) + 1), '', '', '', '', String(i % 7000)]))
      if (result.kind === 'signals') keys.add(result.signals[0]!.sourceKey)
    }
    assert.equal(keys.size, 20_000)
  })

  test('columns of ids make the key; a long file names its metric in each row', () => {
    const long = {
      id: { as: 'sourceKey' },
      line: { as: 'sourceKey' },
      question: { as: 'metricName' },
      answer: { as: 'value' },
      at: { as: 'time' },
    } as const
    const read = reader(long, { fixedUnit: 'hq' })
    const result = read(row(['a', '1', 'Rating', '4', '2024-03-05']))
    assert.equal(result.kind, 'signals')
    if (result.kind !== 'signals') return
    assert.match(result.signals[0]!.sourceKey, /^[0-9a-f]{8}:[0-9a-f]{8}:a\|1$/)
    assert.deepEqual(result.signals[0]!.readings, [{ metric: 'rating', value: 4 }])
    const unknown = read(row(['a', '2', 'Other', '4', '2024-03-05']))
    assert.ok(unknown.kind === 'problem' && /"question" is "Other", which is no metric/.test(unknown.problem))
  })

  test('a file of units: 0, 0 is no place, the day is a day', () => {
    const units = {
      key: { as: 'unit' },
      name: { as: 'unitName' },
      x: { as: 'longitude' },
      y: { as: 'latitude' },
      open: { as: 'time' },
    } as const
    const read = reader(units, { target: 'units' })
    const result = read(row(['1', 'One', '0', '0', '2012-04-12T04:00:00Z']))
    assert.deepEqual(result, {
      kind: 'unit',
      unit: {
        key: '1',
        name: 'One',
        parent: null,
        latitude: null,
        longitude: null,
        openedOn: '2012-04-12',
        attributes: {},
      },
    })
    const far = read(row(['1', 'One', '-200', '5', '']))
    assert.ok(far.kind === 'problem' && /no degree between -180 and 180/.test(far.problem))
  })

  test('a mapping that does not fit is refused in words', () => {
    const wrong: [Record<string, ColumnMeaning>, Partial<ImportMapping>, RegExp][] = [
      [{ ...wide, mood: { as: 'reading', metric: 'none' } }, {}, /metric "none", which does not exist/],
      [{ ...wide, who: { as: 'unit' } }, {}, /Both "shop" and "who" are said to be the unit/],
      [{ ...wide, shop: { as: 'ignore' } }, {}, /which column names the unit/],
      [{ ...wide, when: { as: 'ignore' } }, {}, /which column is the time/],
      [{ ...wide, mood: { as: 'reading', metric: 'rating' } }, {}, /Two columns feed/],
      [wide, { dateFormat: 'x' }, /date format "x"/],
      [wide, { metrics: [metric('rating', 'customer', 5, 5)] }, /from 5 to 5\. The second must be greater/],
      [
        wide,
        { metrics: [metric('rating', 'customer', 1, 5), metric('rating', 'customer', 0, 5)] },
        /Two new metrics/,
      ],
    ]
    for (const [columns, more, problem] of wrong) {
      assert.throws(
        () => rowReader(mappingOf(columns, more), header, []),
        (error) => error instanceof MappingError && problem.test(error.message),
      )
    }
    assert.throws(() => rowReader(mappingOf(wide), ['shop'], []), /no column "when"/)
  })
})

const meaning = fc.oneof(
  fc
    .constantFrom<
      ColumnMeaning['as'] &
        (
          | 'unit'
          | 'time'
          | 'comment'
          | 'ignore'
          | 'sourceKey'
          | 'employee'
          | 'language'
          | 'channel'
          | 'metricName'
          | 'value'
          | 'latitude'
          | 'longitude'
        )
    >(
      'unit',
      'time',
      'comment',
      'ignore',
      'sourceKey',
      'employee',
      'language',
      'channel',
      'metricName',
      'value',
      'latitude',
      'longitude',
    )
    .map((as) => ({ as })),
  fc.constantFrom('rating', 'mood', 'wait').map((key) => ({ as: 'reading' as const, metric: key })),
  fc.constant({ as: 'attribute' as const, key: 'k' }),
)

test('any mapping and any cells give signals the contract takes, or a problem, or a refused mapping', () => {
  const cells = fc.array(fc.oneof(fc.string(), fc.constantFrom('3', '2024-01-02', 'S1', '', '99,5')), {
    minLength: 4,
    maxLength: 4,
  })
  fc.assert(
    fc.property(
      fc.array(meaning, { minLength: 4, maxLength: 4 }),
      fc.array(cells, { maxLength: 5 }),
      fc.constantFrom('signals' as const, 'units' as const),
      fc.constantFrom('yyyy-MM-dd', 'dd.MM.yyyy', 'yyyy', 'excel', 'epoch'),
      (meanings, rows, target, dateFormat) => {
        const columns = Object.fromEntries(meanings.map((m, i) => [`c${i}`, m]))
        let read: ReturnType<typeof rowReader>
        try {
          read = reader(columns, { target, dateFormat, fixedUnit: 'u', fixedTime: '2024-01-01' })
        } catch (error) {
          assert.ok(error instanceof MappingError)
          return
        }
        for (const c of rows) {
          const result = read(row(c))
          if (result.kind === 'problem') assert.ok(result.problem.length > 10)
          if (result.kind !== 'signals') continue
          for (const signal of result.signals) {
            const parsed = signalInput.safeParse(signal)
            assert.ok(parsed.success, parsed.error?.message)
          }
        }
      },
    ),
    { numRuns: 1500 },
  )
})
