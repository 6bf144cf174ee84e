import { addDays } from './calendar.ts'

/** What Northbeam Home wants to reach; a score is on the 0-100 (NPS: -100 to 100) scale of its metric. */
export type DemoGoal = {
  readonly key: string
  readonly name: string
  readonly metric: string
  readonly target: number
  readonly dueOn: string
  /** Who stands for it in the board. */
  readonly sponsor: string
}

export const createGoals = (until: string): readonly DemoGoal[] => [
  {
    key: 'recommendation',
    name: 'Recommendation',
    metric: 'nps',
    target: 46,
    dueOn: addDays(until, 60),
    sponsor: 'Chief operating officer',
  },
  {
    key: 'delivery',
    name: 'Deliveries that please',
    metric: 'delivery-csat',
    target: 80,
    dueOn: addDays(until, 60),
    sponsor: 'Head of logistics',
  },
  {
    key: 'engagement',
    name: 'Engagement',
    metric: 'engagement',
    target: 75,
    dueOn: addDays(until, 150),
    sponsor: 'Head of people',
  },
]
