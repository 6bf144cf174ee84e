import { Button } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { Download, Search } from 'lucide-react'
import { type ReactNode, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { download, toCsv } from './csv.ts'
import classes from './data-table.module.css'
import { TableHead, TableRow } from './data-table-parts.tsx'
import { EmptyState } from './states.tsx'
import { type Column, type Sort, searchRows, sortRows } from './table-model.ts'
import { useRowKeys } from './use-row-keys.ts'

export interface DataTableProps<Row> {
  /** What the table shows, for screen readers and the name of the exported file. */
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly rowKey: (row: Row) => string
  /** Called for a press on a row, and for Enter on it. */
  readonly onOpen?: (row: Row) => void
  readonly initialSort?: Sort
  /** Shown in place of the table when there are no rows at all: what to do first. */
  readonly empty?: ReactNode
  /** Further controls before the search. */
  readonly toolbar?: ReactNode
  /** False: without search field and export, for a short excerpt. */
  readonly tools?: boolean
  /** A further file of the same table, made by the server. */
  readonly download?: { readonly name: string; readonly href: string }
  /** Height of a row in pixels. */
  readonly rowHeight?: number
  /** Largest height of the table in pixels; it scrolls inside. */
  readonly maxHeight?: number
}

/**
 * A table of up to tens of thousands of rows: only what is seen is in the page. Search, sort, CSV export of
 * what is shown; arrow keys, Page Up/Down, Home and End move, Enter opens. The first column stays in sight.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { columns, rows, rowHeight = 44, maxHeight = 640, tools = true } = props
  const { t, i18n } = useTranslation('common')
  const narrow = useNarrow()
  const [text, setText] = useState('')
  const [sort, setSort] = useState<Sort | null>(props.initialSort ?? null)
  // Field and arrow answer at once, the rows as soon as they are found and sorted.
  const wanted = useDeferredValue(text)
  const order = useDeferredValue(sort)
  const shownColumns = useMemo(() => columns.filter((c) => !(narrow && c.wideOnly)), [columns, narrow])
  const shown = useMemo(
    () => sortRows(searchRows(rows, columns, wanted), columns, order, i18n.language),
    [rows, columns, wanted, order, i18n.language],
  )
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 4,
    scrollPaddingStart: 40,
  })
  const keys = useRowKeys(shown.length, virtual, scroller, (index) => {
    const row = shown[index]
    if (row !== undefined) props.onOpen?.(row)
  })
  if (rows.length === 0) return props.empty ?? <EmptyState title={t('table.empty')} />
  // Rows only wrap where there is little room; measuring each of thousands would slow every sort down.
  const measured = narrow || rows.length <= 100
  const items = virtual.getVirtualItems()
  const before = items[0]?.start ?? 0
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0)
  return (
    <div>
      {tools && <Tools {...props} shown={shown} text={text} onText={setText} />}
      <div ref={scroller} className={classes.scroller} style={{ maxHeight }} tabIndex={props.onOpen ? -1 : 0}>
        <table className={classes.table} aria-label={props.label} aria-rowcount={shown.length + 1}>
          <TableHead columns={shownColumns} sort={sort} onSort={setSort} />
          <tbody onKeyDown={keys.onKeyDown}>
            <Spacer height={before} columns={shownColumns.length} />
            {items.map((item) => {
              const row = shown[item.index]
              if (row === undefined) return null
              return (
                <TableRow
                  key={props.rowKey(row)}
                  row={row}
                  index={item.index}
                  columns={shownColumns}
                  height={rowHeight}
                  current={item.index === keys.current}
                  onOpen={props.onOpen}
                  onFocus={keys.setCurrent}
                  measure={measured ? virtual.measureElement : undefined}
                />
              )
            })}
            <Spacer height={after} columns={shownColumns.length} />
          </tbody>
        </table>
        {shown.length === 0 && <EmptyState compact title={t('table.noHit', { text: wanted })} />}
      </div>
    </div>
  )
}

/** Room for the rows that are not in the page. */
function Spacer({ height, columns }: { height: number; columns: number }) {
  if (height <= 0) return null
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: an empty row cannot take the focus
    <tr aria-hidden="true">
      <td colSpan={columns} style={{ height, padding: 0, border: 0 }} />
    </tr>
  )
}

interface ToolsProps<Row> extends DataTableProps<Row> {
  readonly shown: readonly Row[]
  readonly text: string
  readonly onText: (text: string) => void
}

function Tools<Row>(props: ToolsProps<Row>) {
  const { t } = useTranslation('common')
  const { columns, shown } = props
  const save = () => {
    const header = columns.map((column) => column.header)
    const cells = shown.map((row) => columns.map((column) => column.value(row)))
    download(toCsv(header, cells), `${props.label}.csv`)
  }
  return (
    <div className={classes.tools}>
      {props.toolbar}
      <label className={classes.search}>
        <Search size={15} aria-hidden="true" />
        <input
          type="search"
          aria-label={t('table.search')}
          placeholder={t('table.search')}
          value={props.text}
          onChange={(event) => props.onText(event.currentTarget.value)}
        />
      </label>
      <span className="muted small number" aria-live="polite">
        {t('table.rows', { count: shown.length })}
      </span>
      <span className={classes.files}>
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<Download size={14} aria-hidden="true" />}
          onClick={save}
        >
          CSV
        </Button>
        {props.download && (
          <a href={props.download.href} download>
            {props.download.name}
          </a>
        )}
      </span>
    </div>
  )
}

function useNarrow(): boolean {
  const query = '(max-width: 47.99em)'
  const [narrow, setNarrow] = useState(() => window.matchMedia(query).matches)
  useEffect(() => {
    const media = window.matchMedia(query)
    const onChange = () => setNarrow(media.matches)
    media.addEventListener('change', onChange)
    return () => media.removeEventListener('change', onChange)
  }, [])
  return narrow
}
