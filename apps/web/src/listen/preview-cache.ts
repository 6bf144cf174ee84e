import type { Import, ImportPreview } from '@tandem/contract'

/** The answer to an upload, until the page of the file takes it: the server would have to read the file again. */
const fresh = new Map<string, ImportPreview>()

export function rememberPreview(preview: ImportPreview): void {
  fresh.set(preview.import.id, preview)
}

export function takePreview(id: string): ImportPreview | undefined {
  return fresh.get(id)
}

const underWay: readonly Import['status'][] = ['queued', 'running', 'undoing']

export function isUnderWay(status: Import['status']): boolean {
  return underWay.includes(status)
}
