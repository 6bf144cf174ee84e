import { NativeSelect, NumberInput } from '@mantine/core'
import type { ImportMapping, MetricKind, Source } from '@tandem/contract'
import { useTranslation } from 'react-i18next'
import classes from './listen.module.css'

const kinds: readonly MetricKind[] = ['nps', 'csat', 'ces', 'enps', 'index', 'score', 'figure']
const sources: readonly Source[] = ['customer', 'employee', 'service_test', 'audit', 'operations']
const usualScale: Partial<Record<MetricKind, readonly [number, number]>> = {
  nps: [0, 10],
  enps: [0, 10],
  csat: [1, 5],
  ces: [1, 7],
}

interface Props {
  readonly metricKey: string
  readonly mapping: ImportMapping
  readonly onChange: (mapping: ImportMapping) => void
}

/** What a new metric is: kind, voice and scale. A metric that exists already is only named. */
export function MetricFields({ metricKey, mapping, onChange }: Props) {
  const { t } = useTranslation('listen')
  const { t: tc } = useTranslation('common')
  const metric = mapping.metrics.find((m) => m.key === metricKey)
  if (!metric) return <p className="muted small">{t('metric.known', { key: metricKey })}</p>
  const change = (patch: Partial<typeof metric>) =>
    onChange({
      ...mapping,
      metrics: mapping.metrics.map((m) => (m.key === metricKey ? { ...m, ...patch } : m)),
    })
  const scale = (kind: MetricKind) => {
    const [scaleMin, scaleMax] = usualScale[kind] ?? [metric.scaleMin, metric.scaleMax]
    change({ kind, scaleMin, scaleMax })
  }
  return (
    <div className={classes.metric}>
      <NativeSelect
        label={t('metric.kind')}
        value={metric.kind}
        data={kinds.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
        onChange={(event) => scale(event.currentTarget.value as MetricKind)}
      />
      <NativeSelect
        label={t('metric.source')}
        value={metric.source}
        data={sources.map((source) => ({ value: source, label: tc(`source.${source}`) }))}
        onChange={(event) => change({ source: event.currentTarget.value as Source })}
      />
      <NumberInput
        label={t('metric.min')}
        value={metric.scaleMin}
        onChange={(v) => typeof v === 'number' && change({ scaleMin: v })}
      />
      <NumberInput
        label={t('metric.max')}
        value={metric.scaleMax}
        onChange={(v) => typeof v === 'number' && change({ scaleMax: v })}
      />
      <NativeSelect
        label={t('metric.direction')}
        value={metric.direction}
        data={[
          { value: 'up', label: t('metric.up') },
          { value: 'down', label: t('metric.down') },
        ]}
        onChange={(event) => change({ direction: event.currentTarget.value === 'down' ? 'down' : 'up' })}
      />
    </div>
  )
}
