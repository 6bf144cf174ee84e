import type { listenEndpoints } from '@tandem/contract'
import type { RoutesOf } from '../platform/index.ts'
import { correctSignal, withdrawSignal } from './correct-signal.ts'
import { getSignal, listSignals } from './read-signals.ts'
import { receiveSignals } from './receive-signals.ts'
import type { ListenServices } from './services.ts'

type SignalEndpoints = Pick<
  typeof listenEndpoints,
  Extract<keyof typeof listenEndpoints, `${string}/signals${string}`>
>

export function signalRoutes({ intake, wakeProjector }: ListenServices): RoutesOf<SignalEndpoints> {
  return {
    'POST /api/v1/signals': (_, caller, request) => receiveSignals(intake, caller, request),
    'GET /api/v1/signals': ({ query }, caller) => listSignals(caller, query),
    'GET /api/v1/signals/{id}': ({ params }, caller) => getSignal(caller, params.id),
    'PUT /api/v1/signals/{id}': async ({ params, body }, caller) => {
      const signal = await correctSignal(caller, params.id, body)
      wakeProjector()
      return signal
    },
    'DELETE /api/v1/signals/{id}': async ({ params }, caller) => {
      await withdrawSignal(caller, params.id)
      wakeProjector()
      return undefined
    },
  }
}
