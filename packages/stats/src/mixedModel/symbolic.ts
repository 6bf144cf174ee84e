/**
 * Symbolic analysis for the multifrontal Cholesky factor: elimination tree, supernodes, index maps.
 * Sources: Liu 1990 (elimination trees), Duff & Reid 1983 (multifrontal method), Ashcraft & Grimes 1989
 * (relaxed supernodes).
 */
import { type Graph, minimumDegreeOrder } from './ordering.ts'

/** One dense front: `columns` unknowns are eliminated in it, `size - columns` more rows are updated. */
export type Front = {
  readonly columns: number
  readonly size: number
  /** First unknown (in elimination order) that is eliminated here. */
  readonly first: number
  /** Index of the parent front, or -1. */
  readonly parent: number
  /** Elimination-order indices of the rows below the eliminated block. */
  readonly rows: Int32Array
  /** Where each of `rows` sits in the parent's front. */
  readonly toParent: Int32Array
  /** Offset of the size x columns panel (row major, leading dimension `columns`). */
  readonly panel: number
}

/** What depends on the pattern alone; children come before parents in `fronts`. */
export type Symbolic = {
  readonly unknowns: number
  readonly fronts: readonly Front[]
  /** First unknown of a node in elimination order; a node's unknowns are consecutive. */
  readonly nodeOffset: Int32Array
  /** Front that eliminates the node. */
  readonly nodeFront: Int32Array
  readonly panelLength: number
  /** Largest stack of update matrices, in doubles. */
  readonly updateLength: number
  /** Largest stack of inverse fronts plus work space, in doubles. */
  readonly inverseLength: number
  /** Multiplications of one numeric factorization, about. */
  readonly work: number
}

/** Orders the graph, finds the fronts and lays out their storage. `weight[i]` = unknowns of node i. */
export function analyse(graph: Graph, weight: Int32Array): Symbolic {
  const order = postorderTree(graph, minimumDegreeOrder(graph, weight))
  const tree = eliminationTree(graph, order)
  const groups = mergeSupernodes(tree, order, weight)
  return layOut(graph, order, weight, groups)
}

type Tree = { readonly parent: Int32Array; readonly counts: Int32Array }

function positions(order: Int32Array): Int32Array {
  const position = new Int32Array(order.length)
  for (let k = 0; k < order.length; k++) position[order[k]!] = k
  return position
}

function eliminationParents(graph: Graph, order: Int32Array, position: Int32Array): Int32Array {
  const parent = new Int32Array(order.length).fill(-1)
  const ancestor = new Int32Array(order.length).fill(-1)
  for (let k = 0; k < order.length; k++) {
    const node = order[k]!
    for (let p = graph.start[node]!; p < graph.start[node + 1]!; p++) {
      let j = position[graph.adjacency[p]!]!
      while (j < k) {
        const up = ancestor[j]!
        ancestor[j] = k
        if (up === -1) {
          parent[j] = k
          break
        }
        if (up === k) break
        j = up
      }
    }
  }
  return parent
}

/** Children lists of a forest given by parents; the last entry of `head` holds the roots. */
function childLists(parent: ArrayLike<number>): { head: Int32Array; next: Int32Array } {
  const n = parent.length
  const head = new Int32Array(n + 1).fill(-1)
  const next = new Int32Array(n).fill(-1)
  for (let k = n - 1; k >= 0; k--) {
    const up = parent[k] === -1 ? n : parent[k]!
    next[k] = head[up]!
    head[up] = k
  }
  return { head, next }
}

/** Depth-first order of a forest, children before parents. */
function postorder(parent: ArrayLike<number>): Int32Array {
  const n = parent.length
  const { head, next } = childLists(parent)
  const out = new Int32Array(n)
  const stack: number[] = []
  let k = 0
  for (let root = head[n]!; root >= 0; root = next[root]!) {
    stack.push(root)
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!
      const child = head[top]!
      if (child >= 0) {
        head[top] = next[child]!
        stack.push(child)
      } else {
        out[k++] = top
        stack.pop()
      }
    }
  }
  return out
}

/** The same elimination, renumbered so that each subtree is consecutive. */
function postorderTree(graph: Graph, order: Int32Array): Int32Array {
  const parent = eliminationParents(graph, order, positions(order))
  return postorder(parent).map((k) => order[k]!)
}

