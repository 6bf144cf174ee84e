import { setTimeout as wait } from 'node:timers/promises'
import type { TestTandem } from './tandem.ts'

/** A demo company with a tenth of the answers: enough to find again what is planted in it. */
export const company = { seed: 1, until: '2026-10-31', scale: 0.1 }

/** Whether an interval holds what was planted. */
export function contains(interval: { lower: number; upper: number }, value: number): boolean {
  return interval.lower <= value && value <= interval.upper
}

/**
 * Load the demo company into an empty Tandem: `scale` multiplies its answers, 1 gives 280,000; `until` is its last day,
 * yesterday unless told. A fixed day shows a test the same figures on any day.
 */
export async function loadDemoCompany(
  { tandem, organizationId }: TestTandem,
  options: { readonly seed: number; readonly until?: string; readonly scale: number },
): Promise<void> {
  const id = await tandem.jobs.add('demo', organizationId, 'system', options)
  for (;;) {
    const { status, message } = await tandem.jobs.get(organizationId, id)
    if (status === 'done') return
    if (status === 'failed' || status === 'cancelled')
      throw new Error(`The demo ended as ${status}: ${message}`)
    await wait(100)
  }
}
