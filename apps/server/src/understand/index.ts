export { progressRoutes } from './goal-routes.ts'
export { readBaseline } from './read-baseline.ts'
export { understandRoutes } from './routes.ts'
export { voicesRoutes } from './voices-routes.ts'
