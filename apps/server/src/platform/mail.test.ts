import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { SMTPServer } from 'smtp-server'
import { createMail } from './mail.ts'

const message = {
  to: 'éva@example.test',
  subject: 'Meghívó',
  text: 'Kattintson ide: https://tandem.test/invite/abc',
}

test('a message reaches the SMTP server whole', async () => {
  const received: string[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, _session, done) {
      let text = ''
      stream.setEncoding('utf8')
      stream.on('data', (part: string) => {
        text += part
      })
      stream.on('end', () => {
        received.push(text)
        done()
      })
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  const mail = createMail({
    smtpUrl: `smtp://127.0.0.1:${port}`,
    from: 'Tandem <t@example.test>',
    outboxFolder: '',
  })
  await mail.send(message)
  mail.close()
  await new Promise<void>((resolve) => server.close(resolve))
  assert.equal(received.length, 1)
  assert.match(received[0]!, /From: Tandem <t@example.test>/)
  assert.match(received[0]!, /https:\/\/tandem.test\/invite\/abc/)
})

test('without a server the message lies in the outbox, for its owner only', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tandem-mail-'))
  const mail = createMail({ smtpUrl: undefined, from: 'Tandem <t@example.test>', outboxFolder: folder })
  await mail.send(message)
  mail.close()
  const [name] = await readdir(folder)
  assert.match(await readFile(join(folder, name!), 'utf8'), /tandem.test\/invite\/abc/)
  await rm(folder, { recursive: true })
})

test('a server that refuses is an error, not silence', async () => {
  const mail = createMail({ smtpUrl: 'smtp://127.0.0.1:1', from: 't@example.test', outboxFolder: '' })
  await assert.rejects(mail.send(message), /ECONNREFUSED/)
  mail.close()
})
