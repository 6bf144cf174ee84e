/** A small seeded generator for the tests (Park & Miller's minimal standard). */
export function seeded(seed: number): {
  uniform(): number
  normal(): number
  integer(below: number): number
} {
  let state = (seed * 7919) % 2147483647 || 1
  const uniform = (): number => {
    state = (state * 48271) % 2147483647
    return state / 2147483647
  }
  const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
  return { uniform, normal, integer: (below) => Math.floor(uniform() * below) }
}
