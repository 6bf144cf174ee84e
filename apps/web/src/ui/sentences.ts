/**
 * Sentences one after another: with a space between them, but none after the full stop of Chinese. A date that ends in
 * a dot, as Russian ones do, ends its sentence with the same dot.
 */
export function joinSentences(sentences: readonly (string | false | null | undefined)[]): string {
  const told = sentences.flatMap((s) => (s ? [s.replace(/(?<!\.)\.\.$/, '.')] : []))
  return told.reduce((all, s) => (all === '' || /[。！？]$/u.test(all) ? all + s : `${all} ${s}`), '')
}
