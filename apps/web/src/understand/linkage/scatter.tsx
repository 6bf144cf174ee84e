import { useMediaQuery } from '@mantine/hooks'
import type { Linkage, UnitKind } from '@tandem/contract'
import { useNavigate } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Palette } from '../../app/theme.ts'
import { Card } from '../../ui/card.tsx'
import { Chart } from '../../ui/chart.tsx'
import type { ChartOption } from '../../ui/chart-option.ts'
import { useFormat } from '../../ui/format.ts'
import { HowWeKnow } from '../../ui/how-we-know.tsx'
import { Rich } from '../../ui/rich.tsx'
import { useAmounts } from './amounts.ts'
import classes from './linkage.module.css'
import { riseOf, times } from './message.ts'
import { scatterOption } from './scatter-option.ts'

/** Every unit with both scores, and the line through them. */
export function Scatter({ linkage, level }: { linkage: Linkage; level: UnitKind }) {
  const { t } = useTranslation(['linkage', 'understand'])
  const navigate = useNavigate()
  const { driver, outcome, points } = linkage
  const option = useOption(linkage)
  const table = useMemo(
    () => ({
      columns: [
        t(`understand:level.${level}`),
        driver.name,
        t('scatter.answers'),
        outcome.name,
        t('scatter.answers'),
      ],
      rows: points.map((p) => [p.name, p.driver, p.driverN, p.outcome, p.outcomeN]),
    }),
    [points, driver, outcome, level, t],
  )
  const names = { driver: driver.name, outcome: outcome.name }
  return (
    <Card
      title={t('scatter.title', { places: t(`places.${level}`) })}
      subtitle={t('scatter.subtitle')}
      aside={<HowWeKnow facts={linkage.howWeKnow} />}
    >
      <Chart
        label={t('scatter.label', names)}
        option={option}
        table={table}
        height={400}
        onPick={(index, series) => {
          const point = series === 'units' ? points[index] : undefined
          if (point) void navigate({ to: `/sites/${point.unitId}` })
        }}
      />
      <p className={classes.note}>
        <Between linkage={linkage} />
      </p>
    </Card>
  )
}

/** The slope of the line in words. */
function Between({ linkage }: { linkage: Linkage }) {
  const { t } = useTranslation('linkage')
  const amounts = useAmounts()
  const { driver, outcome, points, between } = linkage
  if (!between) return t('scatter.noLine')
  const rise = riseOf(
    driver,
    points.map((p) => p.driver),
  )
  const { estimate, interval } = times(between, rise)
  const words = {
    driver: driver.name,
    outcome: outcome.name,
    rise: amounts.of(driver, rise),
    effect: amounts.of(outcome, estimate, interval),
    range: amounts.range(interval),
  }
  const sure = interval.lower > 0 || interval.upper < 0
  const way = sure ? (estimate < 0 ? 'less' : 'more') : 'none'
  return <Rich text={t(`scatter.between.${way}`, words)} marks={{ e: (text) => <strong>{text}</strong> }} />
}

function useOption(linkage: Linkage): ChartOption {
  const { t } = useTranslation('linkage')
  const format = useFormat()
  const narrow = useMediaQuery('(max-width: 47.99em)') ?? false
  return useCallback(
    (palette: Palette) =>
      scatterOption(
        linkage,
        {
          number: (value) => format.number(value, 2),
          tip: (p) => [
            p.name,
            t('scatter.tip', {
              metric: linkage.driver.name,
              value: format.number(p.driver),
              count: p.driverN,
            }),
            t('scatter.tip', {
              metric: linkage.outcome.name,
              value: format.number(p.outcome),
              count: p.outcomeN,
            }),
          ],
        },
        palette,
        narrow,
      ),
    [linkage, t, format, narrow],
  )
}
