/** Words (stems) of a text, each once. */
export type Words = readonly string[]

/**
 * How rare a word is: ln((N + 1) / (df + 1)) + 1 over a sample of N texts (smoothed inverse document frequency; Spärck
 * Jones 1972, Salton & Buckley 1988).
 */
export function rarity(frequency: ReadonlyMap<string, number>, texts: number): (word: string) => number {
  return (word) => Math.log((texts + 1) / ((frequency.get(word) ?? 0) + 1)) + 1
}

/**
 * Cosine of two texts as vectors of their words' rarity (tf-idf with each word counted once, as short texts hardly
 * repeat words): 1 for the same words, 0 for none in common or an empty text.
 */
export function cosine(a: Words, b: Words, weight: (word: string) => number): number {
  const square = (words: Words) => words.reduce((sum, w) => sum + weight(w) ** 2, 0)
  const other = new Set(b)
  const common = a.filter((w) => other.has(w))
  const length = Math.sqrt(square(a) * square(b))
  return length > 0 ? square(common) / length : 0
}
