import type { listenEndpoints } from '@tandem/contract'
import type { RoutesOf } from '../platform/index.ts'
import { importRoutes } from './import/routes.ts'
import type { ListenServices } from './services.ts'
import { signalRoutes } from './signal-routes.ts'

export function listenRoutes(services: ListenServices): RoutesOf<typeof listenEndpoints> {
  return { ...signalRoutes(services), ...importRoutes(services) }
}
