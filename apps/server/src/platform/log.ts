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
    serializers: { error: pino.stdSerializers.err },
  })
}
