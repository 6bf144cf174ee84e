/**
 * InstEval (73,421 ratings) with three crossed random intercepts: our whole process against R's lme4.
 *
 *   node bench/stats-insteval.ts            both, in alternating order, and the ratio (installs R by apt if needed)
 *   node bench/stats-insteval.ts --fit FILE our side alone: reads the gzipped CSV, fits by REML, prints one line
 *
 * Both sides start a process, read the same file, make the factors and fit; ours also gives the BLUPs with their
 * standard deviations and the tests of the fixed effects, which lmer leaves for later calls.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { isRefusal } from '../packages/stats/src/core/refusal.ts'
import { mixedModel } from '../packages/stats/src/mixedModel/index.ts'

const ROUNDS = 3
const SHARED = new URL('../../shared/data/insteval/insteval.csv.gz', import.meta.url)

const R_FIT = `
suppressPackageStartupMessages(library(lme4))
d <- read.csv(gzfile(commandArgs(TRUE)[1]))
for (k in c("s", "d", "dept", "service")) d[[k]] <- factor(d[[k]])
m <- lmer(y ~ 1 + (1 | s) + (1 | d) + (1 | dept:service), d)
cat(sprintf("logLik %.6f  variances %s  residual %.6f\\n", as.numeric(logLik(m)),
  paste(sprintf("%.6f", as.data.frame(VarCorr(m))$vcov[1:3]), collapse = " "), sigma(m)^2))
`
const R_EXPORT = `
suppressPackageStartupMessages(library(lme4))
write.csv(InstEval, gzfile(commandArgs(TRUE)[1]), row.names = FALSE)
`

function fit(file: string): void {
  const lines = gunzipSync(readFileSync(file)).toString('latin1').trimEnd().replaceAll('"', '').split('\n')
  const header = lines[0]!.split(',')
  const at = (name: string): number => header.indexOf(name)
  const [s, d, dept, service, y] = [at('s'), at('d'), at('dept'), at('service'), at('y')]
  const n = lines.length - 1
  const outcome = new Float64Array(n)
  const factors = ['s', 'd', 'dept:service'].map((name) => ({
    name,
    levels: new Int32Array(n),
    seen: new Map<string, number>(),
  }))
  for (let i = 0; i < n; i++) {
    const cells = lines[i + 1]!.split(',')
    outcome[i] = Number(cells[y])
    const keys = [cells[s]!, cells[d]!, `${cells[dept]}:${cells[service]}`]
    for (const [k, { levels, seen }] of factors.entries()) {
      let l = seen.get(keys[k]!)
      if (l === undefined) {
        l = seen.size
        seen.set(keys[k]!, l)
      }
      levels[i] = l
    }
  }
  const random = factors.map(({ name, levels, seen }) => ({ name, levels, levelCount: seen.size }))
  const model = mixedModel({ y: outcome, random })
  if (isRefusal(model)) throw new Error(model.message)
  const variances = model.variances.map((v) => v.variance.toFixed(6)).join(' ')
  console.log(
    `logLik ${model.logLik.toFixed(6)}  variances ${variances}  residual ${model.residualVariance.toFixed(6)}`,
  )
}

/** Runs a command and gives its wall time in seconds with its output; stops the bench when it fails. */
function timed(command: string, args: readonly string[]): { seconds: number; output: string } {
  const start = performance.now()
  const run = spawnSync(command, args, {
    encoding: 'utf8',
    env: { ...process.env, OPENBLAS_NUM_THREADS: '1' },
  })
  if (run.status !== 0) throw new Error(`${command} failed: ${run.stderr || run.error?.message}`)
  return { seconds: (performance.now() - start) / 1000, output: run.stdout.trim() }
}

function ensureR(): void {
  const ready = spawnSync('Rscript', ['-e', 'library(lme4)'], { stdio: 'ignore' })
  if (ready.status === 0) return
  console.log('Installing R and lme4 with apt-get (this needs root)...')
  timed('apt-get', ['update', '-q'])
  timed('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'r-base-core', 'r-cran-lme4'])
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1]!

function compare(): void {
  ensureR()
  const folder = mkdtempSync(join(tmpdir(), 'insteval-'))
  try {
    const script = join(folder, 'fit.R')
    writeFileSync(script, R_FIT)
    let file = fileURLToPath(SHARED)
    if (!existsSync(SHARED)) {
      file = join(folder, 'insteval.csv.gz')
      writeFileSync(join(folder, 'export.R'), R_EXPORT)
      timed('Rscript', [join(folder, 'export.R'), file])
    }
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
      `median of ${ROUNDS}: tandem ${median(ours).toFixed(2)} s, lme4 ${median(theirs).toFixed(2)} s, ratio ${ratio.toFixed(1)}`,
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}

if (process.argv[2] === '--fit') fit(process.argv[3]!)
else compare()
