import { z } from 'zod'
import { leavesUnder, type UnitTree } from '../link/index.ts'
import type { Analytics } from '../platform/analytics/index.ts'
import type { Caller } from '../platform/index.ts'

/** Questions of one organization to the analytics engine. */
export type Engine = ReturnType<Analytics['forOrganization']>
type Params = Parameters<Engine['query']>[1]

/** Where something is heard: everything in view, a unit with all below it, a touchpoint, or a unit that signals name. */
export type Place =
  | { readonly kind: 'all' }
  | { readonly kind: 'unit'; readonly unitId: string }
  | { readonly kind: 'touchpoint'; readonly touchpointId: string }
  /** Signals that name a unit in an attribute, as deliveries do the warehouse that packed them. */
  | { readonly kind: 'named'; readonly unitId: string; readonly attribute: string; readonly value: string }

export interface Touchpoint {
  readonly id: string
  readonly key: string
  readonly name: string
  readonly ownerUnitId: string | null
}

/** An attribute of signals whose values are units: by value, the unit's id. */
export interface NamingAttribute {
  readonly attribute: string
  readonly unitByValue: ReadonlyMap<string, string>
}

/** What is looked at: the days, and which readings the caller may see and asked for. */
export interface View {
  readonly tree: UnitTree
  readonly from: string
  readonly to: string
  /** Null is the whole organization. */
  readonly unitId: string | null
  readonly scope: ReadonlySet<string> | null
  readonly touchpoints: readonly Touchpoint[]
  readonly naming: readonly NamingAttribute[]
}

export function placeKey(place: Place): string {
  switch (place.kind) {
    case 'all':
      return 'all'
    case 'unit':
      return `unit:${place.unitId}`
    case 'touchpoint':
      return `touchpoint:${place.touchpointId}`
    case 'named':
      return `named:${JSON.stringify([place.attribute, place.value])}`
  }
}

const namesRow = z.object({ attribute: z.string(), values: z.array(z.string()) })
/** An attribute with more values than this names customers or orders, not units. */
const mostValues = 5000

/** Attributes of the period's signals that name units: at least four in five of their values are a unit's name or key. */
export async function readNamingAttributes(
  analytics: Engine,
  tree: UnitTree,
  from: string,
  to: string,
): Promise<NamingAttribute[]> {
  const rows = await analytics.query(
    `SELECT attribute, groupUniqArray(${mostValues + 1})(value) AS values FROM readings
       ARRAY JOIN mapKeys(attributes) AS attribute, mapValues(attributes) AS value
     WHERE organization_id = {organization:UUID} AND occurred_on BETWEEN {from:Date32} AND {to:Date32}
     GROUP BY attribute ORDER BY attribute`,
    { from, to },
    namesRow,
  )
  const unitByWord = new Map<string, string>()
  for (const { id, key, name } of tree.units.values()) unitByWord.set(name, id).set(key, id)
  return rows.flatMap(({ attribute, values }) => {
    const words = values.filter(Boolean)
    const unitByValue = new Map(
      words.flatMap((word): [string, string][] => {
        const id = unitByWord.get(word)
        return id === undefined ? [] : [[word, id]]
      }),
    )
    const known = unitByValue.size > 0 && unitByValue.size >= 0.8 * words.length
    return known && words.length <= mostValues ? [{ attribute, unitByValue }] : []
  })
}

/** Values for `{name:Type}` placeholders, each under a name of its own. */
export class Values {
  readonly params: Params = {}
  #count = 0
  add(type: string, value: string | string[]): string {
    const name = `value${++this.#count}`
    this.params[name] = value
    return `{${name}:${type}}`
  }
}

/**
 * The readings of the view as a WHERE clause. A limited caller sees what is about the units of the scope and, of all
 * but employees, what these units did: readings at their touchpoints, and those that name them.
 */
export function visible(view: View, values: Values): string {
  const all = [
    'organization_id = {organization:UUID}',
    `occurred_on BETWEEN ${values.add('Date32', view.from)} AND ${values.add('Date32', view.to)}`,
  ]
  if (view.scope) all.push(aboutOrBy(view, values, `unit_id IN ${uuids(values, view.scope)}`, view.scope))
  if (view.unitId) all.push(aboutOrBy(view, values, below(view, view.unitId, values), unitsUnder(view)))
  return all.join(' AND ')
}

/** A place as a condition, within what is visible. */
export function within(place: Place, view: View, values: Values): string {
  switch (place.kind) {
    case 'all':
      return '1'
    case 'unit':
      return below(view, place.unitId, values)
    case 'touchpoint':
      return `touchpoint_id = ${values.add('UUID', place.touchpointId)}`
    case 'named':
      return named(place.attribute, [place.value], values)
  }
}

function aboutOrBy(view: View, values: Values, about: string, units: ReadonlySet<string>): string {
  const by = workOf(view, units, values)
  return by.length > 0 ? `(${about} OR source != 'employee' AND (${by.join(' OR ')}))` : `(${about})`
}

/** Conditions of what units do for others: their touchpoints, and signals that name them. */
function workOf(view: View, units: ReadonlySet<string>, values: Values): string[] {
  const own = view.touchpoints.filter((t) => t.ownerUnitId !== null && units.has(t.ownerUnitId))
  return [
    ...(own.length > 0
      ? [
          `touchpoint_id IN ${uuids(
            values,
            own.map((t) => t.id),
          )}`,
        ]
      : []),
    ...view.naming.flatMap(({ attribute, unitByValue }) => {
      const words = [...unitByValue].filter(([, id]) => units.has(id)).map(([word]) => word)
      return words.length > 0 ? [named(attribute, words, values)] : []
    }),
  ]
}

const uuids = (values: Values, ids: Iterable<string>) => values.add('Array(UUID)', [...ids])

function named(attribute: string, words: string[], values: Values): string {
  return `attributes[${values.add('String', attribute)}] IN ${values.add('Array(String)', words)}`
}

function unitsUnder(view: View): ReadonlySet<string> {
  return new Set(leavesUnder(view.tree, view.unitId!, view.from, view.to).keys())
}

/** About the unit or what hung below it, each only for the time it did. */
function below(view: View, unitId: string, values: Values): string {
  const always: string[] = []
  const dated: string[] = []
  for (const [id, spans] of leavesUnder(view.tree, unitId, view.from, view.to)) {
    if (spans.length === 1 && spans[0]!.from <= view.from && spans[0]!.to > view.to) always.push(id)
    else
      for (const span of spans)
        dated.push(
          `unit_id = ${values.add('UUID', id)} AND occurred_on >= ${values.add('Date32', span.from)} AND occurred_on < ${values.add('Date32', span.to)}`,
        )
  }
  return `(${[`unit_id IN ${uuids(values, always)}`, ...dated].join(' OR ')})`
}

/** The view of a caller: tree and touchpoints, and which attributes name units. */
export function viewOf(
  caller: Caller,
  tree: UnitTree,
  touchpoints: readonly Touchpoint[],
  naming: readonly NamingAttribute[],
  period: { readonly from: string; readonly to: string; readonly unitId?: string | undefined },
): View {
  return {
    tree,
    touchpoints,
    naming,
    from: period.from,
    to: period.to,
    unitId: period.unitId ?? null,
    scope: caller.scope,
  }
}
