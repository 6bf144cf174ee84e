import type { Change, Comment, Metric } from '@tandem/contract'
import { asComment } from '../understand/unit/as-comment.ts'
import { moodOf } from '../understand/voices/mood.ts'

/** Comments shown on Home. */
export const mostHeard = 4

/** Words that can be read at a glance and still say something, in characters; Chinese needs fewer. */
function isTelling({ text, language }: Comment): boolean {
  const length = text.length * (language?.startsWith('zh') ? 2.5 : 1)
  return length >= 30 && length <= 220
}

/**
 * What to read this week: first words that belong to the change the page speaks of, then happy and unhappy ones in
 * turn, latest first; neither single words nor long stories, and where there are several sites one of each.
 */
export function pickHeard(
  change: Change | undefined,
  latest: readonly Comment[],
  metrics: readonly Metric[],
): Comment[] {
  const picked: Comment[] = []
  const severalSites = new Set(latest.map((c) => c.unitId)).size > 1
  const take = (comment: Comment | undefined) => {
    const known = picked.some(
      (p) => p.text === comment?.text || (severalSites && p.unitId === comment?.unitId),
    )
    if (comment && !known && picked.length < mostHeard) picked.push(comment)
  }
  for (const quote of change?.quotes ?? []) if (picked.length < mostHeard / 2) take(asComment(quote))
  const telling = latest.filter(isTelling)
  const mood = (c: Comment) => (c.score ? moodOf(c.score, metrics) : 'neutral')
  const sides = [telling.filter((c) => mood(c) === 'happy'), telling.filter((c) => mood(c) === 'unhappy')]
  for (let i = 0; i < telling.length; i++) for (const side of sides) take(side[i])
  for (const comment of [...telling, ...latest, ...(change?.quotes ?? []).map(asComment)]) take(comment)
  return picked
}
