import type { ResponseOf } from '@tandem/contract'
import { TrendingUp } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../ui/format.ts'
import { HowWeKnow } from '../../ui/how-we-know.tsx'
import classes from './voices.module.css'

interface RisingWordsProps {
  readonly rising: ResponseOf<'GET /api/v1/comments/rising'>
  readonly asked: string | undefined
  readonly onAsk: (word: string | undefined) => void
}

/** Words that customers use more than before; a press looks for one. */
export function RisingWords({ rising, asked, onAsk }: RisingWordsProps) {
  const { t } = useTranslation('voices')
  const format = useFormat()
  if (rising.words.length === 0) return null
  return (
    <section className={classes.rising} aria-label={t('rising.title')}>
      <h2>
        <TrendingUp size={15} aria-hidden="true" /> {t('rising.title')}
      </h2>
      <ul>
        {rising.words.map((w) => (
          <li key={`${w.language} ${w.word}`}>
            <button
              type="button"
              className={classes.chip}
              aria-pressed={asked === w.word}
              title={t('rising.tip', {
                recent: format.count(w.recent),
                before: format.count(w.before),
              })}
              onClick={() => onAsk(asked === w.word ? undefined : w.word)}
            >
              <span lang={w.language ?? undefined}>{w.word}</span>
              <span className="number muted">{t('rising.ratio', { ratio: ratioOf(format, w) })}</span>
            </button>
          </li>
        ))}
      </ul>
      <span className={classes.risingHow}>
        <HowWeKnow facts={rising.howWeKnow} />
      </span>
    </section>
  )
}

/** As far as the interval supports it: ten times is ten, twice and a half is 2.5. */
function ratioOf(
  format: ReturnType<typeof useFormat>,
  { ratio }: ResponseOf<'GET /api/v1/comments/rising'>['words'][number],
): string {
  return format.number(ratio.estimate, ratio.estimate < 4 ? 1 : 0)
}
