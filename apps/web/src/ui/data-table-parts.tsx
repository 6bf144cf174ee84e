import { ArrowDown, ArrowUp } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { type Column, nextSort, type Sort } from './table-model.ts'

interface TableHeadProps<Row> {
  readonly columns: readonly Column<Row>[]
  readonly sort: Sort | null
  readonly onSort: (sort: Sort | null) => void
}

export function TableHead<Row>({ columns, sort, onSort }: TableHeadProps<Row>) {
  return (
    <thead>
      <tr aria-rowindex={1}>
        {columns.map((column) => (
          <HeadCell key={column.key} column={column} sort={sort} onSort={onSort} />
        ))}
      </tr>
    </thead>
  )
}

function HeadCell<Row>(props: Omit<TableHeadProps<Row>, 'columns'> & { column: Column<Row> }) {
  const { t } = useTranslation('common')
  const { column, sort, onSort } = props
  const sorted = sort?.key === column.key ? (sort.descending ? 'descending' : 'ascending') : undefined
  const Arrow = sorted === 'descending' ? ArrowDown : ArrowUp
  return (
    <th
      scope="col"
      data-align={column.align}
      aria-sort={sorted}
      style={column.width ? { width: column.width, minWidth: column.width } : undefined}
    >
      {column.sortable === false ? (
        column.header
      ) : (
        <button
          type="button"
          title={t('table.sort')}
          onClick={() => onSort(nextSort(sort, column.key, column.align === 'end'))}
        >
          {column.header}
          {sorted && <Arrow size={13} aria-hidden="true" />}
        </button>
      )}
    </th>
  )
}

interface TableRowProps<Row> {
  readonly row: Row
  readonly index: number
  readonly columns: readonly Column<Row>[]
  readonly height: number
  /** The one row that Tab stops at. */
  readonly current: boolean
  readonly onOpen: ((row: Row) => void) | undefined
  readonly onFocus: (index: number) => void
  /** Tells the scroller how high the row turned out. */
  readonly measure: ((row: HTMLTableRowElement | null) => void) | undefined
}

export function TableRow<Row>(props: TableRowProps<Row>) {
  const { row, index, columns, height, current, onOpen, onFocus } = props
  // Moving over the rows and scrolling draw the table again, but not what stands in its cells.
  const cells = useMemo(() => columns.map((column, place) => cellOf(row, column, place)), [columns, row])
  return (
    <tr
      ref={props.measure}
      data-index={index}
      aria-rowindex={index + 2}
      tabIndex={onOpen ? (current ? 0 : -1) : undefined}
      data-opens={onOpen ? true : undefined}
      onFocus={() => onFocus(index)}
      onClick={(event) => {
        // A link or button inside the row does its own work.
        if (event.target instanceof Element && event.target.closest('a, button, input, label')) return
        onOpen?.(row)
      }}
      style={{ height }}
    >
      {cells}
    </tr>
  )
}

function cellOf<Row>(row: Row, column: Column<Row>, place: number) {
  const content = column.cell ? column.cell(row) : column.value(row)
  return place === 0 ? (
    <th key={column.key} scope="row" data-align={column.align}>
      {content}
    </th>
  ) : (
    <td key={column.key} data-align={column.align}>
      {content}
    </td>
  )
}
