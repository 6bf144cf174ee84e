/** Sparse cross products Z'WZ, Z'WQ and Z'Wr, laid out on the fronts of the Cholesky factor. */
import type { Graph } from './ordering.ts'
import type { Block, Problem } from './problem.ts'
import { analyse, type Symbolic } from './symbolic.ts'

/** A small dense block of Z'WZ between two levels, stored once with the later eliminated node as rows. */
export type PairBlocks = {
  /** Random-effect blocks (factors) of rows and columns. */
  readonly rowBlock: number
  readonly columnBlock: number
  /** Address of entry (0, 0) in the panels, and the panel's leading dimension. */
  readonly address: Int32Array
  readonly stride: Int32Array
  /** Row-major values, size(row) x size(column) each. */
  readonly values: Float64Array
}

/** Everything the profiled deviance needs; nothing of it depends on the parameters. */
export type CrossProducts = {
  readonly symbolic: Symbolic
  readonly blocks: readonly Block[]
  /** First node of each block; a node is a level. */
  readonly nodeStart: Int32Array
  readonly pairs: readonly PairBlocks[]
  /** Addresses of the diagonal of the matrix in the panels. */
  readonly diagonal: Int32Array
  /** Z'WQ column by column, then Z'Wr, in elimination order. */
  readonly right: readonly Float64Array[]
  /** For every unknown: its block and its coefficient within the level. */
  readonly blockOf: Int32Array
  readonly coefficientOf: Int32Array
}

type RawPairs = { a: number; b: number; nodeA: Int32Array; nodeB: Int32Array; values: Float64Array }

/** Builds the cross products of a problem and analyses their pattern. */
export function crossProducts(problem: Problem): CrossProducts {
  const { blocks } = problem
  const nodeStart = new Int32Array(blocks.length + 1)
  for (const [k, b] of blocks.entries()) nodeStart[k + 1] = nodeStart[k]! + b.levelCount
  const raw: RawPairs[] = []
  for (let a = 0; a < blocks.length; a++) {
    for (let b = a; b < blocks.length; b++) raw.push(pairProducts(problem.weights, blocks, nodeStart, a, b))
  }
  const nodes = nodeStart[blocks.length]!
  const weight = new Int32Array(nodes)
  for (const [k, b] of blocks.entries()) weight.fill(b.size, nodeStart[k]!, nodeStart[k + 1]!)
  const symbolic = analyse(makeGraph(nodes, raw), weight)
  const { blockOf, coefficientOf } = unknownMaps(blocks, nodeStart, symbolic)
  return {
    symbolic,
    blocks,
    nodeStart,
    pairs: placePairs(symbolic, blocks, raw),
    diagonal: diagonalAddresses(symbolic),
    right: [...problem.basis.q, problem.residual].map((v) => projectColumn(v, problem, nodeStart, symbolic)),
    blockOf,
    coefficientOf,
  }
}

/** Rows sorted by level: those of level l are rows[start[l] .. start[l+1]-1]. */
export function rowsByLevel(levels: Int32Array, levelCount: number): { start: Int32Array; rows: Int32Array } {
  const start = new Int32Array(levelCount + 1)
  for (const l of levels) start[l + 1] = start[l + 1]! + 1
  for (let l = 0; l < levelCount; l++) start[l + 1] = start[l + 1]! + start[l]!
  const cursor = start.slice(0, levelCount)
  const rows = new Int32Array(levels.length)
  for (let i = 0; i < levels.length; i++) {
    const l = levels[i]!
    rows[cursor[l]!] = i
    cursor[l] = cursor[l]! + 1
  }
  return { start, rows }
}

