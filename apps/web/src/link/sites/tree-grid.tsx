import { useVirtualizer } from '@tanstack/react-virtual'
import { ChevronRight } from 'lucide-react'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { UnitLink } from '../../app/room-link.tsx'
import { Pill } from '../../ui/card.tsx'
import { useFormat } from '../../ui/format.ts'
import classes from './tree-grid.module.css'
import type { TreeRow } from './tree-model.ts'
import { useTreeKeys } from './use-tree-keys.ts'

interface TreeGridProps {
  readonly label: string
  readonly rows: readonly TreeRow[]
  /** Day of the tree, to tell what is closed. */
  readonly day: string
  readonly onToggle: (row: TreeRow) => void
  readonly onOpen: (row: TreeRow) => void
}

const rowHeight = 46
const columns = ['name', 'kind', 'facts', 'sites'] as const

/** The company as a tree grid of any size: only the rows in sight are in the page. */
export function TreeGrid(props: TreeGridProps) {
  const { rows, onToggle, onOpen } = props
  const { t } = useTranslation('link')
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollPaddingStart: 40,
  })
  const keys = useTreeKeys({ rows, virtual, scroller, onToggle, onOpen })
  const items = virtual.getVirtualItems()
  const before = items[0]?.start ?? 0
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0)
  return (
    <div ref={scroller} className={classes.scroller}>
      <table
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: ARIA in HTML allows a table to be a tree grid
        role="treegrid"
        className={classes.grid}
        aria-label={props.label}
        aria-rowcount={rows.length + 1}
      >
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <th key={column} scope="col" data-cell={column}>
                {t(`sites.column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody onKeyDown={keys.onKeyDown}>
          <Spacer height={before} />
          {items.map((item) => {
            const row = rows[item.index]
            return (
              row && (
                <Line
                  key={row.branch.unit.id}
                  {...props}
                  row={row}
                  index={item.index}
                  current={item.index === keys.current}
                  onFocus={() => keys.setCurrent(item.index)}
                />
              )
            )
          })}
          <Spacer height={after} />
        </tbody>
      </table>
    </div>
  )
}

/** Room for the rows that are not in the page. One cell: spanning would bring back the columns a phone leaves out. */
function Spacer({ height }: { height: number }) {
  if (height <= 0) return null
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: an empty row cannot take the focus
    <tr aria-hidden="true" className={classes.spacer}>
      <td style={{ height }} />
    </tr>
  )
}

interface LineProps extends Pick<TreeGridProps, 'day' | 'onToggle' | 'onOpen'> {
  readonly row: TreeRow
  readonly index: number
  readonly current: boolean
  readonly onFocus: () => void
}

function Line({ row, index, current, day, onToggle, onOpen, onFocus }: LineProps) {
  const { t } = useTranslation('link')
  const format = useFormat()
  const { unit, children, sites } = row.branch
  const facts = Object.entries(unit.attributes)
  const closed = unit.closedOn !== null && unit.closedOn <= day
  const later = unit.openedOn !== null && unit.openedOn > day
  return (
    <tr
      data-index={index}
      data-way={!row.hit || undefined}
      aria-rowindex={index + 2}
      aria-level={row.level}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-expanded={children.length > 0 ? row.expanded : undefined}
      tabIndex={current ? 0 : -1}
      onFocus={onFocus}
      onClick={(event) => {
        if (event.target instanceof Element && event.target.closest('a, button')) return
        onOpen(row)
      }}
      style={{ height: rowHeight }}
    >
      <th scope="row" data-cell="name">
        <div className={classes.place} style={{ '--level': row.level - 1 } as React.CSSProperties}>
          {children.length > 0 ? (
            <button
              type="button"
              tabIndex={-1}
              className={classes.toggle}
              data-open={row.expanded || undefined}
              aria-label={t(row.expanded ? 'sites.collapse' : 'sites.expand', { name: unit.name })}
              onClick={() => onToggle(row)}
            >
              <ChevronRight size={15} aria-hidden="true" />
            </button>
          ) : (
            <span className={classes.leaf} />
          )}
          <span className={classes.name}>
            <UnitLink id={unit.id}>{unit.name}</UnitLink>
            {closed && unit.closedOn && (
              <Pill tone="muted">{t('sites.closedOn', { date: format.date(unit.closedOn) })}</Pill>
            )}
            {later && unit.openedOn && (
              <Pill tone="muted">{t('sites.opensOn', { date: format.date(unit.openedOn) })}</Pill>
            )}
          </span>
        </div>
      </th>
      <td data-cell="kind">{t(`kind.${unit.kind}`)}</td>
      <td data-cell="facts" title={facts.map(([k, v]) => `${k}: ${v}`).join('\n')}>
        {facts.map(([key, value]) => (
          <span key={key} className={classes.fact}>
            <span>{key}</span> {value}
          </span>
        ))}
      </td>
      <td data-cell="sites">{sites > 0 ? format.count(sites) : ''}</td>
    </tr>
  )
}
