import { randomFillSync } from 'node:crypto'

/** Random bytes for the next ids: asking the system once for many is several times faster than for each. */
const pool = new Uint8Array(16 * 256)
let used = pool.length

/** A UUID version 7 (RFC 9562): time-ordered, so that new rows land at the end of an index. */
export function newId(): string {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  const random = pool.subarray(used, used + 16)
  used += 16
  const now = Date.now()
  for (let i = 0; i < 6; i++) random[i] = (now / 2 ** (8 * (5 - i))) & 0xff
  random[6] = (random[6]! & 0x0f) | 0x70
  random[8] = (random[8]! & 0x3f) | 0x80
  const hex = Buffer.from(random).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** The nil UUID (RFC 9562): comes before every other, and stands for none. */
export const nilId = '00000000-0000-0000-0000-000000000000'
