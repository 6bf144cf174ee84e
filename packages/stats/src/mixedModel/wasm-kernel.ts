/**
 * The tile kernel in WebAssembly SIMD, assembled here byte by byte so that nothing opaque is shipped.
 *
 * `tile(m, n, k, a, lda, b, ldb, c, ldc, alpha)` does C += alpha * A * B' for m a multiple of 2, n of 4 and
 * k of 2. It keeps a 2 x 4 tile of C in eight f64x2 accumulators; each holds the sums over even and over odd
 * indices, which are added at the end. Equivalent text:
 *
 *     for j in 0..n by 4: for i in 0..m by 2:
 *       p = &A[i][0]; q = &B[j][0]; acc[0..7] = 0
 *       for t in 0..k by 2: acc[r*4+s] += A[i+r][t..t+1] * B[j+s][t..t+1]
 *       C[i+r][j+s] += alpha * (acc.lane0 + acc.lane1)
 *
 * Opcodes: WebAssembly core specification 2.0, chapter 5 (binary format), section 5.4 (instructions).
 */

type Tile = (
  m: number,
  n: number,
  k: number,
  a: number,
  lda: number,
  b: number,
  ldb: number,
  c: number,
  ldc: number,
  alpha: number,
) => void

// the part of the WebAssembly API that is used; the DOM types, which declare it, are not loaded
type WasmApi = {
  readonly Memory: new (limits: { initial: number }) => { readonly buffer: ArrayBuffer }
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object, imports: object) => { readonly exports: { readonly tile: Tile } }
}
declare const WebAssembly: WasmApi | undefined

const PAGE = 65536
/** Largest memory that 32-bit addresses reach, in doubles. */
const LIMIT = 2 ** 29 - PAGE

/** Memory of `length` doubles with the SIMD tile kernel on it; undefined where the engine can't. */
export function wasmMultiply(length: number): { memory: Float64Array; tile: Tile } | undefined {
  if (typeof WebAssembly === 'undefined' || length > LIMIT) return undefined
  try {
    const memory = new WebAssembly.Memory({ initial: Math.ceil((length * 8) / PAGE) + 1 })
    const instance = new WebAssembly.Instance(new WebAssembly.Module(moduleBytes()), { e: { memory } })
    return { memory: new Float64Array(memory.buffer, 0, length), tile: instance.exports.tile }
  } catch {
    // no SIMD in this engine, or no memory of that size: the plain kernel does the same work
    return undefined
  }
}

/** Unsigned LEB128. */
function leb(value: number): number[] {
  const out: number[] = []
  let v = value
  while (v >= 128) {
    out.push((v % 128) + 128)
    v = Math.floor(v / 128)
  }
  return [...out, v]
}

const vector = (items: readonly number[][]): number[] => [...leb(items.length), ...items.flat()]
const section = (id: number, body: readonly number[]): number[] => [id, ...leb(body.length), ...body]
const name = (text: string): number[] => [...leb(text.length), ...new TextEncoder().encode(text)]

const I32 = 0x7f
const F64 = 0x7c
const V128 = 0x7b

const get = (local: number): number[] => [0x20, ...leb(local)]
const set = (local: number): number[] => [0x21, ...leb(local)]
const constant = (value: number): number[] => [0x41, value] // values below 64 take one byte
const ADD = [0x6a]
const MULTIPLY = [0x6c]
const SHIFT_LEFT = [0x74]
const LESS_UNSIGNED = [0x49]
const END = [0x0b]
const LOOP = [0x03, 0x40]
const BRANCH_IF = [0x0d, 0x00]
const F64_LOAD = (offset: number): number[] => [0x2b, 3, ...leb(offset)]
const F64_STORE = (offset: number): number[] => [0x39, 3, ...leb(offset)]
const F64_ADD = [0xa0]
const F64_MULTIPLY = [0xa2]
const V_LOAD = [0xfd, 0x00, 3, 0]
const V_ZERO = [0xfd, 0x0c, ...new Array<number>(16).fill(0)]
const V_ADD = [0xfd, 0xf0, 0x01]
const V_MULTIPLY = [0xfd, 0xf2, 0x01]
const LANE = (lane: number): number[] => [0xfd, 0x21, lane]

