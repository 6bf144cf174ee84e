import type { Unit } from '@tandem/contract'
import { fold } from '../../ui/fold.ts'

/** A unit in the tree with what lies below it. */
export interface Branch {
  readonly unit: Unit
  readonly children: readonly Branch[]
  /** Sites below, all levels. */
  readonly sites: number
  /** Folded text that a search looks in. */
  readonly hay: string
}

/** A line of the tree as it is drawn. */
export interface TreeRow {
  readonly branch: Branch
  /** 1 at the top. */
  readonly level: number
  /** Place among its siblings, from 1. */
  readonly position: number
  readonly siblings: number
  readonly expanded: boolean
  /** It is what was searched for, not only the way there. */
  readonly hit: boolean
}

/** Regions and sites come before departments and teams. */
const rank = ({ unit, sites }: Branch) =>
  sites > 0 || unit.kind === 'region' || unit.kind === 'site' ? 0 : 1

/**
 * The tree of a flat list, siblings by name with regions and sites first; units whose parent is not in the list stand at
 * the top.
 */
export function growTree(units: readonly Unit[], language: string): Branch[] {
  const known = new Set(units.map((unit) => unit.id))
  const { compare } = new Intl.Collator(language, { numeric: true })
  const below = Map.groupBy(units, (unit) =>
    unit.parentId !== null && known.has(unit.parentId) ? unit.parentId : null,
  )
  const grow = (parent: string | null): Branch[] =>
    (below.get(parent) ?? [])
      .toSorted((a, b) => compare(a.name, b.name))
      .map((unit) => {
        const children = grow(unit.id)
        const sites = children.reduce((sum, c) => sum + c.sites + (c.unit.kind === 'site' ? 1 : 0), 0)
        const words = [unit.name, unit.key, ...Object.values(unit.attributes)]
        return { unit, children, sites, hay: fold(words.join('\n')) }
      })
      .toSorted((a, b) => rank(a) - rank(b))
  return grow(null)
}

/** Only the branch of a unit and what is below it; the whole tree when the unit is not in it. */
export function branchOf(tree: readonly Branch[], id: string | undefined): readonly Branch[] {
  if (id === undefined) return tree
  const find = (branches: readonly Branch[]): Branch | undefined => {
    for (const branch of branches) {
      const found = branch.unit.id === id ? branch : find(branch.children)
      if (found) return found
    }
    return undefined
  }
  const found = find(tree)
  return found ? [found] : tree
}

/**
 * The lines to draw. Without a filter those below opened units; with one every hit and the way to it, opened
 * unless someone closed it.
 */
export function rowsOf(
  tree: readonly Branch[],
  isOpen: (branch: Branch, level: number, filtered: boolean) => boolean,
  filter: ((branch: Branch) => boolean) | null,
): TreeRow[] {
  const kept = filter ? keptBy(tree, filter) : null
  const rows: TreeRow[] = []
  const visit = (branches: readonly Branch[], level: number) => {
    const shown = kept ? branches.filter((b) => kept.has(b)) : branches
    shown.forEach((branch, i) => {
      const hit = filter ? filter(branch) : true
      const inner = kept ? branch.children.some((c) => kept.has(c)) : branch.children.length > 0
      const expanded = inner && isOpen(branch, level, filter !== null)
      rows.push({ branch, level, position: i + 1, siblings: shown.length, expanded, hit })
      if (expanded) visit(branch.children, level + 1)
    })
  }
  visit(tree, 1)
  return rows
}

/** Branches that fit or lead to one that does. */
function keptBy(tree: readonly Branch[], filter: (branch: Branch) => boolean): Set<Branch> {
  const kept = new Set<Branch>()
  const visit = (branch: Branch): boolean => {
    // Every child is looked at; `some` would stop at the first.
    const inner = branch.children.map(visit).includes(true)
    if (inner || filter(branch)) kept.add(branch)
    return kept.has(branch)
  }
  tree.forEach(visit)
  return kept
}

/** Looks for every word of a text; null when there is none. */
export function searcher(text: string): ((branch: Branch) => boolean) | null {
  const words = fold(text).split(/\s+/).filter(Boolean)
  return words.length > 0 ? (branch) => words.every((word) => branch.hay.includes(word)) : null
}

export interface Stock {
  readonly sites: number
  readonly regions: number
  readonly others: number
  /** Ids of sites with no region above them. */
  readonly withoutRegion: ReadonlySet<string>
}

/** What a tree holds. */
export function stockOf(tree: readonly Branch[]): Stock {
  const counts = { site: 0, region: 0, other: 0 }
  const withoutRegion = new Set<string>()
  const visit = ({ unit, children }: Branch, inRegion: boolean) => {
    counts[unit.kind === 'site' || unit.kind === 'region' ? unit.kind : 'other']++
    if (unit.kind === 'site' && !inRegion) withoutRegion.add(unit.id)
    for (const child of children) visit(child, inRegion || unit.kind === 'region')
  }
  for (const branch of tree) visit(branch, false)
  return { sites: counts.site, regions: counts.region, others: counts.other, withoutRegion }
}
