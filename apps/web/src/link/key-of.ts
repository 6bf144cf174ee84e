/** A key made of a name: lower case, words joined by hyphens; other scripts stay as they are. */
export function keyOf(name: string, taken: ReadonlySet<string> = new Set()): string {
  const base =
    name
      .normalize('NFC')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 100) || 'x'
  let key = base
  for (let i = 2; taken.has(key); i++) key = `${base}-${i}`
  return key
}
