import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { BadRows } from './bad-rows.ts'

test('reasons are in the language of the person, rows and header as they stand in the file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tandem-bad-rows-'))
  try {
    const file = join(folder, 'bad.csv')
    const bad = new BadRows(file, ['store', 'rating'], 'ru')
    await bad.add({ line: 4, cells: ['A, B', 'x'], problem: null }, '"rating" is "x", which is not a number.')
    await bad.add({ line: 9, cells: ['', '3'], problem: null }, 'A reason that no catalogue has')
    await bad.close()
    assert.equal(
      await readFile(file, 'utf8'),
      '\ufeffline,reason,store,rating\r\n4,«rating»: «x» — не число.,"A, B",x\r\n9,A reason that no catalogue has,,3\r\n',
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