/** Sums of w z_a z_b' over the rows of each pair of levels that occurs. */
function pairProducts(
  w: Float64Array,
  blocks: readonly Block[],
  nodeStart: Int32Array,
  a: number,
  b: number,
): RawPairs {
  const A = blocks[a]!
  const B = blocks[b]!
  const entries = A.size * B.size
  const { start, rows } = rowsByLevel(A.levels, A.levelCount)
  const slot = new Int32Array(B.levelCount).fill(-1)
  // at most one pair per row
  const nodeA = new Int32Array(rows.length)
  const nodeB = new Int32Array(rows.length)
  const values = new Float64Array(rows.length * entries)
  let used = 0
  for (let l = 0; l < A.levelCount; l++) {
    const base = used
    for (let t = start[l]!; t < start[l + 1]!; t++) {
      const i = rows[t]!
      const m = B.levels[i]!
      let s = slot[m]!
      if (s < base) {
        s = used++
        slot[m] = s
        nodeA[s] = nodeStart[a]! + l
        nodeB[s] = nodeStart[b]! + m
      }
      if (entries === 1 && A.columns[0] === undefined && B.columns[0] === undefined) {
        values[s] = values[s]! + w[i]!
        continue
      }
      for (let x = 0, e = s * entries; x < A.size; x++) {
        const u = w[i]! * (A.columns[x]?.[i] ?? 1)
        for (let y = 0; y < B.size; y++, e++) values[e] = values[e]! + u * (B.columns[y]?.[i] ?? 1)
      }
    }
  }
  return {
    a,
    b,
    nodeA: nodeA.slice(0, used),
    nodeB: nodeB.slice(0, used),
    values: values.slice(0, used * entries),
  }
}

function makeGraph(nodes: number, raw: readonly RawPairs[]): Graph {
  const start = new Int32Array(nodes + 1)
  const off = raw.filter((p) => p.a !== p.b)
  for (const { nodeA, nodeB } of off) {
    for (let e = 0; e < nodeA.length; e++) {
      start[nodeA[e]! + 1] = start[nodeA[e]! + 1]! + 1
      start[nodeB[e]! + 1] = start[nodeB[e]! + 1]! + 1
    }
  }
  for (let i = 0; i < nodes; i++) start[i + 1] = start[i + 1]! + start[i]!
  const cursor = start.slice(0, nodes)
  const adjacency = new Int32Array(start[nodes]!)
  const add = (i: number, j: number): void => {
    adjacency[cursor[i]!] = j
    cursor[i] = cursor[i]! + 1
  }
  for (const { nodeA, nodeB } of off) {
    for (let e = 0; e < nodeA.length; e++) {
      add(nodeA[e]!, nodeB[e]!)
      add(nodeB[e]!, nodeA[e]!)
    }
  }
  return { nodes, start, adjacency }
}

/** Turns each pair so that the later eliminated node has the rows, and finds its address in the panels. */
function placePairs(symbolic: Symbolic, blocks: readonly Block[], raw: readonly RawPairs[]): PairBlocks[] {
  const { nodeOffset } = symbolic
  const out: PairBlocks[] = []
  for (const { a, b, nodeA, nodeB, values } of raw) {
    const sa = blocks[a]!.size
    const sb = blocks[b]!.size
    const isForward = (e: number): boolean => nodeOffset[nodeA[e]!]! >= nodeOffset[nodeB[e]!]!
    for (const forward of [true, false]) {
      let count = 0
      for (let e = 0; e < nodeA.length; e++) if (isForward(e) === forward) count++
      if (count === 0) continue
      const rows = new Int32Array(count)
      const columns = new Int32Array(count)
      const picked = new Float64Array(count * sa * sb)
      let t = 0
      for (let e = 0; e < nodeA.length; e++) {
        if (isForward(e) !== forward) continue
        rows[t] = forward ? nodeA[e]! : nodeB[e]!
        columns[t] = forward ? nodeB[e]! : nodeA[e]!
        for (let x = 0; x < sa; x++) {
          for (let y = 0; y < sb; y++) {
            picked[t * sa * sb + (forward ? x * sb + y : y * sa + x)] = values[(e * sa + x) * sb + y]!
          }
        }
        t++
      }
      const sides = forward ? { rowBlock: a, columnBlock: b } : { rowBlock: b, columnBlock: a }
      out.push({ ...sides, ...addresses(symbolic, rows, columns), values: picked })
    }
  }
  return out
}

/** Addresses of node pairs in the panels, front by front. */
function addresses(
  symbolic: Symbolic,
  rowNodes: Int32Array,
  columnNodes: Int32Array,
): { address: Int32Array; stride: Int32Array } {
  const { fronts, nodeFront, nodeOffset } = symbolic
  const address = new Int32Array(rowNodes.length)
  const stride = new Int32Array(rowNodes.length)
  const byFront = rowsByLevel(
    columnNodes.map((node) => nodeFront[node]!),
    fronts.length,
  )
  const local = new Int32Array(symbolic.unknowns)
  for (const [s, front] of fronts.entries()) {
    const from = byFront.start[s]!
    const to = byFront.start[s + 1]!
    if (from === to) continue
    for (let i = 0; i < front.columns; i++) local[front.first + i] = i
    for (let i = 0; i < front.rows.length; i++) local[front.rows[i]!] = front.columns + i
    for (let t = from; t < to; t++) {
      const e = byFront.rows[t]!
      const row = local[nodeOffset[rowNodes[e]!]!]!
      address[e] = front.panel + row * front.columns + nodeOffset[columnNodes[e]!]! - front.first
      stride[e] = front.columns
    }
  }
  return { address, stride }
}

