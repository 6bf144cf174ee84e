import { useCallback, useEffect, useMemo, useState } from 'react'
import { type StandingsSearch, weightsOf } from './search.ts'

const pause = 350

/**
 * The weights under the hand: they follow it at once, and go into the address (and so to the server) when it rests.
 */
export function useWeights(
  search: StandingsSearch,
  keys: readonly string[],
  onChange: (change: Partial<StandingsSearch>) => void,
): readonly [weights: readonly number[], set: (weights: readonly number[]) => void] {
  const address = weightsOf(search, keys).join()
  const names = keys.join()
  const [hand, setHand] = useState<{ readonly names: string; readonly weights: string } | null>(null)
  const mine = hand?.names === names ? hand.weights : null
  useEffect(() => {
    if (mine === null) return
    if (mine === address) return setHand(null)
    const timer = setTimeout(() => onChange({ weights: mine }), pause)
    return () => clearTimeout(timer)
  }, [mine, address, onChange])
  const now = mine ?? address
  const weights = useMemo(() => now.split(',').map(Number), [now])
  const set = useCallback((next: readonly number[]) => setHand({ names, weights: next.join() }), [names])
  return [weights, set]
}
