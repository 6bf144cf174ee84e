import { detectChanges } from './detect-changes.ts'
import { linkUnits } from './link-units.ts'
import { rankUnits } from './rank-units.ts'
import { valueScore } from './value-score.ts'
import { weighDrivers } from './weigh-drivers.ts'

/** What may run in the background: pure functions of data that can be copied between threads, by name. */
export const computations = { detectChanges, linkUnits, rankUnits, valueScore, weighDrivers } as const
export type Computations = typeof computations
