import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { gunzipSync, gzipSync } from 'node:zlib'
import { createServerDatabase, createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { type Database, openDatabase } from '../platform/index.ts'
import { backup, restore } from './backup.ts'

let folder: string
let full: TestDatabase
let empty: Database
let drop: () => Promise<void>

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tandem-backup-'))
  full = await createTestDatabase()
  const server = await createServerDatabase()
  empty = await openDatabase(server.url, { connections: 4 })
  drop = server.drop
  await mkdir(join(folder, 'from', 'imports'), { recursive: true })
  // More than one chunk, so that the file comes in several lines.
  await writeFile(join(folder, 'from', 'imports', 'big.csv'), 'x'.repeat(2_500_000))
  await backup(full.database, join(folder, 'from'), join(folder, 'whole.backup'))
})
after(async () => {
  await empty.close()
  await drop()
  await full.close()
  await rm(folder, { recursive: true, force: true })
})

const organizations = async () =>
  (await empty.systemPool.query<{ n: number }>('select count(*)::int as n from organizations')).rows[0]!.n

test('what is no whole backup is refused in a sentence, and nothing changes; then the whole one is restored', async () => {
  const whole = await readFile(join(folder, 'whole.backup'))
  const lines = gunzipSync(whole).toString().trim().split('\n')
  assert.ok(lines.filter((line) => line.startsWith('{"file"')).length > 1)
  const packed = (some: readonly string[]) => gzipSync(`${some.join('\n')}\n`)
  const bent = Buffer.from(whole)
  for (let i = 200; i < 260; i++) bent[i] = 0
  const files: [string, Uint8Array, RegExp][] = [
    [
      'table.csv',
      Buffer.from('id,store\n1,2\n'),
      /table\.csv is not a backup of Tandem\. Nothing was restored\./,
    ],
    ['empty', new Uint8Array(), /is not a backup of Tandem/],
    ['other.gz', packed(['id,store', '1,2']), /is not a backup of Tandem/],
    ['json.gz', packed(['{"id":1}']), /is not a backup of Tandem/],
    ['start', whole.subarray(0, 30), /cut short/],
    ['half', whole.subarray(0, whole.length / 2), /cut short/],
    ['almost', whole.subarray(0, whole.length - 9), /cut short/],
    ['no end', packed(lines.slice(0, -1)), /cut short\. Nothing was restored\. Use a complete copy/],
    ['no rows', packed(lines.filter((line) => !line.startsWith('{"table":"organizations"'))), /cut short/],
    ['bad line', packed([lines[0]!, '{"table":"units"}']), /The backup is damaged\. Nothing was restored\./],
    ['bent', bent, /damaged|cut short/],
    [
      'old',
      packed([lines[0]!.replace(/"migration":"[^"]+"/, '"migration":"0000_old"')]),
      /version that made it/,
    ],
    ['out', packed([lines[0]!, '{"file":"../out","content":"eA=="}']), /outside its folder/],
  ]
  await assert.rejects(restore(empty, join(folder, 'to'), join(folder, 'nowhere')), /nowhere can't be read/)
  for (const [name, content, sentence] of files) {
    await writeFile(join(folder, name), content)
    await assert.rejects(restore(empty, join(folder, 'to'), join(folder, name)), sentence, name)
    assert.equal(await organizations(), 0, name)
    assert.deepEqual(
      (await readdir(folder)).filter((f) => f.startsWith('to') || f === 'out'),
      name === 'out' ? ['out'] : [],
    )
  }
  const result = await restore(empty, join(folder, 'to'), join(folder, 'whole.backup'))
  assert.equal(result.files, 1)
  assert.equal(await organizations(), 1)
  assert.equal((await readFile(join(folder, 'to', 'imports', 'big.csv'))).length, 2_500_000)
  await assert.rejects(restore(empty, join(folder, 'to'), join(folder, 'whole.backup')), /is in use/)
})
