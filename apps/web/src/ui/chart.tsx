import { Table } from '@mantine/core'
import { ChartLine, Table2 } from 'lucide-react'
import { lazy, Suspense, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './chart.module.css'
import type { ChartHandle, ChartOption } from './chart-option.ts'
import type { Cell } from './csv.ts'
import { useFormat } from './format.ts'
import menu from './save-menu.module.css'
import { SaveMenu } from './save-menu.tsx'
import { BlockSkeleton } from './skeletons.tsx'
import '../app/mantine-more.css'

const ChartCanvas = lazy(() => import('./chart-canvas.tsx'))

interface ChartProps {
  /** What the picture says, for those who do not see it; also the name of exported files. */
  readonly label: string
  readonly option: ChartOption
  /** The same data as a table: the alternative to the picture, and the CSV. */
  readonly table: { readonly columns: readonly string[]; readonly rows: readonly (readonly Cell[])[] }
  readonly height?: number
  /** A press on something drawn: its index in the data and the name of its series. */
  readonly onPick?: (index: number, series: string) => void
}

/** Draws the SVG on a canvas of double size, as PNG. */
async function pngOf({ svg, background }: ChartHandle): Promise<Blob | null> {
  const image = new Image()
  image.src = URL.createObjectURL(new Blob([svg()], { type: 'image/svg+xml' }))
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = image.width * 2
  canvas.height = image.height * 2
  const pen = canvas.getContext('2d')
  if (!pen) return null
  pen.fillStyle = background
  pen.fillRect(0, 0, canvas.width, canvas.height)
  pen.drawImage(image, 0, 0, canvas.width, canvas.height)
  URL.revokeObjectURL(image.src)
  return new Promise((done) => canvas.toBlob(done))
}

/** A chart with its table alternative and its exports. */
export function Chart(props: ChartProps) {
  const { label, option, table, height = 320 } = props
  const { t } = useTranslation('common')
  const [asTable, setAsTable] = useState(false)
  const handle = useRef<ChartHandle>(null)
  const Icon = asTable ? ChartLine : Table2
  return (
    <figure className={classes.figure}>
      {asTable ? (
        <ChartTable {...props} height={height} />
      ) : (
        <Suspense fallback={<BlockSkeleton height={height} />}>
          <ChartCanvas option={option} label={label} height={height} onPick={props.onPick} handle={handle} />
        </Suspense>
      )}
      <figcaption className={classes.tools}>
        <button type="button" className={menu.trigger} onClick={() => setAsTable(!asTable)}>
          <Icon size={14} aria-hidden="true" /> {t(asTable ? 'chart.asChart' : 'chart.asTable')}
        </button>
        <SaveMenu
          name={label}
          png={asTable ? null : async () => (handle.current ? pngOf(handle.current) : null)}
          svg={asTable ? null : () => handle.current?.svg() ?? ''}
          table={() => table}
        />
      </figcaption>
    </figure>
  )
}

function ChartTable({ label, table, height }: ChartProps) {
  const format = useFormat()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div className={classes.table} style={{ maxHeight: height }} tabIndex={0}>
      <Table aria-label={label} stickyHeader>
        <Table.Thead>
          <Table.Tr>
            {table.columns.map((column) => (
              <Table.Th key={column}>{column}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {table.rows.map((row) => (
            <Table.Tr key={row.join('|')}>
              {row.map((cell, place) => (
                <Table.Td key={table.columns[place]} className="number">
                  {typeof cell === 'number' ? format.number(cell, 2) : cell}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  )
}
