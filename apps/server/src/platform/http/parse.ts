import type { Endpoint, UiLanguage } from '@tandem/contract'
import type { Context } from 'hono'
import { z } from 'zod'
import { type FieldError, Invalid, TooLarge } from '../errors.ts'
import { languageOf } from './words/translate.ts'

/** Largest JSON body that is read into memory. */
export const maxJsonBytes = 4 * 1024 * 1024

/** How zod says what is wrong with a field; its own English unless told. */
export const fieldWords: Readonly<Record<UiLanguage, { error: z.core.$ZodErrorMap } | undefined>> = {
  en: undefined,
  ru: { error: z.locales.ru().localeError },
  hu: { error: z.locales.hu().localeError },
  'zh-Hans': { error: z.locales.zhCN().localeError },
}

/** Parse params, query and body by the contract; throws Invalid with a reason per field. */
export async function parseRequest(
  endpoint: Endpoint,
  c: Context,
): Promise<{ params: unknown; query: unknown; body: unknown }> {
  const errors: FieldError[] = []
  const says = fieldWords[languageOf(c.req.header('accept-language'))]
  const check = (schema: z.ZodType | undefined, value: unknown, where: string): unknown => {
    if (!schema) return undefined
    const result = schema.safeParse(value, says)
    if (result.success) return result.data
    errors.push(...issuesOf(result.error, where))
    return undefined
  }
  const params = check(endpoint.params, c.req.param(), '')
  const query = check(endpoint.query, c.req.query(), '')
  const body = endpoint.body ? check(endpoint.body, await readJson(c.req.raw), '/') : undefined
  if (errors.length > 0)
    throw new Invalid(errors.map((e) => (e.path ? `${e.path} ${e.message}` : e.message)).join('; '), errors)
  return { params, query, body }
}

/** Reasons of a failed parse, with the place as JSON pointer (bodies) or name (parameters). */
export function issuesOf(error: z.ZodError, where: string): FieldError[] {
  return error.issues.map((issue) => ({
    path: where + issue.path.map(String).join('/'),
    message: issue.message.replace(/^(Invalid input|Неверный ввод|Érvénytelen bemenet): |^无效输入：/, ''),
  }))
}

/** Read the body as JSON, bounded. Throws Invalid or TooLarge. */
export async function readJson(request: Request, limit = maxJsonBytes): Promise<unknown> {
  const text = await readText(request, limit)
  if (text === '') throw new Invalid('Send a JSON body.')
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Invalid(`The body is not JSON: ${error instanceof Error ? error.message : 'unreadable'}.`)
  }
}

/** Read the body as UTF-8 text, bounded. Throws TooLarge, or Invalid when it is not UTF-8. */
export async function readText(request: Request, limit = maxJsonBytes): Promise<string> {
  const bytes = await readBytes(request, limit)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new Invalid('The body is not UTF-8 text.')
  }
}

/** A body of declared length is read at once (the HTTP parser takes no more than declared), else chunk by chunk. */
async function readBytes(request: Request, limit: number): Promise<ArrayBuffer | Buffer> {
  const tooLarge = () =>
    new TooLarge(`The body is larger than ${Math.round(limit / 1024 / 1024)} MB. Send less at a time.`)
  const declared = request.headers.get('content-length')
  if (declared !== null) {
    if (Number(declared) > limit) throw tooLarge()
    return request.arrayBuffer().catch(() => {
      throw new Invalid('The connection ended before the whole body was there. Send it again.')
    })
  }
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength
    if (size > limit) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** All that a schema found, as the reason why an item of many is refused. */
export function faultsOf(error: z.ZodError): string {
  return issuesOf(error, '')
    .map(({ path, message }) => (path ? `${path}: ${message}` : message))
    .join('; ')
}
