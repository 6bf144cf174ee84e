import { Button } from '@mantine/core'
import i18next from 'i18next'
import { notify } from '../ui/notify.ts'
import classes from './link.module.css'

let count = 0

/** Says what was done, with a button that takes it back. */
export function offerUndo(message: string, undo: () => Promise<unknown>): void {
  const id = `undo-${++count}`
  const take = () => {
    notify.hide(id)
    undo().then(() => notify.done(i18next.t('link:undone')), notify.problem)
  }
  notify.undoable(
    id,
    <span className={classes.undo}>
      <span>{message}</span>
      <Button size="compact-sm" variant="default" onClick={take}>
        {i18next.t('link:undo')}
      </Button>
    </span>,
  )
}
