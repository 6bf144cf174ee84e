export type Grain = 'day' | 'week' | 'month' | 'quarter' | 'year'

/** A grouping beside the unit. */
export type Grouping =
  | { readonly kind: 'channel' | 'language' | 'touchpoint' | 'evaluator' | 'source' }
  | { readonly kind: 'attribute'; readonly name: string }
  | { readonly kind: 'period'; readonly grain: Grain }

/** A part of the signals, by what they all carry. Everything absent does not limit. */
export interface SliceFilter {
  readonly channels?: readonly string[] | undefined
  readonly languages?: readonly string[] | undefined
  readonly touchpointIds?: readonly string[] | undefined
  /** By name, the values that are meant; all names must match. */
  readonly attributes?: Readonly<Record<string, readonly string[]>> | undefined
}

/** Which readings are meant. Everything absent or null does not limit. */
export interface ReadingFilter extends SliceFilter {
  readonly metricId: string
  /** First day, YYYY-MM-DD. */
  readonly from?: string | undefined
  /** Last day, inclusive. */
  readonly to?: string | undefined
  readonly unitIds?: readonly string[] | null | undefined
  readonly evaluatorIds?: readonly string[] | undefined
  readonly sources?: readonly string[] | undefined
}

export interface MomentFilter extends ReadingFilter {
  /**
   * Days, ascending, on which something about a unit changes (it moved). Its readings are given apart for each
   * segment between them: segment k holds the days from boundary k-1 on, up to and without boundary k.
   */
  readonly boundaries?: ReadonlyMap<string, readonly string[]> | undefined
  readonly by?: Grouping | undefined
}

/** n readings with their mean, and m2 = sum of squared deviations from it. */
export interface UnitMoments {
  readonly unitId: string
  /** 0 unless the unit has boundaries. */
  readonly segment: number
  /**
   * Value of the second grouping, '' without one: text as stored ('' where not told), an id (the zero UUID where
   * unknown), or the first day of the period.
   */
  readonly key: string
  readonly n: number
  readonly mean: number
  readonly m2: number
}
