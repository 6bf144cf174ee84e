export { understandRoutes } from './routes.ts'
