import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startTestTandem, type TestTandem } from '../../../test/tandem.ts'

let app: TestTandem
before(async () => {
  app = await startTestTandem()
})
after(() => app.stop())

const ask = (path: string, encoding: string) =>
  fetch(`${app.url}/api/v1/${path}`, { headers: { ...app.owner.headers, 'accept-encoding': encoding } })

test('long answers are compressed for those who take it, short ones never; the content is the same', async () => {
  for (let i = 0; i < 20; i++)
    await app.owner.call('POST /api/v1/units', { body: { key: `u${i}`, name: `Site ${i}`, kind: 'site' } })
  const [packed, plain, short] = await Promise.all([
    ask('units', 'br, gzip'),
    ask('units', 'identity'),
    ask('me', 'gzip'),
  ])
  assert.equal(packed.headers.get('content-encoding'), 'gzip')
  assert.equal(packed.headers.get('vary'), 'accept-encoding')
  assert.equal(plain.headers.get('content-encoding'), null)
  assert.equal(short.headers.get('content-encoding'), null)
  const text = await plain.text()
  assert.equal(await packed.text(), text)
  assert.ok(Number(packed.headers.get('content-length')) < text.length / 3)
})
