import type { z } from 'zod'
import type { Permission } from './roles.ts'

/**
 * One endpoint of the HTTP API. The key under which it is declared is `METHOD /path/{param}`;
 * the server mounts it, OpenAPI describes it and the web client is typed by it, so a route exists once.
 */
export interface Endpoint {
  /** One line for a reader of the API description. */
  readonly summary: string
  /** What the caller must be allowed to do; `public` needs no session, `member` any role of the organization. */
  readonly permission: Permission | 'public' | 'member'
  readonly params?: z.ZodObject
  readonly query?: z.ZodObject
  /** JSON body. Absent: no body, or (see `rawBody`) bytes that the handler reads itself. */
  readonly body?: z.ZodType
  /** Media types of a body that is streamed to the handler instead of being parsed. */
  readonly rawBody?: readonly string[]
  /** JSON answer; `null` for 204; a media type for a stream. */
  readonly response: z.ZodType | null | `${string}/${string}`
  /** Success status; 200 unless told (204 when `response` is null). */
  readonly status?: number
}

export type Endpoints = Readonly<
  Record<`${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} /${string}`, Endpoint>
>