function diagonalAddresses(symbolic: Symbolic): Int32Array {
  const out = new Int32Array(symbolic.unknowns)
  for (const { first, columns, panel } of symbolic.fronts) {
    for (let j = 0; j < columns; j++) out[first + j] = panel + j * columns + j
  }
  return out
}

function unknownMaps(
  blocks: readonly Block[],
  nodeStart: Int32Array,
  symbolic: Symbolic,
): { blockOf: Int32Array; coefficientOf: Int32Array } {
  const blockOf = new Int32Array(symbolic.unknowns)
  const coefficientOf = new Int32Array(symbolic.unknowns)
  for (const [k, { size, levelCount }] of blocks.entries()) {
    for (let l = 0; l < levelCount; l++) {
      const at = symbolic.nodeOffset[nodeStart[k]! + l]!
      for (let c = 0; c < size; c++) {
        blockOf[at + c] = k
        coefficientOf[at + c] = c
      }
    }
  }
  return { blockOf, coefficientOf }
}

/** Z'W v in elimination order. */
function projectColumn(
  v: Float64Array,
  problem: Problem,
  nodeStart: Int32Array,
  symbolic: Symbolic,
): Float64Array {
  const out = new Float64Array(symbolic.unknowns)
  for (const [k, { levels, columns }] of problem.blocks.entries()) {
    for (let i = 0; i < problem.rows; i++) {
      const at = symbolic.nodeOffset[nodeStart[k]! + levels[i]!]!
      const wv = problem.weights[i]! * v[i]!
      for (let c = 0; c < columns.length; c++) out[at + c] = out[at + c]! + wv * (columns[c]?.[i] ?? 1)
    }
  }
  return out
}

/** The pattern of random intercepts alone, for models whose weights change from step to step. */
export type InterceptPattern = {
  readonly symbolic: Symbolic
  readonly nodeStart: Int32Array
  /** For each factor: the unknown that each row bears on. */
  readonly unknownOf: readonly Int32Array[]
  readonly diagonal: Int32Array
}

/** Analyses the pattern of crossed or nested random intercepts. */
export function interceptPattern(blocks: readonly Block[]): InterceptPattern {
  const nodeStart = new Int32Array(blocks.length + 1)
  for (const [k, b] of blocks.entries()) nodeStart[k + 1] = nodeStart[k]! + b.levelCount
  const ones = new Float64Array(blocks[0]!.levels.length).fill(1)
  const raw: RawPairs[] = []
  for (let a = 0; a < blocks.length; a++) {
    for (let b = a + 1; b < blocks.length; b++) raw.push(pairProducts(ones, blocks, nodeStart, a, b))
  }
  const nodes = nodeStart[blocks.length]!
  const symbolic = analyse(makeGraph(nodes, raw), new Int32Array(nodes).fill(1))
  const unknownOf = blocks.map((b, k) => b.levels.map((l) => symbolic.nodeOffset[nodeStart[k]! + l]!))
  return { symbolic, nodeStart, unknownOf, diagonal: diagonalAddresses(symbolic) }
}

/** For each pair of factors (and each with itself): where in the panels a row's weight is added. */
export function pairAddresses(pattern: InterceptPattern): { a: number; b: number; address: Int32Array }[] {
  const { symbolic, unknownOf } = pattern
  const nodeAt = new Int32Array(symbolic.unknowns)
  for (let node = 0; node < symbolic.nodeOffset.length; node++) nodeAt[symbolic.nodeOffset[node]!] = node
  const out: { a: number; b: number; address: Int32Array }[] = []
  for (let a = 0; a < unknownOf.length; a++) {
    for (let b = a; b < unknownOf.length; b++) {
      const later = unknownOf[a]!.map((t, i) => nodeAt[Math.max(t, unknownOf[b]![i]!)]!)
      const earlier = unknownOf[a]!.map((t, i) => nodeAt[Math.min(t, unknownOf[b]![i]!)]!)
      out.push({ a, b, address: addresses(symbolic, later, earlier).address })
    }
  }
  return out
}
