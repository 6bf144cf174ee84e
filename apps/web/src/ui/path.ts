export type Point = readonly [x: number, y: number]

/** Points as SVG path; a gap in the values is a gap in the line. */
export function linePath(points: readonly (Point | null)[]): string {
  let pen = 'M'
  const parts: string[] = []
  for (const point of points) {
    if (point) parts.push(`${pen}${point[0].toFixed(1)} ${point[1].toFixed(1)}`)
    pen = point ? 'L' : 'M'
  }
  return parts.join('')
}

/** Closed band between two rows of points; only where both exist. */
export function bandPath(upper: readonly (Point | null)[], lower: readonly (Point | null)[]): string {
  const top = upper.filter((p) => p !== null)
  const bottom = lower.filter((p) => p !== null).reverse()
  return top.length > 1 && bottom.length > 1 ? `${linePath(top)}${linePath(bottom).replace('M', 'L')}Z` : ''
}
