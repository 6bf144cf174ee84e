/**
 * Fill-reducing elimination order: approximate minimum degree on the quotient graph
 * (Amestoy, Davis & Duff 1996, "An approximate minimum degree ordering algorithm").
 */

/** A symmetric graph in compressed form: neighbours of node i are adjacency[start[i] .. start[i+1]-1]. */
export type Graph = { readonly nodes: number; readonly start: Int32Array; readonly adjacency: Int32Array }

/**
 * An order in which eliminating the nodes makes little fill: `order[k]` is the node to eliminate k-th.
 * `weight[i]` is the number of scalar unknowns that node i stands for. The graph has no self loops.
 */
export function minimumDegreeOrder(graph: Graph, weight: Int32Array): Int32Array {
  const q = new QuotientGraph(graph, weight)
  while (q.eliminateNext()) {
    // each call eliminates one supervariable
  }
  return q.order()
}

class QuotientGraph {
  /** One slot per node in `lists`: first its elements, then its variables. Slots only ever shrink. */
  private readonly lists: Int32Array
  private readonly start: Int32Array
  private readonly elements: Int32Array
  private readonly variables: Int32Array
  /** Weight of a live supervariable; 0 when merged or eliminated; negative while in the current pivot's list. */
  private readonly size: Int32Array
  private readonly degree: Int32Array
  /** Doubly linked lists of live supervariables by approximate degree. */
  private readonly head: Int32Array
  private readonly next: Int32Array
  private readonly previous: Int32Array
  /** Variables of an element (an eliminated pivot); undefined when dead. */
  private readonly boundary: (Int32Array | undefined)[]
  private readonly boundaryWeight: Int32Array
  private readonly stamp: Float64Array
  private tag = 1
  private readonly nextMember: Int32Array
  private readonly lastMember: Int32Array
  private readonly pivots: number[] = []
  private readonly postponed: number[] = []
  private readonly bucket: Int32Array
  private readonly bucketNext: Int32Array
  private readonly hash: Int32Array
  private remaining = 0
  private lowest = 0
  private readonly nodes: number

  constructor(graph: Graph, weight: Int32Array) {
    const n = graph.nodes
    this.nodes = n
    this.lists = Int32Array.from(graph.adjacency)
    this.start = graph.start
    this.elements = new Int32Array(n)
    this.variables = new Int32Array(n)
    this.size = Int32Array.from(weight)
    this.degree = new Int32Array(n)
    let total = 0
    for (let i = 0; i < n; i++) total += weight[i]!
    this.head = new Int32Array(total + 1).fill(-1)
    this.next = new Int32Array(n).fill(-1)
    this.previous = new Int32Array(n).fill(-1)
    this.boundary = new Array<Int32Array | undefined>(n)
    this.boundaryWeight = new Int32Array(n)
    this.stamp = new Float64Array(n)
    this.nextMember = new Int32Array(n).fill(-1)
    this.lastMember = Int32Array.from({ length: n }, (_, i) => i)
    this.bucket = new Int32Array(n + 1).fill(-1)
    this.bucketNext = new Int32Array(n).fill(-1)
    this.hash = new Int32Array(n)
    this.admitNodes()
  }

  /** Nodes with very many neighbours are ordered last: looking at their lists at each pivot would be quadratic. */
  private admitNodes(): void {
    const dense = Math.max(16, 10 * Math.sqrt(this.nodes))
    for (let i = 0; i < this.nodes; i++) {
      const count = this.start[i + 1]! - this.start[i]!
      this.variables[i] = count
      if (count > dense) {
        this.postponed.push(i)
        this.size[i] = 0
      }
    }
    this.postponed.sort((a, b) => this.variables[a]! - this.variables[b]! || a - b)
    for (let i = 0; i < this.nodes; i++) {
      if (this.size[i] === 0) continue
      this.remaining += this.size[i]!
      let d = 0
      for (let p = this.start[i]!; p < this.start[i + 1]!; p++) d += this.size[this.lists[p]!]!
      this.insert(i, d)
    }
  }

  private insert(i: number, d: number): void {
    this.degree[i] = d
    const first = this.head[d]!
    this.next[i] = first
    this.previous[i] = -1
    if (first >= 0) this.previous[first] = i
    this.head[d] = i
    if (d < this.lowest) this.lowest = d
  }

  private remove(i: number): void {
    const a = this.previous[i]!
    const b = this.next[i]!
    if (a >= 0) this.next[a] = b
    else this.head[this.degree[i]!] = b
    if (b >= 0) this.previous[b] = a
  }

  eliminateNext(): boolean {
    if (this.remaining <= 0) return false
    while (this.head[this.lowest] === -1) this.lowest++
    const pivot = this.head[this.lowest]!
    this.remove(pivot)
    const list = this.formElement(pivot)
    this.scanElements(list)
    const kept = this.updateLists(pivot, list)
    this.mergeTwins(kept)
    this.finishPivot(pivot, kept)
    return true
  }

