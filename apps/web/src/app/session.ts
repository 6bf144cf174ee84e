import type { Me, Permission } from '@tandem/contract'
import { useSuspenseQuery } from '@tanstack/react-query'
import { apiQuery, queryClient } from './queries.ts'

/** Asked on the way into the shell, which itself sends people without a session to the right entrance. */
export const meQuery = () => ({ ...apiQuery('GET /api/v1/me'), meta: { quiet: true } })
export const statusQuery = () => apiQuery('GET /api/v1/status')

/** Who is signed in. Only inside the shell, which has asked already. */
export function useMe(): Me {
  return useSuspenseQuery({ ...meQuery(), staleTime: 300_000 }).data
}

/** Whether the signed-in person may do something, and how to ask for several things. */
export function useCan(): (permission: Permission) => boolean {
  const { permissions } = useMe()
  return (permission) => permissions.includes(permission)
}

/** Forgets everything that was read, so that the next person on this machine does not see it. */
export function forgetEverything(): void {
  queryClient.clear()
}
