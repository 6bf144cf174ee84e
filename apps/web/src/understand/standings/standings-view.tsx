import type { Metric, Standing, Standings, UnitKind } from '@tandem/contract'
import { useNavigate } from '@tanstack/react-router'
import {
  lazy,
  memo,
  type ReactNode,
  Suspense,
  useCallback,
  useDeferredValue,
  useEffect,
  useMemo,
  useState,
} from 'react'
import { useTranslation } from 'react-i18next'
import { hrefOf } from '../../app/api.ts'
import { currentLanguage } from '../../app/i18n.ts'
import { Card } from '../../ui/card.tsx'
import { useFormat } from '../../ui/format.ts'
import { HowWeKnow } from '../../ui/how-we-know.tsx'
import { Answer } from '../answer.tsx'
import { Caterpillar } from './caterpillar.tsx'
import type { Mark } from './caterpillar-drawing.ts'
import type { Before } from './comparison.ts'
import { StandingsHeadline } from './headline.tsx'
import { fifthsOf, sure } from './message.ts'
import { OwnPlace } from './own-place.tsx'
import type { StandingsQuestion } from './question.ts'
import type { StandingsSearch } from './search.ts'
import classes from './standings.module.css'
import { StandingsTable } from './standings-table.tsx'
import { useSourceScores } from './use-source-scores.ts'
import { useUnitWords } from './use-unit-words.ts'

// What explains the picture and the table comes after them.
const Explanations = lazy(() => import('./explanations.tsx'))

export interface StandingsViewProps {
  /** What is seen: the exact answer, or a preview of other weights. */
  readonly standings: Standings
  readonly exact: Standings
  readonly preview: boolean
  readonly before: Before | null
  readonly level: UnitKind
  readonly search: StandingsSearch
  readonly asked: StandingsQuestion
  readonly metrics: readonly Metric[]
  /** A newer answer is on its way. */
  readonly refreshing: boolean
  readonly controls: ReactNode
}

/** Opens the page of a unit. */
function useOpenUnit(): (unit: Pick<Standing, 'unitId'>) => void {
  const navigate = useNavigate()
  return useCallback((unit) => void navigate({ to: `/sites/${unit.unitId}` }), [navigate])
}

/** True a moment after the first picture, so that what comes below does not hold it up. */
function useAfterwards(): boolean {
  const [now, setNow] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setNow(true), 60)
    return () => clearTimeout(timer)
  }, [])
  return now
}

/** The sentence, the picture that proves it, the table, and what explains them. */
export function StandingsView(props: StandingsViewProps) {
  const { standings, exact, preview, level, metrics, asked } = props
  const raw = props.search.raw === 'yes'
  const open = useOpenUnit()
  const afterwards = useAfterwards()
  const sourceScores = useSourceScores(metrics, level, afterwards)
  // The picture follows the hand at once, the table as soon as there is time.
  const later = useDeferredValue(standings)
  const laterPreview = useDeferredValue(preview)
  const rows = useMemo(() => later.items.toReversed(), [later])
  const only = exact.items.length === 1 ? exact.items[0] : undefined
  return (
    <>
      <div className={classes.dim} data-dim={preview || undefined}>
        <StandingsHeadline
          standings={exact}
          before={props.before}
          level={level}
          adjust={props.search.adjust}
        />
      </div>
      {props.controls}
      <Answer refreshing={props.refreshing}>
        {only && (
          <OwnPlace
            standings={exact}
            unit={only}
            before={props.before}
            raw={raw}
            level={level}
            sourceScores={sourceScores}
          />
        )}
        {exact.items.length > 1 && (
          <>
            <Picture standings={standings} preview={preview} level={level} raw={raw} onOpen={open} />
            <StandingsTable
              standings={later}
              preview={laterPreview}
              rows={rows}
              of={later.howWeKnow.units ?? later.items.length}
              level={level}
              xlsx={hrefOf('GET /api/v1/standings.xlsx', {
                query: { ...asked, language: currentLanguage() },
              })}
              before={props.before}
              sourceScores={sourceScores}
              onOpen={open}
            />
          </>
        )}
        <Suspense>
          {afterwards && (
            <Explanations standings={exact} before={props.before} level={level} raw={raw} onOpen={open} />
          )}
        </Suspense>
      </Answer>
    </>
  )
}

