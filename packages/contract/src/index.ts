import type { z } from 'zod'
import { accountEndpoints } from './account.ts'
import { goalsEndpoints } from './goals.ts'
import { journeyScoreEndpoints } from './journey-scores.ts'
import { linkEndpoints } from './link.ts'
import { listenEndpoints } from './listen.ts'
import { progressEndpoints } from './progress.ts'
import { systemEndpoints } from './system.ts'
import { understandEndpoints } from './understand.ts'
import { voicesEndpoints } from './voices.ts'

export * from './account.ts'
export * from './common.ts'
export type * from './endpoint.ts'
export * from './goals.ts'
export * from './journey-scores.ts'
export * from './link.ts'
export * from './listen.ts'
export * from './progress.ts'
export * from './relate.ts'
export * from './roles.ts'
export * from './system.ts'
export * from './understand.ts'
export * from './voices.ts'

/** Every endpoint of the API. A route that is not here does not exist. */
export const endpoints = {
  ...accountEndpoints,
  ...systemEndpoints,
  ...linkEndpoints,
  ...goalsEndpoints,
  ...listenEndpoints,
  ...understandEndpoints,
  ...voicesEndpoints,
  ...journeyScoreEndpoints,
  ...progressEndpoints,
}
export type EndpointKey = keyof typeof endpoints
type Declared<K extends EndpointKey> = (typeof endpoints)[K]

/** Bytes or text sent as they are. */
export type RawBody = Blob | ArrayBuffer | string

type Input<S> = S extends z.ZodType ? z.input<S> : never
type Output<S> = S extends z.ZodType ? z.output<S> : never
type Part<K extends EndpointKey, P extends string> =
  Declared<K> extends { readonly [X in P]: infer S } ? S : undefined

/** What a caller sends: params, query and body before parsing. */
export type RequestOf<K extends EndpointKey> = (Part<K, 'params'> extends z.ZodType
  ? { readonly params: Input<Part<K, 'params'>> }
  : unknown) &
  (Part<K, 'query'> extends z.ZodType ? { readonly query?: Input<Part<K, 'query'>> } : unknown) &
  (Part<K, 'body'> extends z.ZodType ? { readonly body: Input<Part<K, 'body'>> } : unknown) &
  (Part<K, 'rawBody'> extends readonly string[] ? { readonly rawBody: RawBody } : unknown)

/** What a handler gets: params, query and body after parsing; undefined where not declared. */
export type ParsedOf<K extends EndpointKey> = {
  readonly params: Output<Part<K, 'params'>>
  readonly query: Output<Part<K, 'query'>>
  readonly body: Output<Part<K, 'body'>>
}

/** What the endpoint answers: the parsed JSON; text for a stream; undefined for 204. */
export type ResponseOf<K extends EndpointKey> =
  Part<K, 'response'> extends z.ZodType
    ? z.output<Part<K, 'response'>>
    : Part<K, 'response'> extends string
      ? string
      : undefined
