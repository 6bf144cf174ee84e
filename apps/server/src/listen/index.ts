export { SignalIntake } from './accept-signals.ts'
export { handleImportJobs as handleListenJobs } from './import/routes.ts'
export { listenRoutes } from './routes.ts'
export type { ListenServices } from './services.ts'
