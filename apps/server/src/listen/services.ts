import type { Database, Log } from '../platform/index.ts'
import type { Jobs } from '../platform/jobs.ts'
import type { SignalIntake } from './accept-signals.ts'

/** What the listen room works with; made once by the composition. */
export interface ListenServices {
  readonly database: Database
  readonly intake: SignalIntake
  readonly jobs: Jobs
  /** Folder for uploaded files and files of bad rows. */
  readonly filesFolder: string
  /** Largest upload, in bytes. */
  readonly importMaxBytes: number
  /** Wakes the projector after a change that did not go through the intake. */
  readonly wakeProjector: () => void
  readonly log: Log
}
