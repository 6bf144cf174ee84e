import { Modal, TextInput } from '@mantine/core'
import type { Person } from '@tandem/contract'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../app/api.ts'
import { queryClient, useSend } from '../../app/queries.ts'
import { useFormat } from '../../ui/format.ts'
import { notify } from '../../ui/notify.ts'
import { ListSkeleton } from '../../ui/skeletons.tsx'
import { ErrorState } from '../../ui/states.tsx'
import { FormEnd } from '../form-parts.tsx'
import classes from '../link.module.css'

const figures = ['signals', 'readings', 'comments', 'mentions', 'files'] as const

/** Shows what would go, then erases for good once the name is typed: the one thing that cannot be undone. */
export function EraseDialog({ person, onClose }: { person: Person; onClose: () => void }) {
  const { t } = useTranslation(['link', 'common'])
  const format = useFormat()
  const navigate = useNavigate()
  const [typed, setTyped] = useState('')
  const params = { id: person.id }
  const dryRun = useQuery({
    queryKey: ['erase', person.id],
    queryFn: () => call('POST /api/v1/people/{id}/erase', { params, body: { dryRun: true } }),
    gcTime: 0,
  })
  const erase = useSend('POST /api/v1/people/{id}/erase')
  const word = person.name ?? person.key
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (typed.trim() !== word) return
    erase.mutate(
      { params, body: { dryRun: false } },
      {
        onSuccess: async () => {
          notify.done(t('erase.done'))
          await navigate({ to: '/sites', search: { tab: 'people' } })
          queryClient.removeQueries({ queryKey: ['GET /api/v1/people/{id}'] })
          await queryClient.invalidateQueries()
        },
      },
    )
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('erase.title', { name: word })}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      {dryRun.isPending && <ListSkeleton rows={3} />}
      {dryRun.isError && <ErrorState compact error={dryRun.error} onRetry={() => dryRun.refetch()} />}
      {dryRun.data && (
        <form className={classes.form} onSubmit={submit}>
          <p>{t('erase.would')}</p>
          <dl className={classes.figures}>
            {figures.map((name) => (
              <div key={name}>
                <dt>{t(`erase.${name}`)}</dt>
                <dd className="number">{format.count(dryRun.data[name])}</dd>
              </div>
            ))}
          </dl>
          <p className="muted small">{t('erase.more')}</p>
          <TextInput
            data-autofocus
            label={t('erase.type', { word })}
            autoComplete="off"
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <FormEnd
            error={erase.error}
            submit={t('erase.do')}
            busy={erase.isPending}
            disabled={typed.trim() !== word}
            danger
            onCancel={onClose}
          />
        </form>
      )}
    </Modal>
  )
}
