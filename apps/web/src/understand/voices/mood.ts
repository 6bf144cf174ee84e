import type { Comment, Metric } from '@tandem/contract'
import { scoreRange } from '../../ui/score-range.ts'

export type Mood = 'happy' | 'neutral' | 'unhappy'

/**
 * How a score sounds that came with a comment: detractors and promoters of (e)NPS; else the lowest and the highest
 * quarter of 0 to 100. Figures and unknown metrics are neutral.
 */
export function moodOf(score: NonNullable<Comment['score']>, metrics: readonly Metric[]): Mood {
  const metric = metrics.find((m) => m.key === score.metric)
  if (!metric || metric.kind === 'figure') return 'neutral'
  const { min, max } = scoreRange(metric)
  const share = (score.value - min) / (max - min)
  const good = metric.direction === 'up' ? share : 1 - share
  if (good >= 0.75) return 'happy'
  return good <= 0.25 ? 'unhappy' : 'neutral'
}
