import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import { newId } from './db/index.ts'

export interface Message {
  readonly to: string
  readonly subject: string
  readonly text: string
}

export interface Mail {
  /** Deliver, or throw; without SMTP_URL the message lands as an .eml file in the outbox folder. */
  send(message: Message): Promise<void>
  close(): void
}

export function createMail(options: {
  smtpUrl: string | undefined
  from: string
  outboxFolder: string
}): Mail {
  if (options.smtpUrl) {
    const transport = createTransport(options.smtpUrl, { from: options.from })
    return {
      send: async (message) => {
        await transport.sendMail(message)
      },
      close: () => transport.close(),
    }
  }
  const transport = createTransport(
    { streamTransport: true, buffer: true, newline: 'unix' },
    { from: options.from },
  )
  return {
    send: async (message) => {
      const { message: raw } = await transport.sendMail(message)
      await mkdir(options.outboxFolder, { recursive: true, mode: 0o700 })
      await writeFile(join(options.outboxFolder, `${newId()}.eml`), raw as Buffer, { mode: 0o600 })
    },
    close: () => transport.close(),
  }
}
