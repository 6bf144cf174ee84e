export interface Rect {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

interface Size {
  readonly width: number
  readonly height: number
}

const overlap = (a: Rect, b: Rect) =>
  Math.max(0, Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)) *
  Math.max(0, Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y))

/** How much of a rectangle sticks out of the box. */
const outside = (rect: Rect, box: Rect) => rect.width * rect.height - overlap(rect, box)

/** Places around a point, nearest first: beside, above and below, then farther off; `ring` says how far. */
function* placesAround(x: number, y: number, size: Size): Generator<Rect & { readonly ring: number }> {
  for (const [ring, away] of [8, 16, 28, 42, 58].entries()) {
    const middle = y - size.height / 2
    const up = y - away - size.height
    yield { ...size, ring, x: x + away, y: middle }
    yield { ...size, ring, x: x - away - size.width, y: middle }
    yield { ...size, ring, x: x - size.width / 2, y: up }
    yield { ...size, ring, x: x - size.width / 2, y: y + away }
    yield { ...size, ring, x: x + 8, y: up }
    yield { ...size, ring, x: x - 8 - size.width, y: up }
    yield { ...size, ring, x: x + 8, y: y + away }
    yield { ...size, ring, x: x - 8 - size.width, y: y + away }
  }
}

/** What covering something costs, in square pixels of the label, and what each step away from the point does. */
const price = { thing: 10, line: 0.3, step: 40 }

/**
 * Where the labels of points go, so that none covers another, a point, or something else in the picture, and all stay
 * in the box; lines are avoided where that costs little. Each takes the best place around its point, in the order
 * given.
 */
export function placeLabels(
  points: readonly { readonly x: number; readonly y: number; readonly label: Size }[],
  box: Rect,
  taken: readonly Rect[] = [],
  lines: readonly Rect[] = [],
): Rect[] {
  const dot = 6
  const dots = points.map(({ x, y }) => ({ x: x - dot, y: y - dot, width: 2 * dot, height: 2 * dot }))
  const covered = (rect: Rect, things: readonly Rect[]) =>
    things.reduce((sum, thing) => sum + overlap(rect, thing), 0)
  const placed: Rect[] = []
  for (const { x, y, label } of points) {
    let best: { rect: Rect; cost: number } | null = null
    for (const { ring, ...rect } of placesAround(x, y, label)) {
      const hard = covered(rect, [...taken, ...dots, ...placed]) + outside(rect, box)
      const cost = price.thing * hard + price.line * covered(rect, lines) + price.step * ring
      if (!best || cost < best.cost) best = { rect, cost }
    }
    if (best) placed.push(best.rect)
  }
  return placed
}

/**
 * Where the labels of some points of a crowd go: as near as they can without touching anything that is taken, one
 * another or the edge; null for those that find no place. The first of them choose first.
 */
export function placeWhereFree(
  points: readonly { readonly x: number; readonly y: number; readonly label: Size }[],
  box: Rect,
  taken: readonly Rect[],
): (Rect | null)[] {
  const placed: Rect[] = []
  return points.map(({ x, y, label }) => {
    for (const { ring, ...rect } of placesAround(x, y, label)) {
      // Farther off, nobody knows any more which point is meant.
      if (ring > 1) return null
      const free = [...taken, ...placed].every((thing) => overlap(rect, thing) === 0)
      if (!free || outside(rect, box) > 0.01) continue
      placed.push(rect)
      return rect
    }
    return null
  })
}
