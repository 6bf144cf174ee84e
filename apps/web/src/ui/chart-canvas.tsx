import { useComputedColorScheme } from '@mantine/core'
import type { EChartsOption } from 'echarts'
import { BarChart, CustomChart, HeatmapChart, LineChart, ScatterChart } from 'echarts/charts'
import {
  AriaComponent,
  DataZoomInsideComponent,
  GridComponent,
  MarkAreaComponent,
  MarkLineComponent,
  MarkPointComponent,
  TooltipComponent,
  VisualMapComponent,
} from 'echarts/components'
import * as echarts from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { useEffect, useImperativeHandle, useRef } from 'react'
import { fonts, type Palette, paletteOf } from '../app/theme.ts'
import type { ChartHandle, ChartOption } from './chart-option.ts'

echarts.use([
  BarChart,
  CustomChart,
  HeatmapChart,
  LineChart,
  ScatterChart,
  AriaComponent,
  DataZoomInsideComponent,
  GridComponent,
  MarkAreaComponent,
  MarkLineComponent,
  MarkPointComponent,
  TooltipComponent,
  VisualMapComponent,
  SVGRenderer,
])

function axisLook(palette: Palette) {
  return {
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { color: palette.muted, fontFamily: fonts.sans, fontSize: 12 },
    splitLine: { lineStyle: { color: palette.line } },
    nameTextStyle: { color: palette.muted, fontFamily: fonts.sans, fontSize: 12 },
  }
}

/** The look of every chart, so that an option only says what is drawn. */
function lookOf(palette: Palette) {
  const axis = axisLook(palette)
  return {
    color: [palette.customer, palette.employee, palette.service_test, palette.audit, palette.operations],
    backgroundColor: 'transparent',
    textStyle: { fontFamily: fonts.sans, color: palette.ink, fontSize: 12 },
    valueAxis: axis,
    categoryAxis: { ...axis, splitLine: { show: false } },
    timeAxis: { ...axis, splitLine: { show: false } },
    logAxis: axis,
    tooltip: {
      backgroundColor: palette.card,
      borderColor: palette.line,
      textStyle: { color: palette.ink, fontFamily: fonts.sans, fontSize: 13 },
      extraCssText: 'box-shadow: 0 6px 24px rgb(0 0 0 / 0.1); border-radius: 8px;',
      confine: true,
    },
  }
}

interface ChartCanvasProps {
  readonly option: ChartOption
  readonly label: string
  readonly height: number
  readonly onPick?: ((index: number, series: string) => void) | undefined
  readonly handle: React.Ref<ChartHandle>
}

function useChart(props: ChartCanvasProps) {
  const scheme = useComputedColorScheme('light')
  const element = useRef<HTMLDivElement>(null)
  const chart = useRef<echarts.ECharts>(null)
  const pick = useRef(props.onPick)
  pick.current = props.onPick
  const { option } = props
  useEffect(() => {
    if (!element.current) return
    const made = echarts.init(element.current, lookOf(paletteOf(scheme)), { renderer: 'svg' })
    chart.current = made
    made.on('click', (event) => pick.current?.(event.dataIndex, event.seriesName ?? ''))
    const observer = new ResizeObserver(() => made.resize())
    observer.observe(element.current)
    return () => {
      observer.disconnect()
      made.dispose()
    }
  }, [scheme])
  useEffect(() => {
    const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches
    const drawn: EChartsOption = { animation: !still, animationDuration: 300, ...option(paletteOf(scheme)) }
    chart.current?.setOption(drawn, { notMerge: true })
  }, [option, scheme])
  useImperativeHandle(props.handle, () => ({
    svg: () => chart.current?.renderToSVGString() ?? '',
    background: paletteOf(scheme).card,
  }))
  return element
}

/** Draws with ECharts. Loaded only when a chart comes into a page. */
export default function ChartCanvas(props: ChartCanvasProps) {
  const element = useChart(props)
  return <div ref={element} role="img" aria-label={props.label} style={{ height: props.height }} />
}
