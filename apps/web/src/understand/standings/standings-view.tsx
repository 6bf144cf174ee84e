import type { Metric, Standing, Standings, UnitKind } from '@tandem/contract'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useCallback, useDeferredValue, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Card } from '../../ui/card.tsx'
import { useFormat } from '../../ui/format.ts'
import { HowWeKnow } from '../../ui/how-we-know.tsx'
import { Caterpillar } from './caterpillar.tsx'
import { EvaluatorsCard } from './evaluators.tsx'
import { StandingsHeadline } from './headline.tsx'
import { LeftOut } from './left-out.tsx'
import { sure } from './message.ts'
import type { StandingsSearch } from './search.ts'
import classes from './standings.module.css'
import { StandingsTable } from './standings-table.tsx'
import { useSourceScores } from './use-source-scores.ts'

export interface Before {
  readonly standings: Standings
  readonly period: { readonly from: string; readonly to: string }
}

interface StandingsViewProps {
  readonly standings: Standings
  readonly before: Before | null
  readonly level: UnitKind
  readonly search: StandingsSearch
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

/** The sentence, the picture that proves it, and the table. */
export function StandingsView(props: StandingsViewProps) {
  const { t } = useTranslation('understand')
  const { standings, level, search, metrics } = props
  const format = useFormat()
  const open = useOpenUnit()
  const { items, howWeKnow } = standings
  const worstFirst = useMemo(() => items.toReversed(), [items])
  const of = howWeKnow.units ?? items.length
  const sourceScores = useSourceScores(metrics, level)
  const name = standings.metrics.map((m) => m.metric.name).join(' + ')
  const labels = useLabels(standings, level)
  return (
    <>
      <StandingsHeadline {...props} />
      {props.controls}
      <div
        className={classes.view}
        aria-busy={props.refreshing}
        data-refreshing={props.refreshing || undefined}
      >
        <Card
          title={name}
          subtitle={t('standings.pictureMore', { level: format.percent(items[0]?.interval.level ?? 0.9) })}
          aside={<HowWeKnow facts={howWeKnow} />}
        >
          <Caterpillar
            units={useDeferredValue(worstFirst)}
            of={of}
            mean={standings.mean}
            raw={search.raw === 'yes'}
            label={t('standings.picture', { metric: name })}
            labels={labels}
            onOpen={open}
          />
        </Card>
        <StandingsTable
          standings={standings}
          rows={worstFirst}
          of={of}
          level={level}
          before={props.before}
          sourceScores={sourceScores}
          onOpen={open}
        />
        {standings.evaluators.length > 0 && <EvaluatorsCard standings={standings} />}
        {standings.leftOut.length > 0 && <LeftOut leftOut={standings.leftOut} level={level} />}
      </div>
    </>
  )
}

function useLabels({ items, howWeKnow, mean }: Standings, level: UnitKind) {
  const { t } = useTranslation('understand')
  const format = useFormat()
  return useMemo(() => {
    const bottom = items.filter((s) => s.probabilityBottom > sure).length
    const top = items.filter((s) => s.probabilityTop > sure).length
    const units = (count: number) => t(`units.${level}`, { count })
    return {
      bottom: bottom > 0 ? t('standings.bottomLabel', { units: units(bottom) }) : t('standings.bottomFifth'),
      top: top > 0 ? t('standings.topLabel', { units: units(top) }) : t('standings.topFifth'),
      foot: t('standings.foot', {
        units: units(howWeKnow.units ?? items.length),
        level: format.percent(items[0]?.interval.level ?? 0.9),
      }),
      mean: t('standings.mean', { value: format.number(mean) }),
    }
  }, [items, howWeKnow, mean, level, t, format])
}
