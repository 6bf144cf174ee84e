#!/usr/bin/env node
// Tandem needs Node 24; the repository carries it. Whatever Node starts this file hands over to that one.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const carried = fileURLToPath(new URL('../../../node_modules/node/bin/node', import.meta.url))
const program =
  Number(process.versions.node.split('.')[0]) < 24 && existsSync(carried) ? carried : process.execPath
const child = spawn(
  program,
  [fileURLToPath(new URL('../src/cli/main.ts', import.meta.url)), ...process.argv.slice(2)],
  {
    stdio: 'inherit',
    // Each question to the embedded analytics engine holds a thread of this pool; files and DNS need theirs too.
    env: { UV_THREADPOOL_SIZE: '12', ...process.env },
  },
)
// Ctrl-C reaches the child by the terminal; stay until it has stopped cleanly.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => signal !== 'SIGINT' && child.kill(signal))
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
