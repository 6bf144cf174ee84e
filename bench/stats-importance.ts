/**
 * Driver importance: exact LMG of 18 drivers against brute force in R, LMG of 20, and the block bootstrap.
 *
 *   node bench/stats-importance.ts             all of it, with ratios (installs r-base-core by apt if needed)
 *   node bench/stats-importance.ts --fit FILE  our side alone: reads a CSV (drivers, outcome last), prints LMG values
 *
 * Both sides start a process, read the same file and print the same 18 numbers, which must agree to 1e-9. R does what
 * it would do without our method: solve the normal equations of each of the 262,144 subsets.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
// The modules themselves rather than the package's face: the whole-process time should not count what it doesn't use.
import { isRefusal, type Refusal } from '../packages/stats/src/core/refusal.ts'
import { createRng } from '../packages/stats/src/core/rng.ts'
import { bootstrapImportance } from '../packages/stats/src/importance/bootstrap.ts'
import { lmg } from '../packages/stats/src/importance/importance.ts'
import { crossMomentsByBlock, crossMomentsOf } from '../packages/stats/src/moments/cross.ts'

const ROUNDS = 3
const LIMITS = { lmg18: 1, ratio: 50, bootstrap: 5 }

const R_BRUTE_FORCE = `
d <- read.csv(commandArgs(TRUE)[1]); p <- ncol(d) - 1; C <- cor(d); R <- C[1:p, 1:p]; r <- C[1:p, p + 1]
bits <- bitwShiftL(1L, 0:(p - 1)); n <- 2^p
took <- system.time({
  r2 <- numeric(n); size <- integer(n)
  for (s in 1:(n - 1)) { i <- which(bitwAnd(s, bits) > 0L); size[s + 1] <- length(i); r2[s + 1] <- sum(r[i] * solve.default(R[i, i, drop = FALSE], r[i])) }
  w <- exp(lfactorial(0:(p - 1)) + lfactorial((p - 1):0) - lfactorial(p)); all <- 0:(n - 1)
  lmg <- vapply(bits, function(b) { s <- all[bitwAnd(all, b) == 0L]; sum(w[size[s + 1] + 1] * (r2[s + b + 1] - r2[s + 1])) }, 0)
})[["elapsed"]]
cat(sprintf("%.15f", lmg), "\\n"); cat(took, "\\n")
`

function must<T>(value: T | Refusal): T {
  if (isRefusal(value)) throw new Error(value.message)
  return value
}

/** Ratings of p drivers that share a common mood, and an outcome that follows them with noise; the outcome is last. */
function makeColumns(p: number, n: number, seed: number): Float64Array[] {
  const rng = createRng(seed)
  const columns = Array.from({ length: p + 1 }, () => new Float64Array(n))
  for (let i = 0; i < n; i++) {
    const mood = rng.normal()
    let outcome = rng.normal() * 2
    for (let j = 0; j < p; j++) {
      const v = Math.min(10, Math.max(1, Math.round(6 + 1.2 * mood + 1.5 * rng.normal())))
      columns[j]![i] = v
      outcome += (v * (1 + (j % 5))) / p
    }
    columns[p]![i] = outcome
  }
  return columns
}

const namesOf = (p: number): string[] => [...Array.from({ length: p }, (_, j) => `x${j + 1}`), 'y']

