import { Button, NativeSelect } from '@mantine/core'
import type { Invitation, Member, Role } from '@tandem/contract'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi, useSend } from '../app/queries.ts'
import { useMe } from '../app/session.ts'
import { Card } from '../ui/card.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { useFormat } from '../ui/format.ts'
import { notify } from '../ui/notify.ts'
import { ListSkeleton } from '../ui/skeletons.tsx'
import { EmptyState, ErrorState } from '../ui/states.tsx'
import type { Column } from '../ui/table-model.ts'
import { InviteDialog } from './invite-dialog.tsx'
import { isRole, roles, ScopeSelect } from './role-and-scope.tsx'
import classes from './settings.module.css'

export default function Members() {
  const { t } = useTranslation('settings')
  const answer = useApi('GET /api/v1/members')
  const [inviting, setInviting] = useState(false)
  if (answer.isPending) return <ListSkeleton />
  if (answer.isError) return <ErrorState error={answer.error} onRetry={() => answer.refetch()} />
  return (
    <>
      <Card
        flush
        title={t('members.title')}
        subtitle={t('members.subtitle')}
        aside={<Button onClick={() => setInviting(true)}>{t('members.invite')}</Button>}
      >
        <MemberTable members={answer.data.members} />
      </Card>
      <Card flush title={t('members.invitations')}>
        <InvitationTable invitations={answer.data.invitations} />
      </Card>
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
    </>
  )
}

function MemberTable({ members }: { members: readonly Member[] }) {
  const { t } = useTranslation(['settings', 'common'])
  const format = useFormat()
  const me = useMe()
  const change = useSend('PATCH /api/v1/members/{id}', ['GET /api/v1/members'])
  const remove = useSend('DELETE /api/v1/members/{id}', ['GET /api/v1/members'])
  const { mutate } = change
  const { mutate: removeMember } = remove
  const columns = useMemo((): Column<Member>[] => {
    const save = (id: string, body: { role?: Role; scopeUnitId?: string | null }) =>
      mutate({ params: { id }, body }, { onError: notify.problem })
    const drop = (member: Member) =>
      removeMember(
        { params: { id: member.id } },
        {
          onSuccess: () => notify.done(t('members.removed', { name: member.name })),
          onError: notify.problem,
        },
      )
    return [
      {
        key: 'name',
        header: t('members.name'),
        value: (m) => m.name,
        cell: (m) => <Name member={m} />,
      },
      { key: 'email', header: t('members.email'), value: (m) => m.email, wideOnly: true },
      {
        key: 'role',
        header: t('members.role'),
        value: (m) => t(`common:role.${m.role}`),
        width: 190,
        cell: (m) => <RoleSelect role={m.role} name={m.name} onChange={(role) => save(m.id, { role })} />,
      },
      {
        key: 'scope',
        header: t('members.scope'),
        value: (m) => m.scope?.name ?? t('members.everything'),
        width: 220,
        cell: (m) => (
          <ScopeSelect
            label={`${t('members.scope')}: ${m.name}`}
            value={m.scope?.id ?? null}
            onChange={(scopeUnitId) => save(m.id, { scopeUnitId })}
          />
        ),
      },
      {
        key: 'since',
        header: t('members.since'),
        value: (m) => m.createdAt,
        width: 120,
        wideOnly: true,
        searchable: false,
        cell: (m) => format.date(m.createdAt),
      },
      {
        key: 'actions',
        header: t('members.actions'),
        value: () => null,
        sortable: false,
        width: 100,
        cell: (m) =>
          m.userId !== me.user.id && (
            <Button variant="subtle" size="compact-sm" onClick={() => drop(m)}>
              {t('members.remove')}
            </Button>
          ),
      },
    ]
  }, [t, format, me.user.id, mutate, removeMember])
  return (
    <DataTable
      label={t('members.title')}
      columns={columns}
      rows={members}
      rowKey={(m) => m.id}
      rowHeight={56}
      tools={members.length > 8}
    />
  )
}

/** On a phone the address stands below the name. */
function Name({ member: { name, email } }: { member: Member }) {
  return (
    <>
      {name} <small className={classes.mail}>{email}</small>
    </>
  )
}

function RoleSelect(props: { role: Role; name: string; onChange: (role: Role) => void }) {
  const { t } = useTranslation(['common', 'settings'])
  return (
    <NativeSelect
      aria-label={`${t('settings:members.role')}: ${props.name}`}
      value={props.role}
      onChange={(event) => {
        const { value } = event.currentTarget
        if (isRole(value)) props.onChange(value)
      }}
      data={roles.map((role) => ({ value: role, label: t(`role.${role}`) }))}
    />
  )
}

function InvitationTable({ invitations }: { invitations: readonly Invitation[] }) {
  const { t } = useTranslation(['settings', 'common'])
  const format = useFormat()
  const { mutate } = useSend('DELETE /api/v1/invitations/{id}', ['GET /api/v1/members'])
  const columns = useMemo((): Column<Invitation>[] => {
    const withdraw = ({ id, email }: Invitation) =>
      mutate(
        { params: { id } },
        { onSuccess: () => notify.done(t('members.withdrawn', { email })), onError: notify.problem },
      )
    return [
      { key: 'email', header: t('members.email'), value: (i) => i.email },
      { key: 'role', header: t('members.role'), value: (i) => t(`common:role.${i.role}`), width: 180 },
      {
        key: 'scope',
        header: t('members.scope'),
        value: (i) => i.scope?.name ?? t('members.everything'),
        width: 220,
      },
      {
        key: 'expires',
        header: t('members.expires'),
        value: (i) => i.expiresAt,
        width: 130,
        searchable: false,
        cell: (i) => format.date(i.expiresAt),
      },
      {
        key: 'actions',
        header: t('members.actions'),
        value: () => null,
        sortable: false,
        width: 120,
        cell: (i) => (
          <Button variant="subtle" size="compact-sm" onClick={() => withdraw(i)}>
            {t('members.withdraw')}
          </Button>
        ),
      },
    ]
  }, [t, format, mutate])
  return (
    <DataTable
      label={t('members.invitations')}
      columns={columns}
      rows={invitations}
      rowKey={(i) => i.id}
      tools={invitations.length > 8}
      empty={<EmptyState compact title={t('members.invitationsNone')} />}
    />
  )
}
