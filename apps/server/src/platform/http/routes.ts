import type { Endpoint, EndpointKey, endpoints, ParsedOf, ResponseOf } from '@tandem/contract'
import type { Caller } from './caller.ts'

/** What a handler may need of the request beside its parsed parts. */
export interface RequestContext {
  readonly headers: Headers
  /** The unparsed body, for endpoints with `rawBody`. */
  readonly bodyStream: ReadableStream<Uint8Array> | null
  /** The whole body as text, instead of the stream. Throws TooLarge, or Invalid when it is not UTF-8. */
  readText(limit: number): Promise<string>
  readonly contentType: string
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal
  readonly ip: string
  /** Public address of this installation, without a slash at the end. */
  readonly baseUrl: string
}

type CallerOf<K extends EndpointKey> = (typeof endpoints)[K]['permission'] extends 'public' ? null : Caller

/**
 * Answers one endpoint. Returns what the contract declares, or a Response for streams and downloads;
 * throws an AppError for every expected failure.
 */
export type Handler<K extends EndpointKey> = (
  input: ParsedOf<K>,
  caller: CallerOf<K>,
  request: RequestContext,
) => Promise<ResponseOf<K> | Response>

/** The handlers of one room: exactly the endpoints of its part of the contract. */
export type RoutesOf<E extends Readonly<Record<string, Endpoint>>> = {
  readonly [K in keyof E & EndpointKey]: Handler<K>
}
export type AllRoutes = { readonly [K in EndpointKey]: Handler<K> }
