import type { Value } from '@tandem/contract'
import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Chart } from '../../ui/chart.tsx'
import type { ChartOption } from '../../ui/chart-option.ts'
import { Lead } from '../answer.tsx'
import { lagsOption } from './lags-option.ts'
import { useLater } from './later.ts'
import { leadOf } from './message.ts'
import { useMoney } from './money.ts'

interface LagsProps {
  readonly value: Value
  readonly onPick: (lag: number) => void
}

/** What a point goes with at each lag: what leads what. */
export function Lags({ value, onPick }: LagsProps) {
  const { t } = useTranslation('value')
  const { lags, money, score } = value
  const shown = useMemo(() => lags.filter((l) => l.slope !== null), [lags])
  const option = useOption(value, shown)
  const table = useMemo(
    () => ({
      columns: [
        t('lags.column.lag'),
        t('lags.column.perPoint'),
        t('lags.column.lower'),
        t('lags.column.upper'),
        t('lags.column.n'),
      ],
      rows: lags.map((l) => [
        l.lag,
        l.slope?.estimate,
        l.slope?.interval.lower,
        l.slope?.interval.upper,
        l.n,
      ]),
    }),
    [lags, t],
  )
  return (
    <>
      <Lead>{useSentence(value)}</Lead>
      <Chart
        label={t('lags.label', { score: score.name, money: money.name })}
        option={option}
        table={table}
        height={300}
        onPick={(index) => {
          const lag = shown[index]?.lag
          if (lag !== undefined && lag >= 0) onPick(lag)
        }}
      />
    </>
  )
}

function useSentence({ lags, score, money, grain }: Value): string {
  const { t } = useTranslation('value')
  const later = useLater()
  const lead = leadOf(lags)
  if (!lead) return t('lags.none')
  const names = { score: score.name, money: money.name }
  if (lead.kind === 'both') return t('lags.both', names)
  return t(`lags.${lead.kind}`, { ...names, later: later(grain, Math.abs(lead.lag)) })
}

function useOption(value: Value, shown: Value['lags']): ChartOption {
  const { t } = useTranslation('value')
  const amounts = useMoney(value.currency)
  return useCallback(
    (palette) =>
      lagsOption({
        lags: shown,
        chosen: value.lag,
        palette,
        amounts,
        words: {
          x: t(`lags.x.${value.grain}`),
          moneyFirst: t('lags.moneyFirst'),
          scoreFirst: t('lags.scoreFirst'),
        },
      }),
    [value, shown, t, amounts],
  )
}
