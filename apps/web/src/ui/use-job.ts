import type { Job } from '@tandem/contract'
import { useEffect, useState } from 'react'
import { call, hrefOf } from '../app/api.ts'

const finished: readonly Job['status'][] = ['done', 'failed', 'cancelled']

export function isFinished(job: Pick<Job, 'status'>): boolean {
  return finished.includes(job.status)
}

/**
 * Follows long work by server-sent events; where those do not come through (some proxies hold them back)
 * it asks every two seconds instead.
 */
export function useJob(id: string | null, onFinish?: (job: Job) => void): Job | null {
  const [job, setJob] = useState<Job | null>(null)
  useEffect(() => {
    if (id === null) return
    let timer: ReturnType<typeof setTimeout> | undefined
    let over = false
    const events = new EventSource(hrefOf('GET /api/v1/jobs/{id}/events', { params: { id } }))
    const take = (next: Job) => {
      if (over) return
      setJob(next)
      if (!isFinished(next)) return
      over = true
      events.close()
      onFinish?.(next)
    }
    const ask = async () => {
      const next = await call('GET /api/v1/jobs/{id}', { params: { id } }).catch(() => null)
      if (next) take(next)
      if (!over) timer = setTimeout(() => void ask(), 2000)
    }
    // The stream is typed by the contract: each message is a job.
    events.onmessage = (event: MessageEvent<string>) => take(JSON.parse(event.data) as Job)
    events.onerror = () => {
      events.close()
      if (!over && !timer) void ask()
    }
    return () => {
      over = true
      events.close()
      clearTimeout(timer)
    }
  }, [id, onFinish])
  return job
}
