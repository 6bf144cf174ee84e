/** The round step (1, 2 or 5 times a power of ten) that divides a span into at most about `wanted` parts. */
export function niceStep(span: number, wanted: number): number {
  const rough = (span || 1) / wanted
  const power = 10 ** Math.floor(Math.log10(rough))
  return [1, 2, 5].map((m) => m * power).find((s) => s >= rough) ?? power * 10
}

/** Round numbers within a range, about `wanted` of them. */
export function niceTicks(low: number, high: number, wanted: number): number[] {
  const step = niceStep(high - low, wanted)
  const ticks: number[] = []
  for (let i = Math.ceil(low / step); i * step <= high + step * 1e-9; i++) ticks.push(i * step)
  return ticks
}
