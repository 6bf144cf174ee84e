import type { Job } from '@tandem/contract'
import { type Client, CommandError } from './connect.ts'
import { endProgress, showProgress } from './output.ts'

async function finish(client: Client, job: Job, json: boolean | undefined): Promise<void> {
  let now = job
  while (now.status === 'queued' || now.status === 'running') {
    showProgress(`${now.progress === null ? '' : `${Math.round(now.progress * 100)} %  `}${now.message}`)
    await new Promise((resolve) => setTimeout(resolve, 300))
    now = await client.call('GET /api/v1/jobs/{id}', { params: { id: job.id } })
  }
  endProgress()
  if (now.status !== 'done') throw new CommandError(now.message)
  console.log(json ? JSON.stringify(now) : now.message)
}

export async function demo(
  client: Client,
  options: { scale: string; seed: string; json?: boolean },
): Promise<void> {
  const body = { scale: Number(options.scale), seed: Number(options.seed) }
  await finish(client, await client.call('POST /api/v1/system/demo', { body }), options.json)
}

export async function rebuild(client: Client, options: { json?: boolean }): Promise<void> {
  await finish(client, await client.call('POST /api/v1/system/rebuild'), options.json)
}
