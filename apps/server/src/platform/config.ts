import { resolve } from 'node:path'
import { z } from 'zod'

const bytes = (megabytes: number) => megabytes * 1024 * 1024

/** Every setting, with its default. `.env` and the environment are the only sources; read once, by the entry points. */
const environment = z.object({
  TANDEM_DATA: z.string().default('data').describe('Data folder: database, analytics, files, keys.'),
  TANDEM_HOST: z.string().default('127.0.0.1').describe('Address to listen on.'),
  TANDEM_PORT: z.coerce.number().int().min(0).max(65_535).default(3210),
  TANDEM_URL: z.url().optional().describe('Public address, as people type it; needed behind a proxy.'),
  TANDEM_TRUST_PROXY: z
    .stringbool()
    .default(false)
    .describe('Believe X-Forwarded-For of the proxy in front.'),
  TANDEM_SECRET: z
    .string()
    .min(32)
    .optional()
    .describe('Signs sessions; made and kept in the data folder unless told.'),
  TANDEM_LOG: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
  DATABASE_URL: z.string().optional().describe('PostgreSQL 15 or later; embedded unless told.'),
  DATABASE_CONNECTIONS: z.coerce.number().int().min(4).max(200).default(16),
  CLICKHOUSE_URL: z.string().optional().describe('ClickHouse server; embedded unless told.'),
  CLICKHOUSE_CLUSTER: z
    .string()
    .optional()
    .describe('Cluster name: tables become Replicated and Distributed.'),
  SMTP_URL: z.string().optional().describe('smtp://user:password@host:port; a local outbox unless told.'),
  MAIL_FROM: z.string().default('Tandem <tandem@localhost>'),
  OIDC_NAME: z.string().default('Single sign-on'),
  OIDC_DISCOVERY_URL: z.url().optional().describe('.../.well-known/openid-configuration of the provider.'),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  IMPORT_MAX_MEGABYTES: z.coerce.number().int().min(1).max(100_000).default(2_000),
  METRICS_TOKEN: z
    .string()
    .min(16)
    .optional()
    .describe('Bearer token for /metrics; without it only loopback may read.'),
})

export interface Config {
  readonly dataFolder: string
  readonly host: string
  readonly port: number
  readonly url: string | undefined
  readonly trustProxy: boolean
  readonly secret: string | undefined
  readonly logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug'
  readonly databaseUrl: string | undefined
  readonly databaseConnections: number
  readonly clickhouseUrl: string | undefined
  readonly clickhouseCluster: string | undefined
  readonly smtpUrl: string | undefined
  readonly mailFrom: string
  readonly oidc: { name: string; discoveryUrl: string; clientId: string; clientSecret: string } | undefined
  readonly importMaxBytes: number
  readonly metricsToken: string | undefined
}

/** Parse settings; throws one readable sentence per wrong setting. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const parsed = environment.safeParse(Object.fromEntries(Object.entries(env).filter(([, v]) => v !== '')))
  if (!parsed.success)
    throw new Error(parsed.error.issues.map((i) => `Setting ${i.path.join('.')}: ${i.message}.`).join('\n'))
  const e = parsed.data
  const { OIDC_DISCOVERY_URL: discoveryUrl, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = e
  if (discoveryUrl && !(clientId && clientSecret))
    throw new Error('Setting OIDC_DISCOVERY_URL needs OIDC_CLIENT_ID and OIDC_CLIENT_SECRET too.')
  return {
    dataFolder: resolve(e.TANDEM_DATA),
    host: e.TANDEM_HOST,
    port: e.TANDEM_PORT,
    url: e.TANDEM_URL?.replace(/\/$/, ''),
    trustProxy: e.TANDEM_TRUST_PROXY,
    secret: e.TANDEM_SECRET,
    logLevel: e.TANDEM_LOG,
    databaseUrl: e.DATABASE_URL,
    databaseConnections: e.DATABASE_CONNECTIONS,
    clickhouseUrl: e.CLICKHOUSE_URL,
    clickhouseCluster: e.CLICKHOUSE_CLUSTER,
    smtpUrl: e.SMTP_URL,
    mailFrom: e.MAIL_FROM,
    oidc:
      discoveryUrl && clientId && clientSecret
        ? { name: e.OIDC_NAME, discoveryUrl, clientId, clientSecret }
        : undefined,
    importMaxBytes: bytes(e.IMPORT_MAX_MEGABYTES),
    metricsToken: e.METRICS_TOKEN,
  }
}
