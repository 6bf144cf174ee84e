/**
 * Import of a CSV file, through guess, job and intake, against COPY of the same signals into the same table.
 *
 *   node bench/import.ts [rows] [rounds]        1,000,000 rows and 2 rounds unless told
 *
 * COPY is the limit: it writes finished rows (ids, hashes and scores made before) into a table with the same
 * columns and indexes, reads no keys, and queues nothing for the projector. Rounds alternate because the limit drifts.
 * Also printed: COPY of the raw file into a table of text, and the memory of the importing process.
 */

import { once } from 'node:events'
import { createWriteStream, openAsBlob } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createImport } from '../apps/server/src/listen/import/create-import.ts'
import { createImportBench, type ImportBench } from '../apps/server/src/listen/import/import.test-support.ts'

const rows = Number(process.argv[2] ?? 1_000_000)
const rounds = Number(process.argv[3] ?? 2)
const aim = 4
const comments = ['Quick and friendly', 'Had to wait too long, nobody came', '', '', 'Would come again', '']

/** Ratings of 1,000 stores by 50,000 customers over two years, a third with a comment. */
async function writeFile(path: string, seed: number): Promise<void> {
  const stream = createWriteStream(path)
  stream.write('response_id,store_id,date,rating,wait_minutes,comment,customer_id,channel\n')
  for (let i = 0; i < rows; i++) {
    const day = new Date(Date.UTC(2023, 0, 1 + (i % 730))).toISOString().slice(0, 10)
    const line = `${seed}-${i},S${(i * 7919) % 1000},${day},${(i % 5) + 1},${i % 45},"${comments[i % 6]}",C${(i * 31) % 50_000},${i % 2 === 0 ? 'web' : 'phone'}\n`
    if (!stream.write(line)) await once(stream, 'drain')
  }
  stream.end()
  await once(stream, 'close')
}

/** The highest memory of the process while `work` runs, in MB, and its time in s. */
async function measured<T>(
  work: () => Promise<T>,
): Promise<{ value: T; seconds: number; megabytes: number }> {
  let peak = 0
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss())
  }, 50)
  const started = performance.now()
  try {
    const value = await work()
    return { value, seconds: (performance.now() - started) / 1000, megabytes: Math.round(peak / 1e6) }
  } finally {
    clearInterval(timer)
  }
}

async function importRound(
  bench: ImportBench,
  file: string,
): Promise<{ seconds: number; megabytes: number; signals: number }> {
  const body = (await openAsBlob(file)).stream()
  const run = await measured(async () => {
    const preview = await createImport(bench.services, bench.caller, { fileName: 'bench.csv', body })
    return bench.run(preview.import.id)
  })
  const { status, error, badRows, accepted } = run.value
  if (status !== 'done' || badRows > 0)
    throw new Error(`The import is ${status}: ${error}, ${badRows} bad rows.`)
  return { seconds: run.seconds, megabytes: run.megabytes, signals: accepted }
}

async function copyRound(bench: ImportBench, importedIn: string): Promise<number> {
  const pool = bench.test.database.systemPool
  const { rows: found } = await pool.query<{ path: string }>(
    `select current_setting('data_directory') || '/bench.copy' as path`,
  )
  const path = found[0]!.path
  await pool.query(`copy (select * from signals where import_id = '${importedIn}') to '${path}'`)
  await pool.query('create table copied (like signals including all)')
  await pool.query('checkpoint')
  const started = performance.now()
  await pool.query(`copy copied from '${path}'`)
  const seconds = (performance.now() - started) / 1000
  await pool.query('drop table copied')
  await pool.query(`copy (select '') to '${path}'`)
  return seconds
}

const folder = await mkdtemp(join(tmpdir(), 'tandem-bench-'))
const bench = await createImportBench()
const ratios: number[] = []
try {
  for (let round = 1; round <= rounds; round++) {
    const file = join(folder, `round-${round}.csv`)
    await writeFile(file, round)
    await bench.test.database.systemPool.query('checkpoint')
    const ours = await importRound(bench, file)
    const { rows: last } = await bench.test.database.systemPool.query<{ id: string }>(
      'select id from imports order by created_at desc limit 1',
    )
    const copy = await copyRound(bench, last[0]!.id)
    ratios.push(ours.seconds / copy)
    const size = Math.round((await stat(file)).size / 1e6)
    await rm(file)
    console.log(
      `round ${round}: ${rows} rows (${size} MB, ${ours.signals} signals) imported in ${ours.seconds.toFixed(1)} s ` +
        `(${Math.round(rows / ours.seconds)} rows/s, at most ${ours.megabytes} MB); COPY of the signals ${copy.toFixed(1)} s; ` +
        `ratio ${(ours.seconds / copy).toFixed(2)}`,
    )
  }
  const middle = ratios.sort((a, b) => a - b)[Math.floor(ratios.length / 2)]!
  console.log(`import against COPY of the same rows: ${middle.toFixed(2)} (aim: at most ${aim})`)
  process.exitCode = middle <= aim ? 0 : 1
} finally {
  await bench.close()
  await rm(folder, { recursive: true, force: true })
}
