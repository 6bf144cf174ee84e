import { Button } from '@mantine/core'
import type { ApiKey } from '@tandem/contract'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi, useSend } from '../app/queries.ts'
import { Card } from '../ui/card.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { useFormat } from '../ui/format.ts'
import { notify } from '../ui/notify.ts'
import { ListSkeleton } from '../ui/skeletons.tsx'
import { EmptyState, ErrorState } from '../ui/states.tsx'
import type { Column } from '../ui/table-model.ts'
import { KeyDialog } from './key-dialog.tsx'

export default function ApiKeys() {
  const { t } = useTranslation('settings')
  const keys = useApi('GET /api/v1/api-keys')
  const [creating, setCreating] = useState(false)
  if (keys.isPending) return <ListSkeleton />
  if (keys.isError) return <ErrorState error={keys.error} onRetry={() => keys.refetch()} />
  return (
    <Card
      flush
      title={t('keys.title')}
      subtitle={t('keys.subtitle')}
      aside={<Button onClick={() => setCreating(true)}>{t('keys.create')}</Button>}
    >
      <KeyTable keys={keys.data.items} />
      {creating && <KeyDialog onClose={() => setCreating(false)} />}
    </Card>
  )
}

function KeyTable({ keys }: { keys: readonly ApiKey[] }) {
  const { t } = useTranslation('settings')
  const format = useFormat()
  const { mutate } = useSend('DELETE /api/v1/api-keys/{id}', ['GET /api/v1/api-keys'])
  const columns = useMemo((): Column<ApiKey>[] => {
    const revoke = ({ id, name }: ApiKey) =>
      mutate(
        { params: { id } },
        { onSuccess: () => notify.done(t('keys.revoked', { name })), onError: notify.problem },
      )
    const when = (instant: string | null) => (instant ? format.date(instant) : t('keys.never'))
    return [
      { key: 'name', header: t('keys.name'), value: (k) => k.name },
      {
        key: 'prefix',
        header: t('keys.prefix'),
        value: (k) => k.prefix,
        width: 140,
        cell: (k) => <code>{k.prefix}…</code>,
      },
      {
        key: 'permissions',
        header: t('keys.permissions'),
        value: (k) => k.permissions.map((p) => t(`permission.${p}`)).join(', '),
        sortable: false,
        width: 240,
        cell: (k) => <Permissions of={k} />,
      },
      {
        key: 'lastUsed',
        header: t('keys.lastUsed'),
        value: (k) => k.lastUsedAt,
        width: 130,
        searchable: false,
        cell: (k) => when(k.lastUsedAt),
      },
      {
        key: 'expires',
        header: t('keys.expires'),
        value: (k) => k.expiresAt,
        width: 130,
        searchable: false,
        cell: (k) => when(k.expiresAt),
      },
      {
        key: 'actions',
        header: t('keys.actions'),
        value: () => null,
        sortable: false,
        width: 110,
        cell: (k) => (
          <Button variant="subtle" size="compact-sm" onClick={() => revoke(k)}>
            {t('keys.revoke')}
          </Button>
        ),
      },
    ]
  }, [t, format, mutate])
  return (
    <DataTable
      label={t('keys.title')}
      columns={columns}
      rows={keys}
      rowKey={(k) => k.id}
      tools={keys.length > 8}
      empty={<EmptyState title={t('keys.none')}>{t('keys.noneMore')}</EmptyState>}
    />
  )
}

const named = 3

/** The first few by name; the number of the others, with all names behind it. */
function Permissions({ of: { permissions } }: { of: ApiKey }) {
  const { t } = useTranslation('settings')
  const names = permissions.map((permission) => t(`permission.${permission}`))
  if (names.length <= named + 1) return names.join(', ')
  return (
    <span title={names.join(', ')}>
      {names.slice(0, named).join(', ')} {t('keys.andMore', { count: names.length - named })}
    </span>
  )
}
