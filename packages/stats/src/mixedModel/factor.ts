/**
 * Numeric multifrontal Cholesky: factorization, solves, log-determinant and the diagonal blocks of the inverse
 * (Takahashi's equations front by front; Erisman & Tinney 1975).
 */

import { type Refusal, refuse } from '../core/refusal.ts'
import { factorPanel, gramOfUpper, invertTransposed, mirror, symmetricUpdate } from './dense.ts'
import { type Arena, makeArena } from './kernels.ts'
import type { Front, Symbolic } from './symbolic.ts'

/** Most doubles that a factorization may take (about 2.4 GB). */
const LARGEST_STORAGE = 3e8

/** Refuses a pattern whose factor would not fit into memory. */
export function checkStorage(symbolic: Symbolic): Refusal | undefined {
  if (symbolic.panelLength + Math.max(symbolic.updateLength, symbolic.inverseLength) <= LARGEST_STORAGE)
    return undefined
  return refuse(
    'too-large',
    'The factors cross so densely that their covariances would not fit into memory; leave out the factor with the second most levels, or fit a part of the data.',
  )
}

/** A factorization that can be redone for new values of the same pattern. */
export class SparseFactor {
  readonly symbolic: Symbolic
  /** All storage; panels start at 0, entry (row, column) of a front at panel + row * columns + column. */
  readonly arena: Arena
  private readonly updates: number
  private readonly children: Int32Array

  constructor(symbolic: Symbolic) {
    this.symbolic = symbolic
    this.updates = symbolic.panelLength
    // the update stack is empty while inverting and the inverse stack while factoring, so they share memory
    const stack = Math.max(symbolic.updateLength, symbolic.inverseLength)
    this.arena = makeArena(symbolic.panelLength + stack, symbolic.work)
    this.children = new Int32Array(symbolic.fronts.length)
    for (const f of symbolic.fronts) if (f.parent >= 0) this.children[f.parent] = this.children[f.parent]! + 1
  }

  /** Sets all panels to zero, so that the caller can write the matrix into them. */
  clear(): Float64Array {
    this.arena.memory.fill(0, 0, this.symbolic.panelLength)
    return this.arena.memory
  }

  /** Factors what the panels hold (lower part). False when the matrix isn't positive definite. */
  factor(): boolean {
    const { fronts } = this.symbolic
    const pending: number[] = []
    let top = this.updates
    for (let s = 0; s < fronts.length; s++) {
      const front = fronts[s]!
      const below = front.size - front.columns
      const own = top
      this.arena.memory.fill(0, own, own + below * below)
      let base = top
      for (let c = this.children[s]!; c > 0; c--) {
        const child = fronts[pending.pop()!]!
        base -= (child.size - child.columns) ** 2
        this.extendAdd(child, base, front, own)
      }
      if (!this.eliminate(front, own)) return false
      if (base < own) this.arena.memory.copyWithin(base, own, own + below * below)
      top = base + below * below
      pending.push(s)
    }
    return true
  }

  /** Adds a child's update matrix to its parent's panel and update matrix. */
  private extendAdd(child: Front, update: number, parent: Front, parentUpdate: number): void {
    const x = this.arena.memory
    const map = child.toParent
    const n = map.length
    const c = parent.columns
    const below = parent.size - c
    for (let i = 0; i < n; i++) {
      const row = map[i]!
      const from = update + i * n
      const panelRow = parent.panel + row * c
      const updateRow = parentUpdate + (row - c) * below - c
      for (let j = 0; j <= i; j++) {
        const column = map[j]!
        const at = column < c ? panelRow + column : updateRow + column
        x[at] = x[at]! + x[from + j]!
      }
    }
  }

  private eliminate(front: Front, update: number): boolean {
    const { columns: c, size, panel } = front
    if (c === 1) return this.eliminateOne(front, update)
    if (!factorPanel(this.arena, panel, c, size)) return false
    const below = size - c
    const rows = panel + c * c
    if (below > 0) symmetricUpdate(this.arena, below, c, rows, rows, c, update, below, -1)
    return true
  }

  private eliminateOne(front: Front, update: number): boolean {
    const x = this.arena.memory
    const { size, panel } = front
    const pivot = x[panel]!
    if (!(pivot > 0)) return false
    const root = Math.sqrt(pivot)
    x[panel] = root
    const below = size - 1
    for (let i = 0; i < below; i++) x[panel + 1 + i] = x[panel + 1 + i]! / root
    for (let i = 0; i < below; i++) {
      const v = x[panel + 1 + i]!
      const at = update + i * below
      for (let j = 0; j <= i; j++) x[at + j] = x[at + j]! - v * x[panel + 1 + j]!
    }
    return true
  }

