/** Today in UTC, the calendar of all days from which something holds. */
export function today(): string {
  return new Date().toISOString().slice(0, 10)
}
