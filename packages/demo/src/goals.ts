import { addDays } from './calendar.ts'
import { valueOfPoint } from './planted-truth.ts'

/** What Northbeam Home wants to reach; a score is on the 0-100 (NPS: -100 to 100) scale of its metric. */
export type DemoGoal = {
  readonly key: string
  readonly name: string
  readonly metric: string
  /** First day of the plan; the baseline is what was heard before. */
  readonly startsOn: string
  readonly target: number
  readonly dueOn: string
  /** Who stands for it in the board. */
  readonly sponsor: string
  /** EUR a point is worth per month over all stores; null where nobody has put a figure on it. */
  readonly worthPerPoint: number | null
  /** Keys of the journeys that serve it. */
  readonly journeys: readonly string[]
}

/**
 * Three goals with a story each: recommendation stood still and fell with the damaged parcels, deliveries were near
 * their plan until the parcels broke, and engagement is on its way. Some touchpoints on the way to the first two are
 * listened to by nobody, the packing tables among them.
 */
export const createGoals = (until: string, stores: number): readonly DemoGoal[] => [
  {
    key: 'recommendation',
    name: 'Recommendation',
    metric: 'nps',
    startsOn: addDays(until, -174),
    target: 46,
    dueOn: addDays(until, 60),
    sponsor: 'Chief operating officer',
    worthPerPoint: valueOfPoint.eur * stores,
    journeys: ['visit', 'delivery', 'help'],
  },
  {
    key: 'delivery',
    name: 'Delivery',
    metric: 'delivery-csat',
    startsOn: addDays(until, -174),
    target: 80,
    dueOn: addDays(until, 60),
    sponsor: 'Head of logistics',
    worthPerPoint: null,
    journeys: ['delivery'],
  },
  {
    key: 'engagement',
    name: 'Engagement',
    metric: 'engagement',
    startsOn: addDays(until, -360),
    target: 72.5,
    dueOn: addDays(until, 150),
    sponsor: 'Head of people',
    worthPerPoint: null,
    journeys: ['work'],
  },
]
