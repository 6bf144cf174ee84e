import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { cholesky, cholInverse, cholLogDet } from '../core/linalg.ts'
import { checkStorage, SparseFactor } from './factor.ts'
import { makeArena } from './kernels.ts'
import { type Graph, minimumDegreeOrder } from './ordering.ts'
import { seeded } from './simulate.test-support.ts'
import { analyse, type Symbolic } from './symbolic.ts'

function makeGraph(nodes: number, edges: Iterable<readonly [number, number]>): Graph {
  const lists: number[][] = Array.from({ length: nodes }, () => [])
  for (const [i, j] of edges) {
    lists[i]!.push(j)
    lists[j]!.push(i)
  }
  const start = new Int32Array(nodes + 1)
  for (const [i, l] of lists.entries()) start[i + 1] = start[i]! + l.length
  return { nodes, start, adjacency: Int32Array.from(lists.flat()) }
}

function randomGraph(seed: number): { graph: Graph; weight: Int32Array } {
  const r = seeded(seed)
  const nodes = 2 + r.integer(60)
  const share = 0.25 * r.uniform()
  // some graphs end in a dense corner, as crossed factors do
  const corner = r.uniform() < 0.4 ? nodes * 0.7 : nodes
  const edges: [number, number][] = []
  for (let i = 0; i < nodes; i++) {
    for (let j = 0; j < i; j++) if (r.uniform() < share || j > corner) edges.push([i, j])
  }
  return {
    graph: makeGraph(nodes, edges),
    weight: Int32Array.from({ length: nodes }, () => 1 + r.integer(2)),
  }
}

/** A diagonally dominant matrix on the pattern, in elimination order (row major). */
function randomMatrix(
  seed: number,
  graph: Graph,
  weight: Int32Array,
  { nodeOffset, unknowns: n }: Symbolic,
): Float64Array {
  const r = seeded(seed + 1)
  const a = new Float64Array(n * n)
  for (let i = 0; i < graph.nodes; i++) {
    for (const j of [i, ...graph.adjacency.subarray(graph.start[i], graph.start[i + 1])]) {
      for (let x = 0; x < weight[i]!; x++) {
        for (let y = 0; y < weight[j]!; y++) {
          const [p, q] = [nodeOffset[i]! + x, nodeOffset[j]! + y]
          if (p <= q) continue
          a[p * n + q] = r.normal()
          a[q * n + p] = a[p * n + q]!
        }
      }
    }
  }
  for (let i = 0; i < n; i++)
    a[i * n + i] = 0.5 + a.subarray(i * n, (i + 1) * n).reduce((s, v) => s + Math.abs(v), 0)
  return a
}

/** Writes the matrix into the panels. */
function load(factor: SparseFactor, a: Float64Array): void {
  const x = factor.clear()
  const n = factor.symbolic.unknowns
  for (const f of factor.symbolic.fronts) {
    for (let i = 0; i < f.size; i++) {
      const row = i < f.columns ? f.first + i : f.rows[i - f.columns]!
      for (let j = 0; j < f.columns; j++) x[f.panel + i * f.columns + j] = a[row * n + f.first + j]!
    }
  }
}

test('factor, determinant, solve and selected inverse equal the dense ones', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
      const { graph, weight } = randomGraph(seed)
      const symbolic = analyse(graph, weight)
      const n = symbolic.unknowns
      const a = randomMatrix(seed, graph, weight, symbolic)
      const factor = new SparseFactor(symbolic)
      load(factor, a)
      assert.ok(factor.factor())
      const root = cholesky(a, n)!
      const inverse = cholInverse(root, n)
      assert.ok(Math.abs(factor.logDeterminant() - cholLogDet(root, n)) < 1e-9 * n)
      const b = Float64Array.from({ length: n }, (_, i) => Math.sin(i))
      const x = Float64Array.from(b)
      factor.solve(x)
      for (let i = 0; i < n; i++) {
        let s = 0
        for (let j = 0; j < n; j++) s += inverse[i * n + j]! * b[j]!
        assert.ok(Math.abs(s - x[i]!) < 1e-9)
      }
      let seen = 0
      factor.visitInverse((f, memory, offset) => {
        const unknown = (i: number): number => (i < f.columns ? f.first + i : f.rows[i - f.columns]!)
        for (let i = 0; i < f.size; i++) {
          for (let j = 0; j < f.size; j++) {
            const expected = inverse[unknown(i) * n + unknown(j)]!
            assert.ok(Math.abs(memory[offset + i * f.size + j]! - expected) < 1e-9)
          }
        }
        seen += f.columns
      })
      assert.equal(seen, n)
    }),
    { numRuns: 60, seed: 1 },
  )
})

test('a matrix that is not positive definite is reported', () => {
  const graph = makeGraph(2, [[0, 1]])
  const factor = new SparseFactor(analyse(graph, Int32Array.of(1, 1)))
  load(factor, Float64Array.of(1, 2, 2, 1))
  assert.equal(factor.factor(), false)
})

test('a factor that would not fit into memory is refused', () => {
  const symbolic = analyse(makeGraph(2, [[0, 1]]), Int32Array.of(1, 1))
  assert.equal(checkStorage(symbolic), undefined)
  // 40,000 levels that all meet each other
  assert.equal(checkStorage({ ...symbolic, panelLength: 40_000 ** 2 })?.reason, 'too-large')
})

test('the order is a permutation, and makes no fill where none is needed', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
      const { graph, weight } = randomGraph(seed)
      const order = minimumDegreeOrder(graph, weight)
      assert.deepEqual(
        [...order].sort((a, b) => a - b),
        [...order.keys()],
      )
    }),
    { numRuns: 60, seed: 2 },
  )
  // a tree: pupils in classes in schools
  const edges: [number, number][] = []
  for (let i = 1; i < 400; i++) edges.push([i, Math.floor((i - 1) / 3)])
  const { fronts } = analyse(makeGraph(400, edges), new Int32Array(400).fill(1))
  assert.equal(Math.max(...fronts.map((f) => f.size - f.columns)), 1)
})

test('the SIMD kernel and the plain one agree on every shape', () => {
  const simd = makeArena(40_000, Number.POSITIVE_INFINITY)
  const plain = makeArena(40_000, 0)
  assert.ok(
    !(plain.memory.buffer.byteLength === simd.memory.buffer.byteLength),
    'this Node has WebAssembly SIMD',
  )
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 70 }),
      fc.integer({ min: 1, max: 70 }),
      fc.integer({ min: 1, max: 70 }),
      (m, n, k) => {
        for (const { memory } of [simd, plain])
          for (let i = 0; i < memory.length; i++) memory[i] = Math.sin(i)
        for (const { multiply } of [simd, plain])
          multiply(m, n, k, 3, k + 2, 10_001, k + 1, 20_000, n + 3, -0.5)
        for (let i = 0; i < plain.memory.length; i++)
          assert.ok(Math.abs(plain.memory[i]! - simd.memory[i]!) < 1e-12)
        let sum = Math.sin(20_000)
        for (let t = 0; t < k; t++) sum -= 0.5 * Math.sin(3 + t) * Math.sin(10_001 + t)
        assert.ok(Math.abs(plain.memory[20_000]! - sum) < 1e-12)
      },
    ),
    { numRuns: 40, seed: 3 },
  )
})
