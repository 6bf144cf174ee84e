/** Names are typed by people: they must not become markup in a tooltip. */
export function safe(text: string): string {
  return text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`)
}
