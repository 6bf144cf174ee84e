import { loadDemo } from './load-demo.ts'
import type { SystemServices } from './services.ts'

export { backup, requireBackup, restore } from './backup.ts'
export { cliKeyFile, ensureCliKey } from './cli-key.ts'
export { systemRoutes } from './routes.ts'

/** Register the long work of this room. */
export function handleSystemJobs(services: SystemServices): void {
  const { jobs, projector } = services
  jobs.handle('rebuild', ({ organizationId, progress }) =>
    projector.rebuild(organizationId, (done, message) => progress.report(done, message)),
  )
  jobs.handle('demo', (job) => loadDemo(services, job))
}
