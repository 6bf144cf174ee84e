import type { Erasure, linkEndpoints } from '@tandem/contract'
import type { Caller, RoutesOf } from '../platform/index.ts'
import { changePerson } from './change-person.ts'
import { changeUnit } from './change-unit.ts'
import { createUnit } from './create-unit.ts'
import { exportJourneys } from './export-journeys.ts'
import { exportPeople } from './export-people.ts'
import { exportUnits } from './export-units.ts'
import { type CountSignals, getPerson } from './get-person.ts'
import { getUnit } from './get-unit.ts'
import { importJourneys } from './import-journeys.ts'
import { importPeople } from './import-people.ts'
import { importUnits } from './import-units.ts'
import { listJourneys } from './list-journeys.ts'
import { listPeople } from './list-people.ts'
import { listUnits } from './list-units.ts'
import { moveUnit } from './move-unit.ts'
import { putJourney } from './put-journey.ts'

/** What this room needs of the rooms to its right, handed in by the composition. */
export interface LinkServices {
  /** Told when a key may mean something else than before. */
  readonly forgetKeys: (organizationId: string) => void
  readonly countSignals: CountSignals
  readonly erasePerson: (caller: Caller, personId: string, dryRun: boolean) => Promise<Erasure>
}

export function linkRoutes(services: LinkServices): RoutesOf<typeof linkEndpoints> {
  return {
    'GET /api/v1/units': async ({ query }, caller) => ({ items: await listUnits(caller, query) }),
    'POST /api/v1/units': ({ body }, caller) => createUnit(caller, body),
    'GET /api/v1/units/{id}': ({ params }, caller) => getUnit(caller, params.id),
    'PATCH /api/v1/units/{id}': async ({ params, body }, caller) => {
      const unit = await changeUnit(caller, params.id, body)
      services.forgetKeys(caller.organizationId)
      return unit
    },
    'POST /api/v1/units/{id}/move': ({ params, body }, caller) => moveUnit(caller, params.id, body),
    'GET /api/v1/units.csv': ({ query }, caller) => exportUnits(caller, query.asOf),
    'POST /api/v1/units.csv': ({ query }, caller, { bodyStream }) =>
      importUnits(caller, bodyStream, query.dryRun),
    'GET /api/v1/people': ({ query }, caller) => listPeople(caller, query),
    'POST /api/v1/people': ({ body }, caller) => changePerson(caller, body),
    'GET /api/v1/people/{id}': ({ params }, caller) => getPerson(caller, params.id, services.countSignals),
    'GET /api/v1/people.csv': ({ query }, caller) => exportPeople(caller, query.kind),
    'POST /api/v1/people.csv': ({ query }, caller, { bodyStream }) =>
      importPeople(caller, bodyStream, query.dryRun),
    'POST /api/v1/people/{id}/erase': ({ params, body }, caller) =>
      services.erasePerson(caller, params.id, body.dryRun),
    'GET /api/v1/journeys': async (_, caller) => ({ items: await listJourneys(caller) }),
    'PUT /api/v1/journeys': ({ body }, caller) => putJourney(caller, body),
    'GET /api/v1/journeys.csv': (_, caller) => exportJourneys(caller),
    'POST /api/v1/journeys.csv': ({ query }, caller, { bodyStream }) =>
      importJourneys(caller, bodyStream, query.dryRun),
  }
}
