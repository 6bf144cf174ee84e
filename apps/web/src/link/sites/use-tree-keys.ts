import type { Virtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type RefObject, useState } from 'react'
import type { TreeRow } from './tree-model.ts'

interface TreeKeys {
  /** The row that Tab stops at. */
  readonly current: number
  readonly setCurrent: (index: number) => void
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void
}

const page = 10

function parentOf(rows: readonly TreeRow[], index: number): number {
  const level = rows[index]?.level ?? 1
  const found = rows.slice(0, index).findLastIndex((row) => row.level < level)
  return found < 0 ? index : found
}

function stepOf(key: string, current: number, last: number): number | null {
  switch (key) {
    case 'ArrowDown':
      return Math.min(last, current + 1)
    case 'ArrowUp':
      return Math.max(0, current - 1)
    case 'PageDown':
      return Math.min(last, current + page)
    case 'PageUp':
      return Math.max(0, current - page)
    case 'Home':
      return 0
    case 'End':
      return last
    default:
      return null
  }
}

/**
 * The keys of a tree grid whose rows take the focus (WAI-ARIA APG): right opens or goes to the first child, left
 * closes or goes to the parent, Enter opens the unit.
 */
export function useTreeKeys(options: {
  rows: readonly TreeRow[]
  virtual: Virtualizer<HTMLDivElement, Element>
  scroller: RefObject<HTMLDivElement | null>
  onToggle: (row: TreeRow) => void
  onOpen: (row: TreeRow) => void
}): TreeKeys {
  const { rows, virtual, scroller } = options
  const [wanted, setCurrent] = useState(0)
  const last = Math.max(0, rows.length - 1)
  const current = Math.min(wanted, last)
  const go = (index: number) => {
    setCurrent(index)
    virtual.scrollToIndex(index)
    focusRow(scroller, index, 5)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const row = rows[current]
    // Keys of a link or button inside a row are its own.
    if (!row || !(event.target instanceof HTMLTableRowElement)) return
    const rtl = getComputedStyle(event.target).direction === 'rtl'
    const inward = rtl ? 'ArrowLeft' : 'ArrowRight'
    const outward = rtl ? 'ArrowRight' : 'ArrowLeft'
    const step = stepOf(event.key, current, last)
    if (step !== null) go(step)
    else if (event.key === 'Enter') options.onOpen(row)
    else if (event.key === ' ' && row.branch.children.length > 0) options.onToggle(row)
    else if (event.key === inward && row.expanded) go(Math.min(last, current + 1))
    else if (event.key === inward && row.branch.children.length > 0) options.onToggle(row)
    else if (event.key === outward && row.expanded) options.onToggle(row)
    else if (event.key === outward) go(parentOf(rows, current))
    else return
    event.preventDefault()
  }
  return { current, setCurrent, onKeyDown }
}

/** Focuses a row as soon as it is drawn; gives up after some frames. */
function focusRow(scroller: RefObject<HTMLDivElement | null>, index: number, frames: number): void {
  const row = scroller.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)
  if (row) row.focus({ preventScroll: true })
  else if (frames > 0) requestAnimationFrame(() => focusRow(scroller, index, frames - 1))
}
