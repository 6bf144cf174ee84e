import type { CustomSeriesOption } from 'echarts'
import { fonts, type Palette } from '../../app/theme.ts'
import { cut } from '../measure.ts'

/** An estimate with its interval on a row, drawn as a dot; `bar` also draws it from zero. */
export interface RowMark {
  readonly value: number
  readonly interval: { readonly lower: number; readonly upper: number } | null
  readonly color: string
  readonly hollow?: boolean
}

export interface ChartRow {
  readonly key: string
  readonly name: string
  /** Beside the name, muted. */
  readonly note: string
  /** At the end of the row. */
  readonly figure: string
  /** After the figure, muted. */
  readonly range: string
  readonly marks: readonly RowMark[]
  /** Signs before figure and range that say which mark they belong to. */
  readonly keyed: boolean
  /** The first mark grows from zero. */
  readonly bar: boolean
  readonly picked: boolean
}

export const rowHeight = 50
export const headHeight = 6

type Measure = (text: string, weight: number) => number

interface Plane {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly x: (value: number) => number
}

const text = (content: string, x: number, y: number, fill: string, rest: object = {}) => ({
  type: 'text' as const,
  silent: true,
  x,
  y,
  style: {
    text: content,
    fill,
    fontFamily: fonts.sans,
    fontSize: 13,
    textVerticalAlign: 'middle' as const,
    ...rest,
  },
})

/** The first mark's sign before the range, the second one's before the figure: marks on top come last. */
function signsOf(row: ChartRow, right: number, width: number, y: number, palette: Palette, measure: Measure) {
  const places = [right - measure(row.range, 420) - 9, right - width - 9]
  return row.marks.slice(0, 2).map((mark, i) => dotOf(mark, places[i] ?? right, y, palette))
}

/** Widths of what stands on a row; the name is cut where it would run over the figures. */
function fitOf(row: ChartRow, { left, right }: Plane, measure: Measure) {
  const sign = row.keyed ? 14 : 0
  const rangeWidth = row.range ? measure(row.range, 420) + 8 + sign : 0
  const figureWidth = measure(row.figure, 600)
  const room = right - left - rangeWidth - figureWidth - sign - 20
  const name = cut(row.name, room, (t) => measure(t, 550))
  const nameWidth = measure(name, 550)
  return { rangeWidth, figureWidth, name, nameWidth, noted: nameWidth + 14 + measure(row.note, 420) <= room }
}

function wordsOf(row: ChartRow, plane: Plane, palette: Palette, measure: Measure, noted: boolean) {
  const y = plane.top + 15
  const { left, right } = plane
  const { rangeWidth, figureWidth, name, nameWidth } = fitOf(row, plane, measure)
  const note = noted ? row.note : ''
  return [
    text(name, left, y, palette.ink, { fontWeight: 550 }),
    ...(note ? [text(note, left + nameWidth + 10, y, palette.muted, { fontSize: 12.5 })] : []),
    ...(row.keyed ? signsOf(row, right, rangeWidth + figureWidth, y, palette, measure) : []),
    text(row.figure, right - rangeWidth, y, palette.ink, { fontWeight: 600, textAlign: 'right' }),
    ...(row.range ? [text(row.range, right, y, palette.muted, { fontSize: 12.5, textAlign: 'right' })] : []),
  ]
}

function markOf(mark: RowMark, y: number, plane: Plane, palette: Palette) {
  const { value, interval, color } = mark
  return [
    ...(interval
      ? [
          {
            type: 'rect' as const,
            silent: true,
            shape: {
              x: plane.x(interval.lower),
              y: y - 3,
              width: Math.max(2, plane.x(interval.upper) - plane.x(interval.lower)),
              height: 6,
              r: 3,
            },
            style: { fill: color, opacity: 0.34 },
          },
        ]
      : []),
    dotOf(mark, plane.x(value), y, palette),
  ]
}

function dotOf({ color, hollow }: RowMark, x: number, y: number, palette: Palette) {
  return {
    type: 'circle' as const,
    silent: true,
    shape: { cx: x, cy: y, r: hollow ? 4 : 4.5 },
    style: hollow ? { fill: palette.card, stroke: color, lineWidth: 2 } : { fill: color },
  }
}

function rowOf(row: ChartRow, plane: Plane, palette: Palette, measure: Measure, noted: boolean) {
  const y = plane.top + 35
  const [first] = row.marks
  const start = plane.x(0)
  return {
    type: 'group' as const,
    children: [
      {
        type: 'rect' as const,
        shape: {
          x: plane.left - 10,
          y: plane.top,
          width: plane.right - plane.left + 20,
          height: rowHeight,
          r: 8,
        },
        style: { fill: row.picked ? palette.hover : palette.card, opacity: row.picked ? 1 : 0 },
      },
      {
        type: 'rect' as const,
        silent: true,
        shape: { x: plane.left, y: y - 1.5, width: plane.right - plane.left, height: 3, r: 1.5 },
        style: { fill: palette.pill },
      },
      ...(row.bar && first
        ? [
            {
              type: 'rect' as const,
              silent: true,
              shape: {
                x: start,
                y: y - 2,
                width: Math.max(0, plane.x(first.value) - start),
                height: 4,
                r: 2,
              },
              style: { fill: first.color, opacity: 0.75 },
            },
          ]
        : []),
      ...row.marks.flatMap((mark) => markOf(mark, y, plane, palette)),
      ...wordsOf(row, plane, palette, measure, noted),
    ],
  }
}

/** What a mark stands for. */
export interface LegendEntry {
  readonly name: string
  readonly mark: RowMark
}
export const legendHeight = 26

function legendOf(legend: readonly LegendEntry[], left: number, palette: Palette, measure: Measure) {
  let x = left
  return legend.flatMap(({ name, mark }) => {
    const y = headHeight + legendHeight / 2 - 2
    const items = [dotOf(mark, x + 5, y, palette), text(name, x + 16, y, palette.muted, { fontSize: 12.5 })]
    x += 16 + measure(name, 420) + 14
    return items
  })
}

/** Rows with the name above what is drawn, so that names of any length fit a phone. */
export function rowSeries(
  rows: readonly ChartRow[],
  most: number,
  palette: Palette,
  measure: Measure,
  legend: readonly LegendEntry[] = [],
): CustomSeriesOption {
  const head = headHeight + (legend.length > 0 ? legendHeight : 0)
  return {
    type: 'custom',
    data: rows.map((_, i) => [0, i]),
    renderItem: (params, api) => {
      const row = rows[params.dataIndex]
      const width = api.getWidth()
      if (!row) return null
      const [left, right] = [10, width - 10]
      const plane = {
        left,
        right,
        top: head + params.dataIndex * rowHeight,
        x: (value: number) => left + (Math.max(0, value) / most) * (right - left),
      }
      // A note on some rows only would look as if it said something about them.
      const noted = rows.every((r) => fitOf(r, plane, measure).noted)
      const drawn = rowOf(row, plane, palette, measure, noted)
      if (params.dataIndex > 0) return drawn
      return { ...drawn, children: [...legendOf(legend, left, palette, measure), ...drawn.children] }
    },
  }
}

/** An empty plane: rows place themselves. */
export const bare = {
  grid: { left: 0, right: 0, top: 0, bottom: 0 },
  xAxis: { type: 'value' as const, show: false, min: 0, max: 1 },
  yAxis: { type: 'value' as const, show: false, min: 0, max: 1 },
}
