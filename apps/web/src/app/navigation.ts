import type { Permission } from '@tandem/contract'
import {
  Building2,
  ChartNoAxesColumn,
  FileUp,
  House,
  ListChecks,
  type LucideIcon,
  MessageSquareQuote,
  Settings2,
} from 'lucide-react'

export type NavLabel =
  | 'nav.home'
  | 'nav.goals'
  | 'nav.listen'
  | 'nav.import'
  | 'nav.understand'
  | 'nav.standings'
  | 'nav.drivers'
  | 'nav.customerEmployee'
  | 'nav.voices'
  | 'nav.journeys'
  | 'nav.value'
  | 'nav.act'
  | 'nav.verify'
  | 'nav.sites'
  | 'nav.sitesShort'
  | 'nav.settings'

export interface NavItem {
  /** Path of the screen. An item without one is a heading of its children. */
  readonly to?: string
  readonly label: NavLabel
  /** Where there is little room. */
  readonly short?: NavLabel
  /** Place in the loop. */
  readonly number?: number
  /** Shown only to who may do this. */
  readonly permission?: Permission
  readonly children?: readonly NavItem[]
  /** Items with an icon also stand in the bar at the foot of a phone. */
  readonly icon?: LucideIcon
}

/** The loop. An item appears as soon as a room registers a route with its path; until then it is left out. */
export const loop: readonly NavItem[] = [
  { to: '/', label: 'nav.home', icon: House },
  { to: '/goals', label: 'nav.goals', number: 1, permission: 'scores.read' },
  {
    label: 'nav.listen',
    number: 2,
    children: [{ to: '/import', label: 'nav.import', permission: 'imports.manage', icon: FileUp }],
  },
  {
    label: 'nav.understand',
    number: 3,
    children: [
      { to: '/standings', label: 'nav.standings', permission: 'scores.read', icon: ChartNoAxesColumn },
      { to: '/drivers', label: 'nav.drivers', permission: 'scores.read' },
      { to: '/customer-employee', label: 'nav.customerEmployee', permission: 'scores.read' },
      { to: '/voices', label: 'nav.voices', permission: 'comments.read', icon: MessageSquareQuote },
      { to: '/journeys', label: 'nav.journeys', permission: 'units.read' },
      { to: '/value', label: 'nav.value', permission: 'scores.read' },
    ],
  },
  { to: '/act', label: 'nav.act', number: 4, icon: ListChecks },
  { to: '/verify', label: 'nav.verify', number: 5, permission: 'scores.read' },
]

/** Below the loop. */
export const foot: readonly NavItem[] = [
  { to: '/sites', label: 'nav.sites', short: 'nav.sitesShort', permission: 'units.read', icon: Building2 },
  { to: '/settings', label: 'nav.settings', icon: Settings2 },
]

/** The items that have a screen and that someone may use; a heading without such children goes too. */
export function usable(
  items: readonly NavItem[],
  can: (permission: Permission) => boolean,
  hasScreen: (path: string) => boolean,
): NavItem[] {
  return items.flatMap((item) => {
    if (item.permission && !can(item.permission)) return []
    const children = usable(item.children ?? [], can, hasScreen)
    if (item.to ? !hasScreen(item.to) : children.length === 0) return []
    return [{ ...item, children }]
  })
}

/** Items and their children in one row, without headings. */
export function screens(items: readonly NavItem[]): (NavItem & { to: string })[] {
  return items.flatMap((item) => {
    const below = screens(item.children ?? [])
    return item.to ? [{ ...item, to: item.to }, ...below] : below
  })
}
