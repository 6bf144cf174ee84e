import { readFile, writeFile } from 'node:fs/promises'
import { createOpenApi } from '../apps/server/src/platform/http/openapi.ts'

const root = new URL('..', import.meta.url)
const { version } = JSON.parse(await readFile(new URL('package.json', root), 'utf8')) as { version: string }
await writeFile(new URL('docs/openapi.json', root), `${JSON.stringify(createOpenApi(version), null, 2)}\n`)
