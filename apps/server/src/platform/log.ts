import { pino } from 'pino'
import type { Config } from './config.ts'

export type Log = pino.Logger

/**
 * Structured logs, one JSON object a line, without personal data: no bodies, no addresses of people,
 * declared paths instead of asked ones.
 */
export function createLog(level: Config['logLevel']): Log {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: ['password', 'token', 'secret', 'email', '*.password', '*.token', '*.secret', '*.email'],
    serializers: { error: describeError },
  })
}

/** What went wrong, without what it went wrong with: failed statements carry their parameters, rows and names. */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) }
  const fault = error.cause instanceof Error ? error.cause : error
  const code = 'code' in fault ? fault.code : undefined
  const constraint = 'constraint' in fault ? fault.constraint : undefined
  const [query] = error.message.split('\nparams: ', 1)
  const stack = (error.stack ?? '').slice(error.stack?.indexOf('\n    at ') ?? 0).trimStart()
  return {
    type: fault.name,
    message: fault === error ? query : `${fault.message} (${query})`,
    ...(code === undefined ? {} : { code }),
    ...(constraint === undefined ? {} : { constraint }),
    stack,
  }
}