  /** log |L|^2 = log of the determinant of the factored matrix. */
  logDeterminant(): number {
    let sum = 0
    for (const { panel, columns } of this.symbolic.fronts) {
      for (let j = 0; j < columns; j++) sum += Math.log(this.arena.memory[panel + j * columns + j]!)
    }
    return 2 * sum
  }

  /** Solves L L' x = b in place; x is in elimination order. */
  solve(x: Float64Array): void {
    this.forward(x)
    this.backward(x)
  }

  private forward(x: Float64Array): void {
    const l = this.arena.memory
    for (const { columns: c, first, panel, rows, size } of this.symbolic.fronts) {
      for (let i = 0; i < size; i++) {
        const r = panel + i * c
        let s = 0
        const end = Math.min(i, c)
        for (let j = 0; j < end; j++) s += l[r + j]! * x[first + j]!
        if (i < c) x[first + i] = (x[first + i]! - s) / l[r + i]!
        else x[rows[i - c]!] = x[rows[i - c]!]! - s
      }
    }
  }

  private backward(x: Float64Array): void {
    const l = this.arena.memory
    const { fronts } = this.symbolic
    for (let t = fronts.length - 1; t >= 0; t--) {
      const { columns: c, first, panel, rows, size } = fronts[t]!
      for (let i = size - 1; i >= 0; i--) {
        const r = panel + i * c
        let v: number
        if (i >= c) v = x[rows[i - c]!]!
        else {
          v = x[first + i]! / l[r + i]!
          x[first + i] = v
        }
        const end = Math.min(i, c)
        for (let j = 0; j < end; j++) x[first + j] = x[first + j]! - l[r + j]! * v
      }
    }
  }

  /**
   * Visits the inverse of each front (full symmetric size x size matrix at `offset`, leading dimension size):
   * entries of the inverse for the front's own columns and rows. Parents come before children.
   */
  visitInverse(visit: (front: Front, memory: Float64Array, offset: number) => void): void {
    const { fronts } = this.symbolic
    const place = new Float64Array(fronts.length)
    for (let s = fronts.length - 1; s >= 0; s--) {
      const front = fronts[s]!
      const parent = front.parent
      place[s] = parent === -1 ? this.updates : place[parent]! + fronts[parent]!.size ** 2
      if (parent >= 0) this.gather(front, place[s]!, fronts[parent]!.size, place[parent]!)
      if (front.columns === 1) this.invertOne(front, place[s]!)
      else this.invertFront(front, place[s]!)
      visit(front, this.arena.memory, place[s]!)
    }
  }

  /** Copies the part of the parent's inverse that belongs to the front's rows below. */
  private gather(front: Front, at: number, parentSize: number, parentAt: number): void {
    const x = this.arena.memory
    const { columns: c, size, toParent } = front
    const n = toParent.length
    for (let i = 0; i < n; i++) {
      const from = parentAt + toParent[i]! * parentSize
      const to = at + (c + i) * size + c
      for (let j = 0; j < n; j++) x[to + j] = x[from + toParent[j]!]!
    }
  }

  private invertOne(front: Front, at: number): void {
    const x = this.arena.memory
    const { size, panel } = front
    const root = x[panel]!
    let diagonal = 1 / (root * root)
    for (let i = 1; i < size; i++) {
      let s = 0
      for (let j = 1; j < size; j++) s += x[at + i * size + j]! * x[panel + j]!
      s /= root
      x[at + i * size] = -s
      x[at + i] = -s
      diagonal += (s * x[panel + i]!) / root
    }
    x[at] = diagonal
  }

  private invertFront(front: Front, at: number): void {
    const { arena } = this
    const x = arena.memory
    const { columns: c, size, panel } = front
    const below = size - c
    const upper = at + size * size
    invertTransposed(arena, panel, c, upper)
    for (let i = 0; i < c; i++) x.fill(0, at + i * size, at + (i + 1) * size)
    gramOfUpper(arena, c, upper, at, size)
    if (below > 0) {
      const y = upper + c * c // (L21 L11^-1)', c x below
      x.fill(0, y, y + c * below)
      arena.multiply(c, below, c, upper, c, panel + c * c, c, y, below, 1)
      arena.multiply(c, below, below, y, below, at + c * size + c, size, at + c, size, -1)
      for (let i = 0; i < c; i += 64) {
        const h = Math.min(64, c - i)
        arena.multiply(h, i + h, below, at + c + i * size, size, y, below, at + i * size, size, -1)
      }
      for (let i = 0; i < c; i++) for (let j = c; j < size; j++) x[at + j * size + i] = x[at + i * size + j]!
    }
    mirror(x, at, size, c)
  }
}
