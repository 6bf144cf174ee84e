import type { HowWeKnow, Source } from '@tandem/contract'

export const sources: readonly Source[] = ['customer', 'employee', 'service_test', 'audit', 'operations']

export const facts: HowWeKnow = {
  method: 'Partial pooling of site means with evaluator effects, estimated by REML.',
  n: 36657,
  units: 3882,
  from: '2026-08-01',
  to: '2026-10-31',
  warnings: [{ code: 'few', message: '9 sites have fewer than 5 visits; their intervals are wide.' }],
  facts: [
    { key: 'betweenSd', value: 3.412 },
    { key: 'reliability', value: 0.71 },
  ],
}

const months = [38, 39, 37.5, 40, 41, 40.5, 42, 43, 42.4, 44, 45, 46]
export const history = months.map((value, i) => ({
  value,
  lower: value - 2.5 + i * 0.08,
  upper: value + 2.5 - i * 0.08,
}))

const places = [
  'Pécs, Király utca',
  'Dartford Retail Park',
  'Нижний Новгород, Покровка',
  '成都 春熙路',
  'Győr Árkád',
]

/** A small repeatable generator, enough for pictures. */
function wobble(i: number): number {
  const x = Math.sin(i * 127.1) * 43758.5453
  return x - Math.floor(x)
}

export const stores = Array.from({ length: 5000 }, (_, i) => {
  const estimate = 52 + (i / 5000) * 28 + wobble(i) * 3
  const half = 1.5 + wobble(i + 9000) * 4
  return {
    id: `store-${i}`,
    name: `${places[i % places.length]}${i < places.length ? '' : ` ${Math.floor(i / places.length)}`}`,
    estimate,
    interval: { lower: estimate - half, upper: estimate + half },
    rank: { expected: 5000 - i, lower: Math.max(1, 4900 - i), upper: Math.min(5000, 5150 - i) },
    probability: Math.max(0, Math.min(1, 1 - i / 900)),
    n: i % 37 === 5 ? null : 20 + Math.floor(wobble(i + 5) * 400),
  }
})
export type GalleryStore = (typeof stores)[number]
