import type { Problem, UiLanguage } from '@tandem/contract'
import { AppError } from '../errors.ts'
import { translate } from './words/translate.ts'

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

/** The problem in the language of whoever asked. */
export function problemResponse(error: unknown, language: UiLanguage = 'en'): Response {
  const { problem, headers } = toProblem(error)
  const said: Problem = {
    ...problem,
    title: translate(problem.title, language),
    detail: translate(problem.detail, language),
    ...(problem.errors
      ? { errors: problem.errors.map((e) => ({ ...e, message: translate(e.message, language) })) }
      : {}),
  }
  return new Response(JSON.stringify(said), {
    status: problem.status,
    headers: { ...headers, 'content-language': language },
  })
}
