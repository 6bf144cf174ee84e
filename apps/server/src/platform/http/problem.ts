import type { Problem } from '@tandem/contract'
import { AppError } from '../errors.ts'

/** The one place where failures become RFC 9457 problem details. Unexpected ones tell nothing of the inside. */
export function toProblem(error: unknown): { problem: Problem; headers: Record<string, string> } {
  const headers: Record<string, string> = { 'content-type': 'application/problem+json' }
  if (error instanceof AppError) {
    if (error.retryAfter !== undefined) headers['retry-after'] = String(error.retryAfter)
    return {
      problem: {
        type: 'about:blank',
        title: error.title,
        status: error.status,
        detail: error.message,
        ...(error.errors ? { errors: [...error.errors] } : {}),
      },
      headers,
    }
  }
  return {
    problem: {
      type: 'about:blank',
      title: 'Something went wrong',
      status: 500,
      detail:
        'This was our fault, and it was logged. Try again; if it happens again, tell your administrator the time.',
    },
    headers,
  }
}

export function problemResponse(error: unknown): Response {
  const { problem, headers } = toProblem(error)
  return new Response(JSON.stringify(problem), { status: problem.status, headers })
}
