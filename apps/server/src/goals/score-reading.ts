import type { Metric } from '@tandem/contract'

/**
 * The score of a raw value: NPS and eNPS 0..10 -> -100 (below 7), 0 (7 and 8), 100 (from 9; Reichheld 2003);
 * CSAT, CES, index and score linearly from the scale to 0..100; figures unchanged. Values between the points of a
 * scale (averages) are fine. A value outside the scale is refused with the reason.
 */
export function scoreReading(
  metric: Pick<Metric, 'key' | 'kind' | 'scaleMin' | 'scaleMax'>,
  raw: number,
): number | { refused: string } {
  const { scaleMin, scaleMax } = metric
  if (!(raw >= scaleMin && raw <= scaleMax)) {
    const advice = 'Send a value on the scale, or add a metric with the right one.'
    return {
      refused: `${raw} is outside the scale of the metric "${metric.key}", ${scaleMin} to ${scaleMax}. ${advice}`,
    }
  }
  if (metric.kind === 'figure') return raw
  if (scaleMin === scaleMax)
    return {
      refused: `The metric "${metric.key}" has no scale: it begins and ends at ${scaleMin}. Add a proper one.`,
    }
  if (metric.kind === 'nps' || metric.kind === 'enps') return raw >= 9 ? 100 : raw >= 7 ? 0 : -100
  return (100 * (raw - scaleMin)) / (scaleMax - scaleMin)
}
