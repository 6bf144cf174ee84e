import { hash } from 'node:crypto'

/** Tells files with the same columns, in whatever order: their rows share ids, and a mapping is remembered for them. */
export function headerFingerprint(header: readonly string[]): string {
  return hash('sha256', [...header].sort().join('\u001f'), 'hex').slice(0, 16)
}

/**
 * Ids of rows that have none of their own: a hash of what the row holds and, among rows that hold the same,
 * its number. So the same file gives the same ids, two identical rows are two, and a longer export of the same
 * table shares the ids of its old rows.
 *
 * Counting takes an open hash table of 12 bytes a slot (about 25 MB for a million rows).
 */
export class RowKeys {
  #high = new Uint32Array(1 << 12)
  #low = new Uint32Array(1 << 12)
  #counts = new Uint32Array(1 << 12)
  #used = 0

  /** The id of a row by its cells. */
  next(cells: readonly string[]): string {
    const digest = hash('sha256', cells.join('\u001f'), 'base64url')
    const bytes = Buffer.from(digest.slice(0, 12), 'base64url')
    const count = this.#count(bytes.readUInt32LE(0) || 1, bytes.readUInt32LE(4))
    return count === 1 ? digest.slice(0, 22) : `${digest.slice(0, 22)}.${count}`
  }

  #count(high: number, low: number): number {
    if (this.#used * 3 > this.#high.length * 2) this.#grow()
    const slot = this.#slot(high, low)
    if (this.#counts[slot] === 0) {
      this.#high[slot] = high
      this.#low[slot] = low
      this.#used++
    }
    return ++this.#counts[slot]!
  }

  #slot(high: number, low: number): number {
    const mask = this.#high.length - 1
    let slot = (high ^ low) & mask
    while (this.#counts[slot] !== 0 && (this.#high[slot] !== high || this.#low[slot] !== low))
      slot = (slot + 1) & mask
    return slot
  }

  #grow(): void {
    const [high, low, counts] = [this.#high, this.#low, this.#counts]
    this.#high = new Uint32Array(high.length * 2)
    this.#low = new Uint32Array(high.length * 2)
    this.#counts = new Uint32Array(high.length * 2)
    for (let i = 0; i < high.length; i++) {
      if (counts[i] === 0) continue
      const slot = this.#slot(high[i]!, low[i]!)
      this.#high[slot] = high[i]!
      this.#low[slot] = low[i]!
      this.#counts[slot] = counts[i]!
    }
  }
}
