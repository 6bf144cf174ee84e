/**
 * Standings of 10,000 groups on 4 metrics with 4,000 joint draws: our whole process against R (lme4 and simulation).
 *
 *   node bench/stats-standings.ts             both, in alternating order, and the ratio (installs R by apt if needed)
 *   node bench/stats-standings.ts --fit FILE  our side alone: reads a CSV (metric, group, y), prints one line
 *
 * Both sides read the same 800,000 readings, fit, and give expected ranks, 90 % rank intervals and the probability of
 * the top fifth for the mean of the four metrics. R fits one lmer per metric and draws from its BLUPs' conditional
 * distribution; ours models the metrics' covariance too and carries the uncertainty of the variances.
 */
import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
// The modules themselves rather than the package's face: the whole-process time should not count what it doesn't use.
import { isRefusal } from '../packages/stats/src/core/refusal.ts'
import { createRng } from '../packages/stats/src/core/rng.ts'
import { momentsByGroup } from '../packages/stats/src/moments/tables.ts'
import { standings } from '../packages/stats/src/standings/standings.ts'

const ROUNDS = 3
const GROUPS = 10000
const METRICS = 4
const RATIO = 10

const R_FIT = `
suppressPackageStartupMessages(library(lme4))
d <- read.csv(commandArgs(TRUE)[1], colClasses = c("integer", "integer", "numeric"))
set.seed(1); S <- max(d$group) + 1; B <- 4000; total <- matrix(0, S, B)
for (k in unique(d$metric)) {
  m <- lmer(y ~ 1 + (1 | group), d[d$metric == k, ])
  r <- ranef(m, condVar = TRUE)$group; o <- order(as.integer(rownames(r)))
  mode <- fixef(m) + r[o, 1]; sd <- sqrt(attr(r, "postVar")[1, 1, o])
  total <- total + mode + sd * matrix(rnorm(S * B), S, B)
}
rk <- apply(-total, 2, rank, ties.method = "first")
expected <- rowMeans(rk); top <- rowMeans(rk <= S / 5)
interval <- apply(rk, 1, quantile, c(.05, .95), type = 1)
cat(sprintf("group 0: rank %.0f (%.0f to %.0f), top fifth %.2f\\n", expected[1], interval[1, 1], interval[2, 1], top[1]))
`

function writeReadings(file: string): void {
  const rng = createRng(2026)
  const out = openSync(file, 'w')
  writeSync(out, 'metric,group,y\n')
  for (let g = 0; g < GROUPS; g++) {
    const common = rng.normal()
    let rows = ''
    for (let k = 0; k < METRICS; k++) {
      const truth = 70 + 3 * common + 2 * rng.normal()
      const n = 5 + rng.integer(31)
      for (let i = 0; i < n; i++) rows += `${k},${g},${(truth + 15 * rng.normal()).toFixed(2)}\n`
    }
    writeSync(out, rows)
  }
  closeSync(out)
}

function fit(file: string): void {
  const lines = readFileSync(file, 'latin1').trimEnd().split('\n')
  const values: number[][] = Array.from({ length: METRICS }, () => [])
  const groups: string[][] = Array.from({ length: METRICS }, () => [])
  for (let i = 1; i < lines.length; i++) {
    const [metric, group, y] = lines[i]!.split(',')
    values[Number(metric)]!.push(Number(y))
    groups[Number(metric)]!.push(group!)
  }
  const tables = values.map((v, k) => {
    const table = momentsByGroup(v, groups[k]!)
    if ('kind' in table) throw new Error(table.message)
    return table
  })
  const result = standings({
    groups: Array.from({ length: GROUPS }, (_, g) => ({
      id: `${g}`,
      moments: tables.map((t) => t.get(`${g}`) ?? null),
    })),
    metrics: tables.map((_, k) => ({ name: `metric ${k}`, direction: 1 as const })),
  })
  if (isRefusal(result)) throw new Error(result.message)
  const { rank, pTop } = result.groups[0]!
  console.log(
    `group 0: rank ${rank.expected.toFixed(0)} (${rank.lower} to ${rank.upper}), top fifth ${pTop.toFixed(2)}`,
  )
}

/** Runs a command and gives its wall time in seconds with its output; stops the bench when it fails. */
function timed(command: string, args: string[]): { seconds: number; output: string } {
  const start = performance.now()
  const run = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1e8 })
  if (run.status !== 0) throw new Error(`${command} failed: ${run.stderr || run.error?.message}`)
  return { seconds: (performance.now() - start) / 1000, output: run.stdout.trim() }
}

function ensureR(): void {
  if (spawnSync('Rscript', ['-e', 'library(lme4)'], { stdio: 'ignore' }).status === 0) return
  console.log('Installing R and lme4 with apt-get (this needs root)...')
  timed('apt-get', ['update', '-q'])
  timed('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'r-base-core', 'r-cran-lme4'])
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1]!

function compare(): void {
  ensureR()
  const folder = mkdtempSync(join(tmpdir(), 'standings-'))
  try {
    const file = join(folder, 'readings.csv')
    const script = join(folder, 'fit.R')
    writeReadings(file)
    writeFileSync(script, R_FIT)
    const ours: number[] = []
    const theirs: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const a = timed(process.execPath, [fileURLToPath(import.meta.url), '--fit', file])
      const b = timed('Rscript', [script, file])
      ours.push(a.seconds)
      theirs.push(b.seconds)
      console.log(
        `tandem ${a.seconds.toFixed(2)} s  ${a.output}\nlme4   ${b.seconds.toFixed(2)} s  ${b.output}`,
      )
    }
    const ratio = median(theirs) / median(ours)
    console.log(
      `median of ${ROUNDS}: tandem ${median(ours).toFixed(2)} s, lme4 and simulation ${median(theirs).toFixed(2)} s, ` +
        `ratio ${ratio.toFixed(1)} (promise ${RATIO})`,
    )
    process.exitCode = ratio >= RATIO ? 0 : 1
  } finally {
    rmSync(folder, { recursive: true })
  }
}

if (process.argv[2] === '--fit') fit(process.argv[3]!)
else compare()
