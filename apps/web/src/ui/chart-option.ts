import type { EChartsOption } from 'echarts'
import type { Palette } from '../app/theme.ts'

/** Makes the ECharts option with the colours of the scheme. Keep it stable (useCallback) or it is drawn again. */
export type ChartOption = (palette: Palette) => EChartsOption

/** What is drawn, for exports. */
export interface ChartHandle {
  readonly svg: () => string
  readonly background: string
}
