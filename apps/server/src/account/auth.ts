import { passkey } from '@better-auth/passkey'
import { betterAuth } from 'better-auth'
import { APIError } from 'better-auth/api'
import { genericOAuth, twoFactor } from 'better-auth/plugins'
import { type Config, clientAddressHeader, type Database, type Log, Overloaded } from '../platform/index.ts'
import type { Mail } from '../platform/mail.ts'
import { joinBySignOn } from './invite.ts'
import type { PasswordHasher } from './secrets.ts'

/** What we use of better-auth; its inferred type is too deep to name. */
export interface Auth extends PasswordHasher {
  /** Answers everything below /api/auth/. */
  handler(request: Request): Promise<Response>
  /** User id of a valid session; null otherwise. */
  sessionUser(headers: Headers): Promise<string | null>
}

interface AuthOptions {
  readonly database: Database
  readonly config: Config
  readonly secret: string
  readonly baseUrl: string
  readonly mail: Mail
  readonly log: Log
}

/** The provider's answer may take this long before the person is told to try again. */
const discoveryMilliseconds = 10_000

/**
 * Sign-in by password, passkey, OIDC and one-time codes, all by better-auth. Accounts come only from
 * set-up and invitations, so open sign-up is off.
 */
export async function createAuth(options: AuthOptions): Promise<Auth> {
  const auth = build(options, false)
  const context = await auth.$context
  const withCompany = companyAuth(options)
  return {
    handler: async (request) => {
      const path = new URL(request.url).pathname
      const company = options.config.oidc && /\/(sign-in\/social|callback\/oidc)$/.test(path)
      return (company ? await withCompany() : auth).handler(request)
    },
    sessionUser: async (headers) => {
      if (!headers.get('cookie')?.includes('tandem.session_token')) return null
      return (await auth.api.getSession({ headers }))?.user.id ?? null
    },
    hashPassword: (password) => context.password.hash(password),
  }
}

/**
 * The library asks the provider for its addresses while it is built, once and without a limit of time. So it is built
 * with the provider when somebody first signs in that way: a provider that is down delays nobody else, and is asked
 * again at the next attempt.
 */
function companyAuth(options: AuthOptions): () => Promise<ReturnType<typeof build>> {
  let built: Promise<ReturnType<typeof build> | null> | undefined
  const ask = async () => {
    const auth = build(options, true)
    const providers = (await auth.$context).socialProviders
    return providers.some((provider) => provider.id === 'oidc') ? auth : null
  }
  return async () => {
    built ??= ask().catch(() => null)
    const late = new Promise<null>((resolve) => setTimeout(resolve, discoveryMilliseconds, null).unref())
    const auth = await Promise.race([built, late])
    if (auth) return auth
    built = undefined
    options.log.error(
      { discovery: options.config.oidc?.discoveryUrl },
      'the sign-on provider does not answer',
    )
    throw new Overloaded('The sign-on of your company does not answer. Try again in a minute.', 60)
  }
}

function build(options: AuthOptions, company: boolean) {
  const { database, config, secret, baseUrl, mail, log } = options
  return betterAuth({
    database: database.systemPool,
    secret,
    baseURL: baseUrl,
    basePath: '/api/auth',
    appName: 'Tandem',
    // The CSRF check of ours and better-auth's compares with the address the person really typed.
    trustedOrigins: (request) => (request ? [baseUrl, new URL(request.url).origin] : [baseUrl]),
    logger: { log: (level, message) => log[level === 'info' ? 'debug' : level]?.({ from: 'auth' }, message) },
    telemetry: { enabled: false },
    onAPIError: { errorURL: `${baseUrl}/sign-in` },
    databaseHooks: { session: { create: { before: ({ userId }) => requireMembership(database, userId) } } },
    user: { modelName: 'auth_users' },
    session: { modelName: 'auth_sessions', expiresIn: 14 * 24 * 3600, updateAge: 24 * 3600 },
    account: {
      modelName: 'auth_accounts',
      accountLinking: { enabled: true },
    },
    verification: { modelName: 'auth_verifications' },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 10,
      maxPasswordLength: 128,
      revokeSessionsOnPasswordReset: true,
      sendResetPassword: async ({ user, url }) =>
        mail.send({
          to: user.email,
          subject: 'Reset your Tandem password',
          text: `Set a new password here:\n\n${url}\n\nIf you did not ask for it, ignore this message.`,
        }),
    },
    rateLimit: {
      enabled: true,
      window: 60,
      max: 100,
      // The library's own three in ten seconds an address would lock out an office that shares one in the morning.
      customRules: { '/sign-in/*': { window: 60, max: 30 }, '/two-factor/*': { window: 60, max: 30 } },
    },
    advanced: {
      cookiePrefix: 'tandem',
      useSecureCookies: baseUrl.startsWith('https:'),
      // Set by our HTTP layer from the connection; a header that a client sends itself is not believed.
      ipAddress: { ipAddressHeaders: [clientAddressHeader] },
    },
    plugins: [
      passkey({
        rpName: 'Tandem',
        rpID: new URL(baseUrl).hostname,
        schema: { passkey: { modelName: 'auth_passkeys' } },
      }),
      twoFactor({ issuer: 'Tandem', schema: { twoFactor: { modelName: 'auth_two_factors' } } }),
      ...(company && config.oidc ? [companySignOn(database, config.oidc)] : []),
    ],
  })
}

/** Nobody enters without a membership: a removed member is told so instead of entering nowhere. */
async function requireMembership(database: Database, userId: string): Promise<void> {
  const { rowCount } = await database.systemPool.query('select 1 from members where user_id = $1', [userId])
  if (!rowCount)
    throw new APIError('FORBIDDEN', {
      code: 'not_a_member',
      message: 'This account belongs to no organization. Ask an owner for an invitation.',
    })
}

/** OpenID Connect. Only members and invited people come in; an address the provider calls unverified does not count. */
function companySignOn(database: Database, oidc: NonNullable<Config['oidc']>) {
  return genericOAuth({
    config: [
      {
        providerId: 'oidc',
        discoveryUrl: oidc.discoveryUrl,
        clientId: oidc.clientId,
        clientSecret: oidc.clientSecret,
        scopes: ['openid', 'email', 'profile'],
        pkce: true,
        disableSignUp: true,
        requireIdTokenVerification: true,
        // Called with the claims after their signature was checked, before the library looks for the account.
        mapProfileToUser: async (claims) => {
          // Some providers leave the claim out, because they verify every address.
          const emailVerified = claims.email_verified === undefined || claims.email_verified === true
          const { email, name, locale } = claims
          if (emailVerified && typeof email === 'string')
            await joinBySignOn(database, { email, name: text(name), language: text(locale) })
          return { emailVerified }
        },
      },
    ],
  })
}

const text = (value: unknown) => (typeof value === 'string' ? value : '')
