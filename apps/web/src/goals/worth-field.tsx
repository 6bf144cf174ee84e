import { Button, TextInput } from '@mantine/core'
import type { Metric } from '@tandem/contract'
import { useTranslation } from 'react-i18next'
import { useApi } from '../app/queries.ts'
import { useFormat } from '../ui/format.ts'
import type { Draft } from './draft.ts'

interface WorthFieldProps {
  readonly draft: Draft
  readonly set: (part: Partial<Draft>) => void
  readonly metric: Metric | undefined
  readonly metrics: readonly Metric[]
  readonly error: string | undefined
}

/** The figure that money is taken from: the first amount of operations for which more is better. */
function moneyOf(metrics: readonly Metric[]): Metric | undefined {
  return metrics.find(
    ({ source, kind, direction, unitLabel }) =>
      source === 'operations' && kind === 'figure' && direction === 'up' && /^[A-Z]{3}$/.test(unitLabel),
  )
}

/** What a point is worth a month, typed, or taken from what the company's own figures say. */
export function WorthField({ draft, set, metric, metrics, error }: WorthFieldProps) {
  const { t } = useTranslation('goals')
  const format = useFormat()
  const money = moneyOf(metrics)
  const asks = metric !== undefined && money !== undefined && metric.source !== 'operations'
  const value = useApi(
    'GET /api/v1/value',
    {
      query: {
        money: money?.key ?? '',
        score: metric?.key ?? '',
        ...(draft.unitId ? { unitId: draft.unitId } : {}),
      },
    },
    { enabled: asks },
  )
  const found = asks && value.data?.sign === 'more' ? value.data : null
  const estimate = found ? Math.round(found.allUnits.estimate) : 0
  return (
    <div>
      <TextInput
        inputMode="decimal"
        label={t('form.worthPerPoint')}
        description={t('form.worthMore')}
        value={draft.worthPerPoint}
        error={error}
        onChange={(event) => set({ worthPerPoint: event.currentTarget.value })}
      />
      {found && draft.worthPerPoint !== String(estimate) && (
        <Button
          variant="subtle"
          size="compact-md"
          mt={6}
          ml={-8}
          styles={{
            label: { whiteSpace: 'normal', textAlign: 'start', lineHeight: 1.4 },
            root: { height: 'auto', paddingBlock: 4 },
          }}
          onClick={() => set({ worthPerPoint: String(estimate) })}
        >
          {t('form.takeWorth', {
            value: `${format.estimate(found.allUnits.estimate, found.allUnits.interval)} ${found.currency}`,
            money: money?.name,
          })}
        </Button>
      )}
    </div>
  )
}