// parameters, then locals
const [M, N, K, A, LDA, B, LDB, C, LDC, ALPHA] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const
const [I, J, P, Q, STOP, R] = [10, 11, 12, 13, 14, 15] as const
const ACC = 16
const U = 24
const V = 25
const W = 26

/** local += the value that `code` leaves. */
const increase = (local: number, code: readonly number[]): number[] => [
  ...get(local),
  ...code,
  ...ADD,
  ...set(local),
]
const scaleBy8 = (local: number): number[] => [...get(local), ...constant(3), ...SHIFT_LEFT, ...set(local)]
const offsetBy = (base: number, index: number, stride: number): number[] => [
  ...get(base),
  ...get(index),
  ...get(stride),
  ...MULTIPLY,
  ...ADD,
]

function innerLoop(): number[] {
  const code = [...get(P), ...V_LOAD, ...set(U), ...get(P), ...get(LDA), ...ADD, ...V_LOAD, ...set(V)]
  for (let s = 0; s < 4; s++) {
    code.push(...get(Q))
    for (let t = 0; t < s; t++) code.push(...get(LDB), ...ADD)
    code.push(...V_LOAD, ...set(W))
    for (const [r, row] of [U, V].entries()) {
      const acc = ACC + r * 4 + s
      code.push(...get(acc), ...get(row), ...get(W), ...V_MULTIPLY, ...V_ADD, ...set(acc))
    }
  }
  code.push(...increase(P, constant(16)), ...increase(Q, constant(16)))
  return [...LOOP, ...code, ...get(P), ...get(STOP), ...LESS_UNSIGNED, ...BRANCH_IF, ...END]
}

function storeTile(): number[] {
  const code: number[] = []
  for (let r = 0; r < 2; r++) {
    for (let s = 0; s < 4; s++) {
      const acc = ACC + r * 4 + s
      const sum = [
        ...get(acc),
        ...LANE(0),
        ...get(acc),
        ...LANE(1),
        ...F64_ADD,
        ...get(ALPHA),
        ...F64_MULTIPLY,
      ]
      code.push(...get(R), ...get(R), ...F64_LOAD(8 * s), ...sum, ...F64_ADD, ...F64_STORE(8 * s))
    }
    code.push(...increase(R, get(LDC)))
  }
  return code
}

function tileBody(): number[] {
  const zero = Array.from({ length: 8 }, (_, t) => [...V_ZERO, ...set(ACC + t)]).flat()
  const start = [
    ...offsetBy(A, I, LDA),
    ...set(P),
    ...offsetBy(B, J, LDB),
    ...set(Q),
    ...get(P),
    ...get(K),
    ...ADD,
    ...set(STOP),
    ...offsetBy(C, I, LDC),
    ...get(J),
    ...constant(3),
    ...SHIFT_LEFT,
    ...ADD,
    ...set(R),
  ]
  const loopEnd = (local: number, step: number, bound: number): number[] => [
    ...increase(local, constant(step)),
    ...get(local),
    ...get(bound),
    ...LESS_UNSIGNED,
    ...BRANCH_IF,
    ...END,
  ]
  const rows = [...constant(0), ...set(I), ...LOOP, ...start, ...zero, ...innerLoop(), ...storeTile()]
  return [
    ...[K, A, LDA, B, LDB, C, LDC].flatMap(scaleBy8),
    ...LOOP,
    ...rows,
    ...loopEnd(I, 2, M),
    ...loopEnd(J, 4, N),
  ]
}

function moduleBytes(): Uint8Array {
  const type = [0x60, ...vector([...new Array<number[]>(9).fill([I32]), [F64]]), 0]
  const memory = [...name('e'), ...name('memory'), 0x02, 0x00, 1]
  const locals = vector([
    [6, I32],
    [11, V128],
  ])
  const body = [...locals, ...tileBody(), ...END]
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, vector([type])),
    ...section(2, vector([memory])),
    ...section(3, vector([[0]])),
    ...section(7, vector([[...name('tile'), 0x00, 0]])),
    ...section(10, vector([[...leb(body.length), ...body]])),
  ])
}