  /** The pivot's boundary: its variables and those of its elements, which it absorbs. */
  private formElement(pivot: number): number[] {
    const { lists, size } = this
    this.remaining -= size[pivot]!
    const weight = size[pivot]!
    size[pivot] = 0
    this.pivots.push(pivot)
    const list: number[] = []
    let sum = 0
    const add = (v: number): void => {
      const s = size[v]!
      if (s <= 0) return
      sum += s
      size[v] = -s
      list.push(v)
      this.remove(v)
    }
    const from = this.start[pivot]!
    const split = from + this.elements[pivot]!
    for (let p = from; p < split; p++) {
      const e = lists[p]!
      const members = this.boundary[e]
      if (members === undefined) continue
      for (const v of members) add(v)
      this.boundary[e] = undefined
    }
    for (let p = split; p < split + this.variables[pivot]!; p++) add(lists[p]!)
    this.boundaryWeight[pivot] = sum
    this.degree[pivot] = weight
    return list
  }

  /** stamp[e] - tag becomes the weight of element e's variables outside the pivot's boundary. */
  private scanElements(list: readonly number[]): void {
    for (const i of list) {
      const s = -this.size[i]!
      for (let p = this.start[i]!; p < this.start[i]! + this.elements[i]!; p++) {
        const e = this.lists[p]!
        if (this.boundary[e] === undefined) continue
        if (this.stamp[e]! < this.tag) this.stamp[e] = this.boundaryWeight[e]! + this.tag
        this.stamp[e] = this.stamp[e]! - s
      }
    }
  }

  /** Prunes the lists of the boundary's variables; those left with the pivot alone are eliminated with it. */
  private updateLists(pivot: number, list: readonly number[]): number[] {
    const { lists, size, start } = this
    const kept: number[] = []
    for (const i of list) {
      const from = start[i]!
      const split = from + this.elements[i]!
      const end = split + this.variables[i]!
      let to = from
      let d = 0
      let hash = pivot
      for (let p = from; p < split; p++) {
        const e = lists[p]!
        if (this.boundary[e] === undefined) continue
        const outside = this.stamp[e]! - this.tag
        if (outside <= 0) {
          this.boundary[e] = undefined
          continue
        }
        d += outside
        hash += e
        lists[to++] = e
      }
      const keptElements = to - from
      for (let p = split; p < end; p++) {
        const v = lists[p]!
        if (size[v]! <= 0) continue
        d += size[v]!
        hash += v
        lists[to++] = v
      }
      const keptVariables = to - from - keptElements
      if (keptElements === 0 && keptVariables === 0) {
        this.remaining += size[i]!
        this.boundaryWeight[pivot] = this.boundaryWeight[pivot]! + size[i]!
        this.absorb(pivot, i)
        continue
      }
      if (keptVariables > 0) lists[to] = lists[from + keptElements]!
      lists[from + keptElements] = pivot
      this.elements[i] = keptElements + 1
      this.variables[i] = keptVariables
      this.degree[i] = Math.min(this.degree[i]!, d)
      this.hash[i] = hash % (this.nodes + 1)
      kept.push(i)
    }
    this.tag += this.boundaryWeight[pivot]! + this.head.length + 1
    return kept
  }

  /** Makes j a member of i: it is eliminated together with i. */
  private absorb(i: number, j: number): void {
    this.nextMember[this.lastMember[i]!] = j
    this.lastMember[i] = this.lastMember[j]!
    this.size[j] = 0
    this.elements[j] = 0
    this.variables[j] = 0
  }

  /** Variables with the same lists are indistinguishable and become one supervariable. */
  private mergeTwins(kept: readonly number[]): void {
    for (const i of kept) {
      this.bucketNext[i] = this.bucket[this.hash[i]!]!
      this.bucket[this.hash[i]!] = i
    }
    for (const first of kept) {
      let i = this.bucket[this.hash[first]!]!
      this.bucket[this.hash[first]!] = -1
      for (; i >= 0; i = this.bucketNext[i]!) {
        if (this.size[i] === 0) continue
        this.tag++
        const end = this.start[i]! + this.elements[i]! + this.variables[i]!
        for (let p = this.start[i]!; p < end; p++) this.stamp[this.lists[p]!] = this.tag
        for (let j = this.bucketNext[i]!; j >= 0; j = this.bucketNext[j]!) {
          if (this.size[j] !== 0 && this.sameLists(i, j)) {
            const s = this.size[j]!
            this.absorb(i, j)
            this.size[i] = this.size[i]! + s
          }
        }
      }
    }
    this.tag++
  }

  private sameLists(i: number, j: number): boolean {
    if (this.elements[i] !== this.elements[j] || this.variables[i] !== this.variables[j]) return false
    const from = this.start[j]!
    const end = from + this.elements[j]! + this.variables[j]!
    for (let p = from; p < end; p++) if (this.stamp[this.lists[p]!] !== this.tag) return false
    return true
  }

  private finishPivot(pivot: number, kept: readonly number[]): void {
    const live = kept.filter((i) => this.size[i]! < 0)
    const weight = this.boundaryWeight[pivot]!
    for (const i of live) {
      const s = -this.size[i]!
      this.size[i] = s
      const d = Math.min(this.degree[i]! + weight - s, this.remaining - s)
      this.insert(i, Math.max(0, d))
    }
    this.boundary[pivot] = live.length > 0 ? Int32Array.from(live) : undefined
  }

  order(): Int32Array {
    const order = new Int32Array(this.nodes)
    let k = 0
    for (const p of this.pivots) for (let i = p; i >= 0; i = this.nextMember[i]!) order[k++] = i
    for (const i of this.postponed) order[k++] = i
    return order
  }
}
