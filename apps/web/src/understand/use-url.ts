import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'

/** State of a screen that lives in the address: what is there now, and a way to change a part of it in place. */
export function useUrl<T extends object>(
  parse: (search: Record<string, unknown>) => T,
): readonly [T, (change: Partial<T>) => void] {
  const state = parse(useSearch({ strict: false }))
  const navigate = useNavigate()
  const set = useCallback(
    (change: Partial<T>) => {
      void navigate({
        to: '.',
        search: (old: Record<string, unknown>) => ({ ...old, ...change }),
        replace: true,
        resetScroll: false,
      })
    },
    [navigate],
  )
  return [state, set]
}
