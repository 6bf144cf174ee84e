import type { SignalIntake } from '../listen/index.ts'
import type { Analytics } from '../platform/analytics/index.ts'
import type { Database, Log } from '../platform/index.ts'
import type { Jobs } from '../platform/jobs.ts'
import type { Projector } from '../platform/projector/index.ts'

/** What the system room works with; made once by the composition. */
export interface SystemServices {
  readonly database: Database
  readonly analytics: Analytics
  readonly projector: Projector
  readonly jobs: Jobs
  readonly intake: SignalIntake
  readonly log: Log
}
