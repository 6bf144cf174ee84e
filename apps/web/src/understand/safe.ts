/** Names are typed by people: they must not become markup in a tooltip or in a picture. */
export function safe(text: string): string {
  return text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`)
}

/** Without what floating point leaves behind: 0.6 and not 0.6000000000000001, which an axis does not take. */
export function tidy(value: number): number {
  return Number(value.toPrecision(12))
}
