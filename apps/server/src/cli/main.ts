import { writeFile } from 'node:fs/promises'
import { Command, Option } from 'commander'
import { serve } from '../main.ts'
import { version } from '../version.ts'
import { type Client, connect } from './connect.ts'
import { doctor } from './doctor.ts'
import { importFile } from './import.ts'
import { demo, rebuild } from './jobs.ts'
import { backupCommand, restoreCommand } from './keep.ts'
import { setUp } from './setup.ts'
import { standings } from './standings.ts'

const program = new Command('tandem')
  .description('Experience improvement: goals, listen, link, understand, act, verify.')
  .version(version)
  .showHelpAfterError('(see `tandem help`)')
const json = () => new Option('--json', 'print JSON for programs')

program
  .command('serve')
  .description('run the server (what `npm start` does)')
  .action(() => serve('server'))
program
  .command('worker')
  .description(
    'run only jobs and the projector, beside other processes (needs DATABASE_URL and CLICKHOUSE_URL)',
  )
  .action(() => serve('worker'))
program
  .command('setup')
  .description('create the organization and its owner, instead of the first-run page')
  .requiredOption('--organization <name>')
  .requiredOption('--name <name>', "the owner's name")
  .requiredOption('--email <address>')
  .option('--password <password>', 'made and printed unless told')
  .addOption(json())
  .action((options) => withServer((client) => setUp(client, options), { signedIn: false }))
program
  .command('import')
  .description('bring in a file of answers, visits, audits, figures or units (CSV, TSV, XLSX, JSON; .gz too)')
  .argument('<file>')
  .option('--map <file>', 'how to understand the file, as saved by --save-map')
  .option('--save-map <file>', 'save how the file is understood')
  .addOption(
    new Option('--source <source>', 'whose voice it is').choices([
      'customer',
      'employee',
      'service_test',
      'audit',
      'operations',
    ]),
  )
  .option('-y, --yes', 'import without asking, creating units and people that are not known')
  .addOption(json())
  .action((file, options) => withServer((client) => importFile(client, file, options)))
program
  .command('export')
  .description('write units, people or journeys as CSV')
  .addArgument(new Command().createArgument('<what>').choices(['units', 'people', 'journeys']))
  .option('-o, --output <file>', 'a file instead of the terminal')
  .action((what: 'units' | 'people' | 'journeys', options: { output?: string }) =>
    withServer(async (client) => {
      const text = await client.call(`GET /api/v1/${what}.csv`)
      if (options.output) await writeFile(options.output, text)
      else process.stdout.write(text)
    }),
  )
program
  .command('standings')
  .description('where units stand among their peers, with probabilities')
  .requiredOption('--metric <keys>', 'one metric or several, comma separated')
  .option('--weights <numbers>', 'weights of the metrics, comma separated')
  .option('--period <from..to>', 'such as 2026-01-01..2026-06-30, or 2026, or 2026-06')
  .option('--level <kind>', 'region, site, team, department or partner', 'site')
  .option('--no-adjust', 'do not take out strict and lenient evaluators')
  .option('--top <n>', 'how many of the best and the worst to print', '10')
  .addOption(json())
  .action((options) => withServer((client) => standings(client, options)))
program
  .command('demo')
  .description('load the demo company into an empty organization')
  .option('--scale <factor>', 'times the usual number of answers', '1')
  .option('--seed <number>', 'another company of the same kind', '1')
  .addOption(json())
  .action((options) => withServer((client) => demo(client, options)))
program
  .command('check')
  .description('prove that the projection equals the truth (counts and checksums); exit code 1 when not')
  .addOption(json())
  .action((options: { json?: boolean }) =>
    withServer(async (client) => {
      const result = await client.call('GET /api/v1/system/check')
      if (options.json) console.log(JSON.stringify(result, null, 2))
      else
        for (const o of result.organizations)
          console.log(
            `${o.ok ? 'ok' : 'DIFFERENT'}  ${o.name}: ${o.truth.readings} readings in truth, ${o.projection.readings} shown; ${o.truth.comments} comments, ${o.projection.comments} shown; ${result.pending} signals on the way`,
          )
      if (!result.ok) process.exitCode = 1
    }),
  )
program
  .command('rebuild')
  .description('rebuild the projection from the truth')
  .addOption(json())
  .action((options) => withServer((client) => rebuild(client, options)))
program
  .command('backup')
  .description('write everything that must not be lost into one file')
  .argument('<file>')
  .addOption(json())
  .action(backupCommand)
program
  .command('restore')
  .description('fill an empty data folder from a backup (stop the server first)')
  .argument('<file>')
  .addOption(json())
  .action(restoreCommand)
program
  .command('doctor')
  .description('look for what is wrong with this installation')
  .addOption(json())
  .action(doctor)

// Whoever reads us may have enough (`| head`): what is under way still ends in order.
process.stdout.on('error', () => undefined)
try {
  await program.parseAsync()
} catch (error) {
  fail(error)
}

async function withServer(
  work: (client: Client) => Promise<void>,
  options: { signedIn?: boolean } = {},
): Promise<void> {
  const client = await connect(options)
  try {
    await work(client)
  } finally {
    await client.close()
  }
}

function fail(error: unknown): never {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
