/** Sentences one after another: with a space between them, but none after the full stop of Chinese. */
export function joinSentences(sentences: readonly (string | false | null | undefined)[]): string {
  return sentences
    .filter((s) => typeof s === 'string' && s !== '')
    .reduce<string>((all, s) => (all === '' || /[。！？]$/u.test(all) ? `${all}${s}` : `${all} ${s}`), '')
}
