import { openAsBlob } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { type Import, type ImportPreview, importMappingSchema, importPreviewSchema } from '@tandem/contract'
import { type Client, CommandError } from './connect.ts'
import { endProgress, printTable, showProgress } from './output.ts'

export interface ImportOptions {
  readonly map?: string
  readonly saveMap?: string
  readonly source?: string
  readonly yes?: boolean
  readonly json?: boolean
}

/** `tandem import FILE`: show how the file is understood, ask, import, and hand back bad rows. */
export async function importFile(client: Client, file: string, options: ImportOptions): Promise<void> {
  const blob = await open(file)
  const uploaded = await client.raw('POST /api/v1/imports', {
    query: { fileName: basename(file), ...(options.source ? { source: options.source } : {}) },
    rawBody: blob,
  })
  let preview: ImportPreview = importPreviewSchema.parse(await uploaded.json())
  const params = { id: preview.import.id }
  if (options.map) {
    const mapping = importMappingSchema.parse(JSON.parse(await readFile(options.map, 'utf8')))
    preview = await client.call('PUT /api/v1/imports/{id}/mapping', { params, body: mapping })
  } else if (options.yes && !preview.import.mapping.createUnits) {
    // With --yes nobody is asked, so what the file names and Tandem does not know is created.
    const mapping = { ...preview.import.mapping, createUnits: true }
    preview = await client.call('PUT /api/v1/imports/{id}/mapping', { params, body: mapping })
  }
  if (options.saveMap)
    await writeFile(options.saveMap, `${JSON.stringify(preview.import.mapping, null, 2)}\n`)
  if (!options.json) describe(preview)
  if (!options.yes && !(await confirmed())) {
    if (options.json) console.log(JSON.stringify(preview, null, 2))
    else
      console.log(
        'Nothing was imported. Add --yes to import, or --save-map FILE, edit it, and use --map FILE.',
      )
    return
  }
  await client.call('POST /api/v1/imports/{id}/start', { params })
  const done = await watch(client, params.id)
  if (done.badRows > 0) {
    const badFile = `${file}.bad-rows.csv`
    await writeFile(badFile, await client.call('GET /api/v1/imports/{id}/bad-rows.csv', { params }))
    if (!options.json)
      console.log(`${done.badRows} rows were refused; they are in ${badFile} with their reasons.`)
  }
  if (options.json) console.log(JSON.stringify(done, null, 2))
  else
    console.log(
      `${done.rows} rows read: ${done.accepted} stored, ${done.duplicates} known before, ${done.badRows} refused.`,
    )
  if (done.status !== 'done') throw new CommandError(done.error ?? `The import is ${done.status}.`)
}

/** A missing file fails at once, an unreadable one later: both are told alike. */
async function open(file: string): Promise<Blob> {
  try {
    return await openAsBlob(file)
  } catch {
    throw new CommandError(`The file ${file} can't be read.`)
  }
}

function describe(preview: ImportPreview): void {
  const { mapping } = preview.import
  console.log(
    `${preview.import.fileName}: ${mapping.target === 'units' ? 'describes units' : `signals of ${mapping.source}`}`,
  )
  printTable(
    ['column', 'means', 'for example', 'why'],
    mapping.columns.slice(0, 60).map((column, i) => {
      const { as, ...more } = column.meaning
      const detail = Object.values(more).join(' ')
      const info = preview.columns[i]
      return [
        column.name,
        detail ? `${as}: ${detail}` : as,
        (info?.samples[0] ?? '').slice(0, 30),
        info?.why ?? '',
      ]
    }),
  )
  if (mapping.columns.length > 60) console.log(`... and ${mapping.columns.length - 60} more columns`)
  for (const note of preview.notes) console.log(note)
  for (const row of preview.rows.filter((r) => r.problem).slice(0, 5))
    console.log(`line ${row.line}: ${row.problem}`)
}

async function confirmed(): Promise<boolean> {
  if (!process.stdin.isTTY) return false
  const prompt = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await prompt.question('Import it like this? [y/N] ')
  prompt.close()
  return /^y(es)?$/i.test(answer.trim())
}

const running = new Set<Import['status']>(['preview', 'queued', 'running'])

async function watch(client: Client, id: string): Promise<Import> {
  for (;;) {
    const now = await client.call('GET /api/v1/imports/{id}', { params: { id } })
    if (!running.has(now.status)) {
      endProgress()
      return now
    }
    showProgress(
      `${Math.round((100 * now.bytesRead) / Math.max(1, now.bytes))} %  ${now.rows} rows, ${now.badRows} refused`,
    )
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
}
