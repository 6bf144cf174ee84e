import { passkey } from '@better-auth/passkey'
import { betterAuth } from 'better-auth'
import { genericOAuth, twoFactor } from 'better-auth/plugins'
import { type Config, clientAddressHeader, type Database, type Log } from '../platform/index.ts'
import type { Mail } from '../platform/mail.ts'

/** What we use of better-auth; its inferred type is too deep to name. */
export interface Auth {
  /** Answers everything below /api/auth/. */
  handler(request: Request): Promise<Response>
  /** User id of a valid session; null otherwise. */
  sessionUser(headers: Headers): Promise<string | null>
  hashPassword(password: string): Promise<string>
}

/**
 * Sign-in by password, passkey, OIDC and one-time codes, all by better-auth. Accounts come only from
 * set-up and invitations, so open sign-up is off.
 */
export async function createAuth(options: {
  database: Database
  config: Config
  secret: string
  baseUrl: string
  mail: Mail
  log: Log
}): Promise<Auth> {
  const { database, config, secret, baseUrl, mail, log } = options
  const auth = betterAuth({
    database: database.systemPool,
    secret,
    baseURL: baseUrl,
    basePath: '/api/auth',
    appName: 'Tandem',
    // The CSRF check of ours and better-auth's compares with the address the person really typed.
    trustedOrigins: (request) => (request ? [baseUrl, new URL(request.url).origin] : [baseUrl]),
    logger: { log: (level, message) => log[level === 'info' ? 'debug' : level]?.({ from: 'auth' }, message) },
    telemetry: { enabled: false },
    user: { modelName: 'auth_users' },
    session: { modelName: 'auth_sessions', expiresIn: 14 * 24 * 3600, updateAge: 24 * 3600 },
    account: {
      modelName: 'auth_accounts',
      accountLinking: { enabled: true, trustedProviders: ['oidc'] },
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
      customRules: { '/sign-in/email': { window: 60, max: 30 } },
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
      ...(config.oidc
        ? [
            genericOAuth({
              config: [
                {
                  providerId: 'oidc',
                  discoveryUrl: config.oidc.discoveryUrl,
                  clientId: config.oidc.clientId,
                  clientSecret: config.oidc.clientSecret,
                  scopes: ['openid', 'email', 'profile'],
                  pkce: true,
                  disableSignUp: true,
                },
              ],
            }),
          ]
        : []),
    ],
  })
  const context = await auth.$context
  return {
    handler: (request) => auth.handler(request),
    sessionUser: async (headers) => {
      if (!headers.get('cookie')?.includes('tandem.session_token')) return null
      return (await auth.api.getSession({ headers }))?.user.id ?? null
    },
    hashPassword: (password) => context.password.hash(password),
  }
}
