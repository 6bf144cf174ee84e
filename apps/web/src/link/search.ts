import type { PersonKind } from '@tandem/contract'
import { isDate } from '../app/period.ts'
import { isPersonKind } from './kinds.ts'

export const tabs = ['people'] as const
/** Absent: the sites themselves. */
export type Tab = (typeof tabs)[number]

export const gaps = ['region', 'heard'] as const
/** What is missing at a site: a region above it, or anybody heard. */
export type Gap = (typeof gaps)[number]

/** What Sites & people shows, as it stands in the address. */
export interface LinkSearch {
  readonly tab?: Tab | undefined
  /** Day of the tree; today unless told. */
  readonly asOf?: string | undefined
  /** `yes`: also units that are not open on that day. */
  readonly closed?: 'yes' | undefined
  /** Only sites that lack this. */
  readonly gap?: Gap | undefined
  /** Id of the unit whose drawer is open; `new` creates one. */
  readonly open?: string | undefined
  readonly kind?: PersonKind | undefined
  /** Text to find people by. */
  readonly q?: string | undefined
}

/** Reads search parameters; what is not valid is dropped. */
export function parseLinkSearch(search: Record<string, unknown>): LinkSearch {
  const tab = tabs.find((name) => name === search.tab)
  const gap = gaps.find((name) => name === search.gap)
  return {
    ...(tab ? { tab } : {}),
    ...(isDate(search.asOf) ? { asOf: search.asOf } : {}),
    ...(search.closed === 'yes' ? { closed: 'yes' as const } : {}),
    ...(gap ? { gap } : {}),
    ...(typeof search.open === 'string' && search.open ? { open: search.open } : {}),
    ...(isPersonKind(search.kind) ? { kind: search.kind } : {}),
    ...(typeof search.q === 'string' && search.q ? { q: search.q.slice(0, 100) } : {}),
  }
}