/** Parents and the number of nodes below the diagonal in each column of the factor. */
function eliminationTree(graph: Graph, order: Int32Array): Tree {
  const position = positions(order)
  const parent = eliminationParents(graph, order, position)
  const counts = new Int32Array(order.length)
  const mark = new Int32Array(order.length).fill(-1)
  for (let k = 0; k < order.length; k++) {
    mark[k] = k
    const node = order[k]!
    for (let p = graph.start[node]!; p < graph.start[node + 1]!; p++) {
      let j = position[graph.adjacency[p]!]!
      for (; j < k && mark[j] !== k; j = parent[j]!) {
        mark[j] = k
        counts[j] = counts[j]! + 1
      }
    }
  }
  return { parent, counts }
}

type Groups = { readonly parent: number[]; readonly columns: number[][] }

/**
 * Whether eliminating a front's columns in its parent instead costs less: the longer columns against passing the
 * update matrix up (which moves memory, so an entry of it weighs as much as many multiplications; the factor is measured).
 */
function worthMerging(columns: number, size: number, mergedSize: number): boolean {
  return columns * (mergedSize ** 2 - size ** 2) < 24 * (size - columns) ** 2 + 500
}

/** Fundamental supernodes, then children merged into parents where that costs little. */
function mergeSupernodes(tree: Tree, order: Int32Array, weight: Int32Array): Groups {
  const n = order.length
  const of = new Int32Array(n)
  const columns: number[][] = []
  for (let j = 0; j < n; j++) {
    const continues = j > 0 && tree.parent[j - 1] === j && tree.counts[j - 1] === tree.counts[j]! + 1
    if (!continues) columns.push([])
    columns[columns.length - 1]!.push(j)
    of[j] = columns.length - 1
  }
  const parent = columns.map((c) => {
    const up = tree.parent[c[c.length - 1]!]!
    return up === -1 ? -1 : of[up]!
  })
  // sizes are counted in nodes weighted alike; that is exact for intercepts and near enough with slopes
  const mean = (list: readonly number[]): number => list.reduce((s, j) => s + weight[order[j]!]!, 0)
  const width = columns.map(mean)
  const rows = columns.map((c, s) => width[s]! + tree.counts[c[c.length - 1]!]!)
  const mergedInto = new Int32Array(columns.length).fill(-1)
  for (let s = 0; s < columns.length; s++) {
    const up = parent[s]!
    if (up === -1 || !worthMerging(width[s]!, rows[s]!, width[s]! + rows[up]!)) continue
    mergedInto[s] = up
    width[up] = width[s]! + width[up]!
    rows[up] = width[s]! + rows[up]!
  }
  return collectGroups(columns, parent, mergedInto)
}

function collectGroups(columns: number[][], parent: number[], mergedInto: Int32Array): Groups {
  const target = new Int32Array(columns.length)
  for (let s = columns.length - 1; s >= 0; s--) target[s] = mergedInto[s] === -1 ? s : target[mergedInto[s]!]!
  const index = new Int32Array(columns.length).fill(-1)
  const out: Groups = { parent: [], columns: [] }
  for (let s = 0; s < columns.length; s++) {
    if (target[s] !== s) continue
    index[s] = out.columns.length
    out.columns.push([])
    out.parent.push(parent[s]!)
  }
  for (let s = 0; s < columns.length; s++) {
    const list = out.columns[index[target[s]!]!]!
    for (const j of columns[s]!) list.push(j)
  }
  for (let g = 0; g < out.parent.length; g++) {
    const up = out.parent[g]!
    out.parent[g] = up === -1 ? -1 : index[target[up]!]!
  }
  return out
}

/** Final numbering, row structures and storage of the fronts. */
function layOut(graph: Graph, order: Int32Array, weight: Int32Array, groups: Groups): Symbolic {
  const sequence = postorder(groups.parent)
  const rank = positions(sequence)
  const finalOrder = new Int32Array(order.length)
  const nodeFront = new Int32Array(order.length)
  let k = 0
  for (let s = 0; s < sequence.length; s++) {
    for (const j of groups.columns[sequence[s]!]!) {
      finalOrder[k++] = order[j]!
      nodeFront[order[j]!] = s
    }
  }
  const position = positions(finalOrder)
  const nodeOffset = new Int32Array(order.length)
  let unknowns = 0
  for (const node of finalOrder) {
    nodeOffset[node] = unknowns
    unknowns += weight[node]!
  }
  const parents = sequence.map((g) => (groups.parent[g] === -1 ? -1 : rank[groups.parent[g]!]!))
  const structure = rowStructures(graph, finalOrder, position, nodeFront, parents)
  const shape = { finalOrder, nodeOffset, weight, parents, structure }
  return { unknowns, nodeOffset, nodeFront, ...storage(buildFronts(shape, nodeFront)) }
}

