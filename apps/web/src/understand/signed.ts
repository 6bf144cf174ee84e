import type { Format } from '../ui/format.ts'

/** A difference with its sign, rounded to what its interval supports. */
export function signedEstimate(
  format: Format,
  value: number,
  interval: { readonly lower: number; readonly upper: number } | null,
): string {
  const text = format.estimate(value, interval)
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text
}
