import type { metricBody } from '@tandem/contract'
import type { z } from 'zod'

export type DemoMetric = z.output<typeof metricBody>

type Kind = DemoMetric['kind']
type Source = DemoMetric['source']

const scales: Readonly<Record<Exclude<Kind, 'figure'>, readonly [number, number]>> = {
  nps: [0, 10],
  enps: [0, 10],
  csat: [1, 5],
  ces: [1, 7],
  index: [0, 10],
  score: [0, 100],
}

const metric = (key: string, name: string, kind: Exclude<Kind, 'figure'>, source: Source): DemoMetric => ({
  key,
  name,
  kind,
  source,
  scaleMin: scales[kind][0],
  scaleMax: scales[kind][1],
  direction: 'up',
  decimals: kind === 'nps' || kind === 'enps' ? 0 : 1,
  unitLabel: '',
})

const figure = (
  key: string,
  name: string,
  range: readonly [number, number],
  direction: 'up' | 'down',
  decimals: number,
  unitLabel: string,
): DemoMetric => ({
  key,
  name,
  kind: 'figure',
  source: 'operations',
  scaleMin: range[0],
  scaleMax: range[1],
  direction,
  decimals,
  unitLabel,
})

/** What Northbeam Home measures. */
export const metrics: readonly DemoMetric[] = [
  metric('nps', 'Recommendation (NPS)', 'nps', 'customer'),
  metric('store-csat', 'Satisfaction with the visit', 'csat', 'customer'),
  metric('waiting', 'Waiting time', 'csat', 'customer'),
  metric('advice', 'Advice', 'csat', 'customer'),
  metric('friendliness', 'Staff friendliness', 'csat', 'customer'),
  metric('availability', 'Product availability', 'csat', 'customer'),
  metric('checkout', 'Checkout', 'csat', 'customer'),
  metric('price', 'Value for money', 'csat', 'customer'),
  metric('cleanliness', 'Cleanliness', 'csat', 'customer'),
  metric('delivery-csat', 'Satisfaction with delivery', 'csat', 'customer'),
  metric('on-time', 'Delivered when promised', 'csat', 'customer'),
  metric('parcel-condition', 'Condition of the parcel', 'csat', 'customer'),
  metric('installation-csat', 'Satisfaction with installation', 'csat', 'customer'),
  metric('app-ease', 'Ease of website and app', 'csat', 'customer'),
  metric('ces', 'Ease of getting help (CES)', 'ces', 'customer'),
  metric('customer-respect', 'Customers feel respected', 'csat', 'customer'),
  metric('customer-information', 'Customers are well informed', 'csat', 'customer'),
  metric('customer-tools', 'Customers have what they need', 'csat', 'customer'),
  metric('customer-listening', 'Customers are listened to', 'csat', 'customer'),
  metric('engagement', 'Engagement', 'index', 'employee'),
  metric('enps', 'Employer recommendation (eNPS)', 'enps', 'employee'),
  metric('employee-respect', 'Employees feel respected', 'csat', 'employee'),
  metric('employee-information', 'Employees are well informed', 'csat', 'employee'),
  metric('employee-tools', 'Employees have the tools they need', 'csat', 'employee'),
  metric('employee-listening', 'Employees are listened to', 'csat', 'employee'),
  {
    ...metric('stay', 'Intends to stay 12 months', 'index', 'employee'),
    scaleMax: 1,
    decimals: 0,
    unitLabel: '%',
  },
  metric('onboarding', 'Onboarding', 'csat', 'employee'),
  metric('service-test', 'Service test', 'score', 'service_test'),
  metric('test-greeting', 'Service test: greeting', 'score', 'service_test'),
  metric('test-advice', 'Service test: advice', 'score', 'service_test'),
  metric('test-shelves', 'Service test: shelves and order', 'score', 'service_test'),
  metric('test-checkout', 'Service test: checkout', 'score', 'service_test'),
  metric('audit-compliance', 'Audit compliance', 'score', 'audit'),
  metric('audit-safety', 'Audit: safety', 'score', 'audit'),
  metric('audit-stock', 'Audit: stock records', 'score', 'audit'),
  figure('sales', 'Sales per month', [0, 100_000_000], 'up', 0, 'EUR'),
  figure('staff-turnover', 'Staff turnover, yearly rate', [0, 200], 'down', 1, '%'),
  figure('attendance', 'Attendance', [0, 100], 'up', 1, '%'),
]
