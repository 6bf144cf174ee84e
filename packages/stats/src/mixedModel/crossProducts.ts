/** Sparse cross products Z'WZ, Z'WQ and Z'Wr, laid out on the fronts of the Cholesky factor. */
import type { Graph } from './ordering.ts'
import type { Block, Problem } from './problem.ts'
import { analyse, locate, type Symbolic } from './symbolic.ts'

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
  const nodeA: number[] = []
  const nodeB: number[] = []
  const values: number[] = []
  for (let l = 0; l < A.levelCount; l++) {
    const base = nodeA.length
    for (let t = start[l]!; t < start[l + 1]!; t++) {
      const i = rows[t]!
      const m = B.levels[i]!
      let s = slot[m]!
      if (s < base) {
        s = nodeA.length
        slot[m] = s
        nodeA.push(nodeStart[a]! + l)
        nodeB.push(nodeStart[b]! + m)
        for (let e = 0; e < entries; e++) values.push(0)
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
    nodeA: Int32Array.from(nodeA),
    nodeB: Int32Array.from(nodeB),
    values: Float64Array.from(values),
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
    const forward: number[] = []
    const turned: number[] = []
    for (let e = 0; e < nodeA.length; e++) {
      if (nodeOffset[nodeA[e]!]! >= nodeOffset[nodeB[e]!]!) forward.push(e)
      else turned.push(e)
    }
    const sa = blocks[a]!.size
    const sb = blocks[b]!.size
    if (forward.length > 0) {
      const picked = Float64Array.from(
        forward.flatMap((e) => [...values.subarray(e * sa * sb, (e + 1) * sa * sb)]),
      )
      const at = addresses(
        symbolic,
        forward.map((e) => nodeA[e]!),
        forward.map((e) => nodeB[e]!),
      )
      out.push({ rowBlock: a, columnBlock: b, ...at, values: picked })
    }
    if (turned.length > 0) {
      const picked = new Float64Array(turned.length * sa * sb)
      for (const [t, e] of turned.entries()) {
        for (let x = 0; x < sa; x++) {
          for (let y = 0; y < sb; y++) picked[t * sa * sb + y * sa + x] = values[e * sa * sb + x * sb + y]!
        }
      }
      const at = addresses(
        symbolic,
        turned.map((e) => nodeB[e]!),
        turned.map((e) => nodeA[e]!),
      )
      out.push({ rowBlock: b, columnBlock: a, ...at, values: picked })
    }
  }
  return out
}

function addresses(
  symbolic: Symbolic,
  rowNodes: number[],
  columnNodes: number[],
): { address: Int32Array; stride: Int32Array } {
  const { fronts, nodeFront, nodeOffset } = symbolic
  const address = new Int32Array(rowNodes.length)
  const stride = new Int32Array(rowNodes.length)
  // entries by front, rows ascending, so that one pass over the front's rows finds them all
  const order = rowNodes.map((_, e) => e)
  const frontOf = (e: number): number => nodeFront[columnNodes[e]!]!
  order.sort((x, y) => frontOf(x) - frontOf(y) || nodeOffset[rowNodes[x]!]! - nodeOffset[rowNodes[y]!]!)
  for (let from = 0; from < order.length; ) {
    const s = frontOf(order[from]!)
    let to = from
    while (to < order.length && frontOf(order[to]!) === s) to++
    const front = fronts[s]!
    const wanted = Int32Array.from(order.slice(from, to), (e) => nodeOffset[rowNodes[e]!]!)
    const local = locate(wanted, front.first, front.columns, front.rows)
    for (let t = from; t < to; t++) {
      const e = order[t]!
      const column = nodeOffset[columnNodes[e]!]! - front.first
      address[e] = front.panel + local[t - from]! * front.columns + column
      stride[e] = front.columns
    }
    from = to
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