/** Sorted node positions below each front's own columns. */
function rowStructures(
  graph: Graph,
  order: Int32Array,
  position: Int32Array,
  nodeFront: Int32Array,
  parents: Int32Array,
): Int32Array[] {
  const count = parents.length
  const last = new Int32Array(count)
  const first = new Int32Array(count).fill(order.length)
  for (let k = 0; k < order.length; k++) {
    const s = nodeFront[order[k]!]!
    last[s] = k
    if (k < first[s]!) first[s] = k
  }
  const children = childLists(parents)
  const mark = new Int32Array(order.length).fill(-1)
  const structure: Int32Array[] = []
  for (let s = 0; s < count; s++) {
    const rows: number[] = []
    const add = (k: number): void => {
      if (k <= last[s]! || mark[k] === s) return
      mark[k] = s
      rows.push(k)
    }
    for (let k = first[s]!; k <= last[s]!; k++) {
      const node = order[k]!
      for (let p = graph.start[node]!; p < graph.start[node + 1]!; p++) add(position[graph.adjacency[p]!]!)
    }
    for (let c = children.head[s]!; c >= 0; c = children.next[c]!) for (const k of structure[c]!) add(k)
    structure.push(Int32Array.from(rows).sort())
  }
  return structure
}

type Shape = {
  readonly finalOrder: Int32Array
  readonly nodeOffset: Int32Array
  readonly weight: Int32Array
  readonly parents: Int32Array
  readonly structure: readonly Int32Array[]
}

function buildFronts(shape: Shape, nodeFront: Int32Array): Front[] {
  const { finalOrder, nodeOffset, weight, parents, structure } = shape
  const count = parents.length
  const first = new Int32Array(count).fill(-1)
  const columns = new Int32Array(count)
  for (const node of finalOrder) {
    const s = nodeFront[node]!
    if (first[s] === -1) first[s] = nodeOffset[node]!
    columns[s] = columns[s]! + weight[node]!
  }
  const rows = structure.map((list) => {
    const out: number[] = []
    for (const k of list) {
      const node = finalOrder[k]!
      for (let a = 0; a < weight[node]!; a++) out.push(nodeOffset[node]! + a)
    }
    return Int32Array.from(out)
  })
  let panel = 0
  const fronts: Front[] = []
  for (let s = 0; s < count; s++) {
    const size = columns[s]! + rows[s]!.length
    const parent = parents[s]!
    const toParent =
      parent === -1 ? new Int32Array(0) : locate(rows[s]!, first[parent]!, columns[parent]!, rows[parent]!)
    fronts.push({ columns: columns[s]!, size, first: first[s]!, parent, rows: rows[s]!, toParent, panel })
    panel += size * columns[s]!
  }
  return fronts
}

/** Local index of each (sorted) unknown in a front with the given own columns and rows below. */
function locate(wanted: Int32Array, first: number, columns: number, rows: Int32Array): Int32Array {
  const out = new Int32Array(wanted.length)
  let r = 0
  for (let i = 0; i < wanted.length; i++) {
    const w = wanted[i]!
    if (w < first + columns) {
      out[i] = w - first
      continue
    }
    while (rows[r]! < w) r++
    out[i] = columns + r
  }
  return out
}

/** Peak stack sizes: updates are popped by the parent, inverse fronts live while descendants are visited. */
function storage(
  fronts: Front[],
): Pick<Symbolic, 'fronts' | 'panelLength' | 'updateLength' | 'inverseLength' | 'work'> {
  const pending: number[] = []
  let used = 0
  let updateLength = 0
  let panelLength = 0
  let work = 0
  const children = childLists(fronts.map((f) => f.parent))
  for (let s = 0; s < fronts.length; s++) {
    const { columns, size } = fronts[s]!
    const below = size - columns
    updateLength = Math.max(updateLength, used + below * below)
    for (let c = children.head[s]!; c >= 0; c = children.next[c]!) used -= pending.pop()!
    pending.push(below * below)
    used += below * below
    panelLength += size * columns
    work += columns * (size * below + (columns * columns) / 3)
  }
  const depth = new Float64Array(fronts.length)
  let inverseLength = 0
  for (let s = fronts.length - 1; s >= 0; s--) {
    const { columns, size, parent } = fronts[s]!
    const above = parent === -1 ? 0 : depth[parent]!
    depth[s] = above + size * size
    inverseLength = Math.max(inverseLength, depth[s]! + columns * columns + columns * (size - columns))
  }
  return { fronts, panelLength, updateLength, inverseLength, work }
}