function fit(file: string): void {
  const [header, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n')
  const names = header!.split(',')
  const cells = lines.map((line) => line.split(',').map(Number))
  const columns = names.map((_, j) => Float64Array.from(cells, (row) => row[j]!))
  const start = performance.now()
  const values = must(lmg(must(crossMomentsOf(columns)), names))
  const seconds = (performance.now() - start) / 1000
  console.log(Array.from(values, (v) => v.toFixed(15)).join(' '))
  console.log(seconds)
}

/** Runs a command; gives its wall time and the numbers of its two lines of output. */
function run(
  command: string,
  args: readonly string[],
  cache: string,
): { wall: number; values: number[]; compute: number } {
  const start = performance.now()
  const env = { ...process.env, OPENBLAS_NUM_THREADS: '1', NODE_COMPILE_CACHE: cache }
  const done = spawnSync(command, args, { encoding: 'utf8', env })
  if (done.status !== 0) throw new Error(`${command} failed: ${done.stderr || done.error?.message}`)
  const [values, compute] = done.stdout.trim().split('\n')
  return {
    wall: (performance.now() - start) / 1000,
    values: (values ?? '').trim().split(/\s+/).map(Number),
    compute: Number(compute),
  }
}

function ensureR(): void {
  if (spawnSync('Rscript', ['--version'], { stdio: 'ignore' }).status === 0) return
  console.log('Installing R with apt-get (this needs root)...')
  for (const args of [
    ['update', '-q'],
    ['install', '-y', '-q', '--no-install-recommends', 'r-base-core'],
  ]) {
    const done = spawnSync('apt-get', args, { encoding: 'utf8' })
    if (done.status !== 0) throw new Error(`apt-get ${args[0]} failed: ${done.stderr}`)
  }
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!
const verdict = (ok: boolean): string => (ok ? 'ok' : 'MISSED')

function compareWithR(): void {
  ensureR()
  const folder = mkdtempSync(join(tmpdir(), 'importance-'))
  try {
    const script = join(folder, 'brute-force.R')
    const file = join(folder, 'data.csv')
    const columns = makeColumns(18, 250, 1)
    const rows = Array.from(columns[0]!, (_, i) => columns.map((c) => c[i]).join(','))
    writeFileSync(script, R_BRUTE_FORCE)
    writeFileSync(file, [namesOf(18).join(','), ...rows].join('\n'))
    const ours: { wall: number; compute: number }[] = []
    const theirs: { wall: number; compute: number }[] = []
    // R's packages are byte-compiled when installed; Node keeps the stripped and compiled modules after a first run.
    const cache = join(folder, 'cache')
    const cold = run(process.execPath, [fileURLToPath(import.meta.url), '--fit', file], cache)
    console.log(`LMG p = 18: tandem's very first run, which compiles its modules: ${cold.wall.toFixed(2)} s`)
    for (let round = 0; round < ROUNDS; round++) {
      const a = run(process.execPath, [fileURLToPath(import.meta.url), '--fit', file], cache)
      const b = run('Rscript', [script, file], cache)
      const gap = Math.max(...a.values.map((v, k) => Math.abs(v - b.values[k]!)))
      if (a.values.length !== 18 || !(gap < 1e-9)) throw new Error(`The LMG values differ by ${gap}.`)
      ours.push(a)
      theirs.push(b)
      const show = (s: { wall: number; compute: number }) =>
        `${s.wall.toFixed(2)} s (compute ${s.compute.toFixed(3)} s)`
      console.log(`LMG p = 18: tandem ${show(a)}, R ${show(b)}, largest difference ${gap.toExponential(1)}`)
    }
    const compute = median(ours.map((o) => o.compute))
    const ratio = median(theirs.map((o) => o.wall)) / median(ours.map((o) => o.wall))
    const computeRatio = median(theirs.map((o) => o.compute)) / compute
    console.log(
      `median of ${ROUNDS}: whole process ${ratio.toFixed(1)} times as fast, compute alone ${computeRatio.toFixed(0)} times: ${verdict(ratio >= LIMITS.ratio)}`,
    )
    console.log(
      `compute ${compute.toFixed(3)} s, limit ${LIMITS.lmg18} s: ${verdict(compute < LIMITS.lmg18)}`,
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function timeAlone(): void {
  const clock = (work: () => unknown): number => {
    const start = performance.now()
    work()
    return (performance.now() - start) / 1000
  }
  const twenty = must(crossMomentsOf(makeColumns(20, 2000, 2)))
  console.log(`LMG p = 20: ${clock(() => must(lmg(twenty, namesOf(20)))).toFixed(3)} s`)
  const columns = makeColumns(12, 20_000, 3)
  const block = Float64Array.from(columns[0]!, (_, i) => i % 200)
  const blocks = must(crossMomentsByBlock(columns, block, 200))
  for (const measure of ['lmg', 'johnson'] as const) {
    const seconds = clock(() => must(bootstrapImportance(blocks, namesOf(12), { measure, replicates: 1000 })))
    const ok = verdict(seconds < LIMITS.bootstrap)
    console.log(
      `1,000 block-bootstrap replicates of ${measure}, p = 12: ${seconds.toFixed(2)} s, limit 5 s: ${ok}`,
    )
  }
}

if (process.argv[2] === '--fit') fit(process.argv[3]!)
else {
  timeAlone()
  compareWithR()
}
