import classes from './data-table.module.css'
import type { Column } from './table-model.ts'

interface ShortTableProps<Row> {
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly rowKey: (row: Row) => string
}

/** A handful of rows as they are: the look of DataTable without its search, sort and virtual scrolling. */
export function ShortTable<Row>({ label, columns, rows, rowKey }: ShortTableProps<Row>) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div className={classes.scroller} tabIndex={0}>
      <table className={classes.table} aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                data-align={column.align}
                data-wide={column.wideOnly || undefined}
                style={{ width: column.width }}
              >
                {column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)} style={{ height: 44 }}>
              {columns.map((column, place) => {
                const Cell = place === 0 ? 'th' : 'td'
                return (
                  <Cell
                    key={column.key}
                    scope={place === 0 ? 'row' : undefined}
                    data-align={column.align}
                    data-wide={column.wideOnly || undefined}
                  >
                    {column.cell ? column.cell(row) : column.value(row)}
                  </Cell>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
