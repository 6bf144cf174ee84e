import type { Virtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type RefObject, useState } from 'react'

interface RowKeys {
  /** The row that Tab stops at. */
  readonly current: number
  readonly setCurrent: (index: number) => void
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void
}

const page = 10

function stepOf(key: string, current: number, last: number): number | null {
  switch (key) {
    case 'ArrowDown':
      return current + 1
    case 'ArrowUp':
      return current - 1
    case 'PageDown':
      return current + page
    case 'PageUp':
      return current - page
    case 'Home':
      return 0
    case 'End':
      return last
    default:
      return null
  }
}

/** Moves the focus over the rows of a virtual table: scrolls the next row into the page, then focuses it. */
export function useRowKeys(
  count: number,
  virtual: Virtualizer<HTMLDivElement, Element>,
  scroller: RefObject<HTMLDivElement | null>,
  onOpen: (index: number) => void,
): RowKeys {
  const [wanted, setCurrent] = useState(0)
  const last = Math.max(0, count - 1)
  const current = Math.min(wanted, last)
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (!(event.target instanceof HTMLTableRowElement)) return
    if (event.key === 'Enter') {
      onOpen(current)
      event.preventDefault()
      return
    }
    const step = stepOf(event.key, current, last)
    if (step === null) return
    event.preventDefault()
    const next = Math.min(last, Math.max(0, step))
    setCurrent(next)
    virtual.scrollToIndex(next)
    focusRow(scroller, next, 5)
  }
  return { current, setCurrent, onKeyDown }
}

/** Focuses a row as soon as it is drawn; gives up after some frames. */
function focusRow(scroller: RefObject<HTMLDivElement | null>, index: number, frames: number): void {
  const row = scroller.current?.querySelector<HTMLElement>(`tr[data-index="${index}"]`)
  if (row) row.focus({ preventScroll: true })
  else if (frames > 0) requestAnimationFrame(() => focusRow(scroller, index, frames - 1))
}
