import { pipeline, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { TableError } from './table-error.ts'

/** Text compresses ten- to fiftyfold; a thousandfold is an attack or a disk image. */
const maxInflation = 250
const inflationGrace = 64 * 1024 * 1024

/** Reads at least `size` bytes (or all there are) ahead and gives them back with the whole stream. */
export async function peek(
  bytes: AsyncIterable<Uint8Array>,
  size: number,
): Promise<{ head: Buffer; all: AsyncGenerator<Uint8Array> }> {
  const iterator = bytes[Symbol.asyncIterator]()
  const chunks: Uint8Array[] = []
  let length = 0
  while (length < size) {
    const { done, value } = await iterator.next()
    if (done) break
    chunks.push(value)
    length += value.length
  }
  const head = Buffer.concat(chunks)
  async function* replay(): AsyncGenerator<Uint8Array> {
    try {
      if (head.length > 0) yield head
      for (;;) {
        const { done, value } = await iterator.next()
        if (done) return
        yield value
      }
    } finally {
      await iterator.return?.()
    }
  }
  return { head, all: replay() }
}

/** Unpacks gzip while streaming; refuses what blows up like a bomb, and says when the archive is damaged. */
export async function* gunzip(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let packed = 0
  let unpacked = 0
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      packed += chunk.length
      yield chunk
    }
  }
  const inflated = createGunzip({ chunkSize: 256 * 1024 })
  // The error reaches the reader through the destroyed stream; the callback only keeps it from being unhandled.
  pipeline(Readable.from(counted()), inflated, () => {})
  try {
    for await (const chunk of inflated as AsyncIterable<Buffer>) {
      unpacked += chunk.length
      if (unpacked > inflationGrace && unpacked > packed * maxInflation) {
        throw new TableError(
          `The archive unpacks to more than ${maxInflation} times its size. Unpack it yourself and import the file inside.`,
        )
      }
      yield chunk
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (!code.startsWith('Z_') && code !== 'ERR_BUFFER_OUT_OF_BOUNDS') throw error
    throw new TableError('The gzip archive is damaged or cut off. Pack the file again and import it anew.')
  } finally {
    inflated.destroy()
  }
}

type FileKind = 'gzip' | 'xlsx' | 'text'

/** Tells a file by its first bytes; its name is not to be trusted. */
export function sniff(head: Uint8Array): FileKind {
  const starts = (...magic: number[]) => magic.every((byte, i) => head[i] === byte)
  if (starts(0x1f, 0x8b)) return 'gzip'
  if (starts(0x50, 0x4b, 0x03, 0x04)) return 'xlsx'
  if (starts(0xd0, 0xcf, 0x11, 0xe0)) {
    throw new TableError('This is an old Excel file (.xls). Save it as .xlsx or .csv and import that.')
  }
  if (starts(0x25, 0x50, 0x44, 0x46))
    throw new TableError('This is a PDF, not a table. Import CSV, XLSX or JSON.')
  if (starts(0x50, 0x41, 0x52, 0x31)) throw new TableError('Parquet is not read. Import CSV, XLSX or JSON.')
  return 'text'
}

export async function collect(
  bytes: AsyncIterable<Uint8Array>,
  max: number,
  tooBig: string,
): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of bytes) {
    length += chunk.length
    if (length > max) throw new TableError(tooBig)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
