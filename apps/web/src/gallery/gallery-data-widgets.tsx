import type { EChartsOption } from 'echarts'
import type { Palette } from '../app/theme.ts'
import { Chart } from '../ui/chart.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { formatOf } from '../ui/format.ts'
import { Estimate, IntervalBar, RankRange } from '../ui/interval-bar.tsx'
import { notify } from '../ui/notify.ts'
import { SuppressedValue } from '../ui/source-badge.tsx'
import type { Column } from '../ui/table-model.ts'
import { type GalleryStore, stores } from './gallery-data.ts'

const format = formatOf('en')
const tooFew = { reason: 'too_few_respondents', message: 'Fewer than 5 people answered.' } as const

const columns: readonly Column<GalleryStore>[] = [
  { key: 'name', header: 'Store', value: (s) => s.name },
  {
    key: 'estimate',
    header: 'Estimate',
    value: (s) => s.estimate,
    align: 'end',
    cell: (s) => <Estimate value={s.estimate} interval={s.interval} />,
  },
  {
    key: 'interval',
    header: 'Interval',
    value: () => null,
    sortable: false,
    width: 160,
    cell: (s) => <IntervalBar value={s.estimate} interval={s.interval} min={48} max={88} tone="none" />,
  },
  {
    key: 'rank',
    header: 'Rank',
    value: (s) => s.rank.expected,
    width: 150,
    cell: (s) => <RankRange rank={s.rank} of={5000} />,
  },
  {
    key: 'p',
    header: 'P(bottom fifth)',
    value: (s) => s.probability,
    align: 'end',
    cell: (s) => format.probability(s.probability),
  },
  {
    key: 'n',
    header: 'Readings',
    value: (s) => s.n,
    align: 'end',
    cell: (s) => (s.n === null ? <SuppressedValue suppressed={tooFew} /> : format.count(s.n)),
  },
]

export function GalleryTable() {
  return (
    <DataTable
      label="Stores"
      columns={columns}
      rows={stores}
      rowKey={(s) => s.id}
      onOpen={(s) => notify.done(s.name)}
      initialSort={{ key: 'p', descending: true }}
      maxHeight={420}
    />
  )
}

const shown = stores.filter((_, i) => i % 32 === 0)

function option(palette: Palette): EChartsOption {
  const tone = (i: number) => (i < 14 ? palette.worse : i > shown.length - 15 ? palette.better : palette.none)
  return {
    grid: { left: 36, right: 8, top: 16, bottom: 24 },
    xAxis: { type: 'category', show: false, data: shown.map((s) => s.name) },
    yAxis: { type: 'value', min: 45, max: 90 },
    tooltip: { trigger: 'axis' },
    series: [
      {
        type: 'custom',
        name: 'Interval',
        data: shown.map((s, i) => [i, s.interval.lower, s.interval.upper]),
        renderItem: (params, api) => {
          const [x = 0, low = 0] = api.coord([api.value(0), api.value(1)])
          const [, high = 0] = api.coord([api.value(0), api.value(2)])
          return {
            type: 'line',
            shape: { x1: x, y1: low, x2: x, y2: high },
            style: { stroke: tone(params.dataIndex), lineWidth: 1.6, opacity: 0.6 },
          }
        },
      },
      {
        type: 'scatter',
        name: 'Estimate',
        symbolSize: 5,
        data: shown.map((s, i) => ({ value: [i, s.estimate], itemStyle: { color: tone(i) } })),
      },
    ],
  }
}

const chartTable = {
  columns: ['Store', 'Estimate', 'Lower', 'Upper'],
  rows: shown.map((s) => [s.name, s.estimate, s.interval.lower, s.interval.upper]),
}

export function GalleryChart() {
  return <Chart label="Stores by estimate" option={option} table={chartTable} height={300} />
}
