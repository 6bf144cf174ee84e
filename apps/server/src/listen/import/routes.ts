import type { listenEndpoints } from '@tandem/contract'
import type { RoutesOf } from '../../platform/index.ts'
import type { ListenServices } from '../services.ts'
import { cancelImport } from './cancel-import.ts'
import { createImport } from './create-import.ts'
import { badRowsFile, getImport, importEvents, listImports } from './read-imports.ts'
import { runImport } from './run-import.ts'
import { startImport } from './start-import.ts'
import { runUndo, undoImport } from './undo-import.ts'
import { updateMapping } from './update-mapping.ts'

type ImportEndpoints = Pick<
  typeof listenEndpoints,
  Extract<keyof typeof listenEndpoints, `${string}/imports${string}`>
>

export function importRoutes(services: ListenServices): RoutesOf<ImportEndpoints> {
  return {
    'POST /api/v1/imports': ({ query }, caller, request) =>
      createImport(services, caller, { ...query, body: request.bodyStream }),
    'GET /api/v1/imports': (_, caller) => listImports(caller),
    'GET /api/v1/imports/{id}': ({ params }, caller) => getImport(caller, params.id),
    'PUT /api/v1/imports/{id}/mapping': ({ params, body }, caller) =>
      updateMapping(services, caller, params.id, body),
    'POST /api/v1/imports/{id}/start': ({ params }, caller) => startImport(services, caller, params.id),
    'GET /api/v1/imports/{id}/events': ({ params }, caller, request) =>
      importEvents(caller, params.id, request.signal),
    'POST /api/v1/imports/{id}/cancel': ({ params }, caller) => cancelImport(caller, params.id),
    'POST /api/v1/imports/{id}/undo': ({ params }, caller) => undoImport(services, caller, params.id),
    'GET /api/v1/imports/{id}/bad-rows.csv': ({ params }, caller) => badRowsFile(services, caller, params.id),
  }
}

/** Says how queued imports and undoings are done; before the jobs start. */
export function handleImportJobs(services: ListenServices): void {
  services.jobs.handle('import', (job) => runImport(services, job))
  services.jobs.handle('undo_import', (job) => runUndo(services, job))
}
