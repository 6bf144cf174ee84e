import { ApiProblem } from './api.ts'

/** Sends to the authentication service beside the API; its errors become ApiProblem like all others. */
async function send(method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`/api/auth/${path}`, {
    method,
    credentials: 'same-origin',
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    body: body === undefined ? null : JSON.stringify(body),
  }).catch(() => {
    throw new ApiProblem({ status: 0, title: 'offline', detail: '' })
  })
  const answer: unknown = await response.json().catch(() => null)
  if (response.ok) return answer
  const { message, code } = record(answer)
  throw new ApiProblem({
    status: response.status,
    title: typeof code === 'string' ? code : response.statusText,
    detail: typeof message === 'string' ? message : '',
  })
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** Signs in with a password; `needsCode` says that a code of the authenticator app must follow. */
export async function signIn(email: string, password: string): Promise<{ needsCode: boolean }> {
  const answer = record(await send('POST', 'sign-in/email', { email, password }))
  return { needsCode: answer.twoFactorRedirect === true }
}

/** The second step of signing in: six digits of the app, or one of the backup codes. */
export async function verifyCode(code: string, trustDevice: boolean): Promise<void> {
  const isBackup = !/^\d{6}$/.test(code)
  await send('POST', isBackup ? 'two-factor/verify-backup-code' : 'two-factor/verify-totp', {
    code,
    trustDevice,
  })
}

export async function signOut(): Promise<void> {
  await send('POST', 'sign-out', {})
}

/** Goes to the company's single sign-on, which comes back to `returnTo`, or to the sign-in page with an `error`. */
export async function signInWithCompany(returnTo: string): Promise<void> {
  const answer = record(
    await send('POST', 'sign-in/social', {
      provider: 'oidc',
      callbackURL: returnTo,
      errorCallbackURL: '/sign-in',
    }),
  )
  const url = text(answer.url)
  if (url) window.location.assign(url)
}

export async function changePassword(currentPassword: string, newPassword: string): Promise<void> {
  await send('POST', 'change-password', { currentPassword, newPassword, revokeOtherSessions: true })
}

/** Begins to set up the authenticator app. Nothing changes until the first code is confirmed. */
export async function beginTwoFactor(password: string): Promise<{ uri: string; backupCodes: string[] }> {
  const answer = record(await send('POST', 'two-factor/enable', { password }))
  const codes = Array.isArray(answer.backupCodes) ? answer.backupCodes.map(text) : []
  return { uri: text(answer.totpURI), backupCodes: codes }
}

export async function confirmTwoFactor(code: string): Promise<void> {
  await send('POST', 'two-factor/verify-totp', { code })
}

export async function endTwoFactor(password: string): Promise<void> {
  await send('POST', 'two-factor/disable', { password })
}

export interface Passkey {
  readonly id: string
  readonly name: string
  readonly createdAt: string
}

export function passkeysWork(): boolean {
  return 'PublicKeyCredential' in window && 'parseRequestOptionsFromJSON' in PublicKeyCredential
}

export async function listPasskeys(): Promise<Passkey[]> {
  const answer = await send('GET', 'passkey/list-user-passkeys')
  const rows = Array.isArray(answer) ? answer.map(record) : []
  return rows.map((row) => ({ id: text(row.id), name: text(row.name), createdAt: text(row.createdAt) }))
}

export async function addPasskey(name: string): Promise<void> {
  const path = `passkey/generate-register-options?name=${encodeURIComponent(name)}`
  const options = (await send('GET', path)) as PublicKeyCredentialCreationOptionsJSON
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options)
  const credential = await navigator.credentials.create({ publicKey })
  if (!(credential instanceof PublicKeyCredential)) return
  await send('POST', 'passkey/verify-registration', { response: credential.toJSON(), name })
}

export async function removePasskey(id: string): Promise<void> {
  await send('POST', 'passkey/delete-passkey', { id })
}

export async function signInWithPasskey(): Promise<void> {
  const options = (await send(
    'GET',
    'passkey/generate-authenticate-options',
  )) as PublicKeyCredentialRequestOptionsJSON
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options)
  const credential = await navigator.credentials.get({ publicKey })
  if (!(credential instanceof PublicKeyCredential)) return
  await send('POST', 'passkey/verify-authentication', { response: credential.toJSON() })
}
