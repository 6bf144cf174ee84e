/**
 * The place to round to, as a power of ten: 0 is units, -1 is tenths, 2 is hundreds. The last digit shown
 * stands for at least a fiftieth of the half-width of the interval and at most a fifth of it, so that a
 * figure never looks surer than it is: 41.23 +- 0.81 becomes 41.2, 1243 +- 630 becomes 1200.
 */
export function placeFor(halfWidth: number): number {
  if (!(halfWidth > 0) || !Number.isFinite(halfWidth)) return -1
  return Math.min(9, Math.max(-4, Math.floor(Math.log10(halfWidth / 5))))
}

/** Rounds to a power of ten, half away from zero. */
export function roundTo(value: number, place: number): number {
  const step = 10 ** Math.abs(place)
  const scaled = place < 0 ? value * step : value / step
  const rounded = Math.sign(scaled) * Math.round(Math.abs(scaled))
  return (place < 0 ? rounded / step : rounded * step) || 0
}
