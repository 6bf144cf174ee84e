import { Link, useRouter } from '@tanstack/react-router'
import type { ReactNode } from 'react'

/** A link to a screen that may not exist yet; without it the text alone. Keeps the chosen period and unit. */
export function RoomLink({ to, route, children }: { to: string; route?: string; children: ReactNode }) {
  const { routesByPath } = useRouter()
  if (!((route ?? to) in routesByPath)) return children
  return <Link to={to}>{children}</Link>
}

/** The name of a unit, leading to its page. */
export function UnitLink({ id, children }: { id: string; children: ReactNode }) {
  return (
    <RoomLink to={`/sites/${id}`} route="/sites/$unitId">
      {children}
    </RoomLink>
  )
}
