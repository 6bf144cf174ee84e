import type { SignalInput } from '@tandem/contract'
import { lastDayOf } from './calendar.ts'
import { siteEffect } from './model.ts'
import * as planted from './planted-truth.ts'
import { stream } from './random.ts'
import type { Scene } from './scene.ts'

/** NPS as heard, by store and month: what the shops sell next month hangs on it. */
export type HeardNps = { readonly sum: Float64Array; readonly n: Float64Array }

/** Share of a usual month's sales, January to December: gardens in spring, gifts in December. */
const season = [0.86, 0.88, 1.0, 1.08, 1.12, 1.06, 0.98, 0.94, 1.0, 1.02, 1.0, 1.06]

/** Expected NPS of a store's visits, before events. */
export const expectedNps = (effect: number): number => 41 + planted.recommendation.npsPerStep * effect

/** Monthly sales, turnover and attendance of each store, for the months that are over. */
export function* operations(scene: Scene, heard: HeardNps): Generator<SignalInput> {
  const rng = stream(scene.seed, 'operations')
  const months = scene.calendar.months.length
  for (const site of scene.model.sites) {
    const liked = (site.engagementMean - 73) / planted.engagementEffect.sdBetween
    const base = 490_000 * site.store.size ** 0.8 * (1 + 0.075 * liked)
    const expected = expectedNps(siteEffect(site))
    let drift = 0
    for (let month = 0; month < scene.calendar.wholeMonths; month++) {
      const name = scene.calendar.months[month]!
      const cell = site.index * months + month - planted.valueOfPoint.lagMonths
      const before = month > 0 && heard.n[cell]! > 0 ? heard.sum[cell]! / heard.n[cell]! - expected : 0
      const sales =
        base * season[Number(name.slice(5)) - 1]! +
        planted.valueOfPoint.eur * before +
        planted.valueOfPoint.noiseEur * rng.normal()
      drift = 0.6 * drift + 0.09 * rng.normal()
      const turnover = site.turnover * Math.exp(drift)
      const attendance = Math.min(100, 95 + 0.6 * liked + 0.5 * rng.normal())
      yield {
        sourceKey: `${scene.keyPrefix}-o-${site.key}-${name}`,
        source: 'operations',
        occurredAt: lastDayOf(name),
        unit: site.key,
        readings: [
          { metric: 'sales', value: Math.max(0, Math.round(sales)) },
          { metric: 'staff-turnover', value: Math.round(turnover * 10) / 10 },
          { metric: 'attendance', value: Math.round(attendance * 10) / 10 },
        ],
      }
    }
  }
}
