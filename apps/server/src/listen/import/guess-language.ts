import type { Column, Profile } from './profile.ts'

/** Words that hardly a sentence does without, and that other languages do not have. */
const telling: Readonly<Record<string, RegExp>> = {
  en: /(?<!\p{L})(?:the|and|was|with|very|this|for|not|they)(?!\p{L})/gu,
  pt: /(?<!\p{L})(?:não|que|produto|muito|com|foi|uma|mas|ainda|recebi|bom|entrega|veio)(?!\p{L})/gu,
  de: /(?<!\p{L})(?:und|nicht|der|die|das|ist|sehr|war|mit|auch)(?!\p{L})/gu,
  hu: /(?<!\p{L})(?:és|nem|hogy|egy|nagyon|volt|van|kedves|csak|meg)(?!\p{L})/gu,
  es: /(?<!\p{L})(?:el|los|muy|pero|con|una|por|está|fue|todo|y)(?!\p{L})/gu,
  fr: /(?<!\p{L})(?:le|les|est|très|pas|avec|une|pour|dans|et)(?!\p{L})/gu,
}

/** Language of the comments of a file, by its script and its commonest words; null where unsure. */
export function guessLanguage(profile: Profile, comments: readonly Column[]): string | null {
  let text = ''
  for (const row of profile.kept) {
    if (row.problem !== null) continue
    for (const column of comments) text += `${row.cells[column.index] ?? ''}\n`
    if (text.length > 100_000) break
  }
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  if (letters < 200) return null
  const share = (pattern: RegExp) => (text.match(pattern)?.length ?? 0) / letters
  if (share(/[\u3040-\u30ff]/g) > 0.1) return 'ja'
  if (share(/[\u4e00-\u9fff]/g) > 0.3) return 'zh'
  if (share(/[\u0400-\u04ff]/g) > 0.5) return 'ru'
  const counts = Object.entries(telling)
    .map(([language, pattern]) => ({ language, count: text.toLowerCase().match(pattern)?.length ?? 0 }))
    .sort((a, b) => b.count - a.count)
  const [first, second] = counts
  return first !== undefined && second !== undefined && first.count > 20 && first.count > second.count * 1.5
    ? first.language
    : null
}
