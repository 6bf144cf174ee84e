import { Button, Drawer } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiProblem } from '../app/api.ts'
import { sentenceOf } from '../ui/notify.ts'
import classes from './link.module.css'

/** The panel at the side in which one thing is looked at and changed. */
export function SideDrawer(props: { title: string; onClose: () => void; children: ReactNode }) {
  const { t } = useTranslation('common')
  return (
    <Drawer
      opened
      onClose={props.onClose}
      position="right"
      size={460}
      title={props.title}
      closeButtonProps={{ 'aria-label': t('close'), size: 44 }}
      styles={{ title: { fontFamily: 'var(--font-serif)', fontSize: 22 } }}
    >
      {props.children}
    </Drawer>
  )
}

/** What the server says against single fields, by their names. */
export function wrongFields(error: unknown): Readonly<Record<string, string>> {
  return error instanceof ApiProblem ? error.byField() : {}
}

interface FormEndProps {
  /** What went wrong when it was sent; null when nothing did. */
  readonly error: unknown
  /** Fields that show their own faults; the sentence is for all others. */
  readonly fields?: readonly string[]
  readonly submit: string
  readonly busy: boolean
  readonly disabled?: boolean
  /** What it does cannot be undone. */
  readonly danger?: boolean
  readonly onCancel: () => void
  /** Further buttons between the two. */
  readonly children?: ReactNode
}

/** The end of a form: what went wrong, and the buttons. */
export function FormEnd(props: FormEndProps) {
  const { t } = useTranslation('link')
  const { error, fields = [], submit, busy, disabled = false, danger, onCancel, children } = props
  const wrong = Object.keys(wrongFields(error))
  const shownAbove = wrong.length > 0 && wrong.every((field) => fields.includes(field))
  return (
    <>
      {error !== null && !shownAbove && (
        <p role="alert" className={classes.problem}>
          {sentenceOf(error)}
        </p>
      )}
      <div className={classes.actions}>
        <Button
          type="submit"
          loading={busy}
          disabled={disabled}
          className={danger ? classes.danger : undefined}
        >
          {submit}
        </Button>
        {children}
        <Button variant="default" onClick={onCancel}>
          {t('cancel')}
        </Button>
      </div>
    </>
  )
}
