import type { NotificationData } from '@mantine/notifications'
import i18next from 'i18next'
import type { ReactNode } from 'react'
import { ApiProblem } from '../app/api.ts'

let mount: (() => void) | null = null
/** Tells when the first message is to be shown, so that its place is made. Returns a way to stop. */
export function onFirstNotice(make: () => void): () => void {
  mount = make
  return () => {
    mount = null
  }
}

async function show(data: NotificationData): Promise<void> {
  mount?.()
  const { notifications } = await import('@mantine/notifications')
  notifications.show({ closeButtonProps: { 'aria-label': i18next.t('common:close') }, ...data })
}

/** What an error says to a person: the server's own sentence, else what to try. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof ApiProblem)) return i18next.t('common:error.unexpected')
  if (error.status === 0) return i18next.t('common:error.offline')
  if (error.status === 429) return i18next.t('common:error.tooMany')
  if (error.status >= 500 && !error.message) return i18next.t('common:error.server')
  return error.message || i18next.t('common:error.unexpected')
}

/** Short messages at the edge of the screen. */
export const notify = {
  done: (message: string) => void show({ message, color: 'accent' }),
  /** Something done that can be taken back: stays long enough to press a button inside. */
  undoable: (id: string, message: ReactNode) =>
    void show({ id, message, color: 'accent', autoClose: 12_000 }),
  hide: (id: string) => void import('@mantine/notifications').then((m) => m.notifications.hide(id)),
  problem: (error: unknown) => void show({ message: sentenceOf(error), color: 'red', autoClose: 10_000 }),
}