/** What is drawn of each unit; of a preview only what it tells. */
function marksOf(worstFirst: readonly Standing[], raw: boolean, preview: boolean): Mark[] {
  return worstFirst.map((s) => ({
    value: s.estimate,
    interval: preview ? null : s.interval,
    tone: preview
      ? 'none'
      : s.probabilityBottom > sure
        ? 'worse'
        : s.probabilityTop > sure
          ? 'better'
          : 'none',
    ring: raw ? s.raw : null,
  }))
}

interface PictureProps extends Pick<StandingsViewProps, 'standings' | 'preview' | 'level'> {
  readonly raw: boolean
  readonly onOpen: (unit: Standing) => void
}

const Picture = memo(function Picture({ standings, preview, level, raw, onOpen }: PictureProps) {
  const { t } = useTranslation('understand')
  const format = useFormat()
  const { items, howWeKnow } = standings
  const worstFirst = useMemo(() => items.toReversed(), [items])
  const marks = useMemo(() => marksOf(worstFirst, raw, preview), [worstFirst, raw, preview])
  const fifths = useMemo(() => fifthsOf({ items, howWeKnow }), [items, howWeKnow])
  const of = howWeKnow.units ?? items.length
  const name = standings.metrics.map((m) => m.metric.name).join(' + ')
  const labels = useLabels(standings, level, preview)
  const words = useUnitWords(of, preview)
  const label = t('standings.picture', { metric: name })
  return (
    <Card
      title={name}
      subtitle={
        preview
          ? t('standings.preview')
          : t(raw ? 'standings.pictureRaw' : 'standings.pictureMore', {
              level: format.percent(items[0]?.interval.level ?? 0.9),
            })
      }
      aside={<HowWeKnow facts={howWeKnow} />}
    >
      <Caterpillar
        marks={marks}
        fifths={fifths}
        line={standings.mean}
        label={label}
        labels={labels}
        words={(index) => words(worstFirst[index])}
        onOpen={(index) => worstFirst[index] && onOpen(worstFirst[index])}
        table={() => ({
          columns: [
            t(`level.${level}`),
            t('standings.column.estimate'),
            ...ends(t),
            t('standings.column.raw'),
          ],
          rows: worstFirst.map((s) => [s.name, s.estimate, s.interval.lower, s.interval.upper, s.raw]),
        })}
      />
    </Card>
  )
})

type Words = ReturnType<typeof useTranslation<'understand'>>['t']

/** Headings of the two ends of an interval. */
function ends(t: Words): string[] {
  return [t('trend.lower'), t('trend.upper')]
}

function useLabels({ items, howWeKnow, mean }: Standings, level: UnitKind, preview: boolean) {
  const { t } = useTranslation('understand')
  const format = useFormat()
  return useMemo(() => {
    const bottom = preview ? 0 : items.filter((s) => s.probabilityBottom > sure).length
    const top = preview ? 0 : items.filter((s) => s.probabilityTop > sure).length
    const units = (count: number) => t(`units.${level}`, { count })
    const ranked = howWeKnow.units ?? items.length
    const all =
      ranked > items.length
        ? t('standings.footPart', { shown: format.count(items.length), units: units(ranked) })
        : units(ranked)
    return {
      bottom: bottom > 0 ? t('standings.bottomLabel', { units: units(bottom) }) : t('standings.bottomFifth'),
      top: top > 0 ? t('standings.topLabel', { units: units(top) }) : t('standings.topFifth'),
      foot: preview
        ? t('standings.footPreview', { units: all })
        : t('standings.foot', { units: all, level: format.percent(items[0]?.interval.level ?? 0.9) }),
      line: t('standings.mean', { value: format.number(mean) }),
    }
  }, [items, howWeKnow, mean, level, preview, t, format])
}
