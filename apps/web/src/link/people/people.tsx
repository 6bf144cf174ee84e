import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import type { Person } from '@tandem/contract'
import { Link, useNavigate } from '@tanstack/react-router'
import { Plus, Search } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/queries.ts'
import { UnitLink } from '../../app/room-link.tsx'
import { useScope } from '../../app/scope.ts'
import { useCan } from '../../app/session.ts'
import { Card } from '../../ui/card.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { ListSkeleton } from '../../ui/skeletons.tsx'
import { EmptyState, ErrorState } from '../../ui/states.tsx'
import type { Column } from '../../ui/table-model.ts'
import { useUrl } from '../../understand/use-url.ts'
import { CsvMenu } from '../csv-menu.tsx'
import { isPersonKind, personKinds } from '../kinds.ts'
import classes from '../link.module.css'
import { parseLinkSearch } from '../search.ts'
import { UnitSelect } from '../unit-select.tsx'
import { PersonDrawer } from './person-drawer.tsx'
import { usePeople } from './use-people.ts'

/** People by kind, unit and text. */
export default function People() {
  const { t } = useTranslation('link')
  const people = usePeople()
  const rows = useMemo(() => people.data?.pages.flatMap((page) => page.items) ?? [], [people.data])
  return (
    <Card flush title={t('people.title')} subtitle={t('people.subtitle')}>
      <Tools />
      {people.isPending && <ListSkeleton />}
      {people.isError && <ErrorState compact error={people.error} onRetry={() => people.refetch()} />}
      {people.data && <PeopleTable rows={rows} />}
      {rows.length > 0 && (
        <div className={classes.foot}>
          <span className="muted small number" aria-live="polite">
            {t('people.shown', { count: rows.length })}
          </span>
          {people.hasNextPage && (
            <Button
              variant="default"
              loading={people.isFetchingNextPage}
              onClick={() => void people.fetchNextPage()}
            >
              {t('people.more')}
            </Button>
          )}
        </div>
      )}
    </Card>
  )
}

function Tools() {
  const { t } = useTranslation('link')
  const [search, setSearch] = useUrl(parseLinkSearch)
  const can = useCan()
  const [adding, setAdding] = useState(false)
  const { scope, setScope } = useScope()
  const [text, setText] = useState(search.q ?? '')
  useEffect(() => {
    const timer = setTimeout(() => setSearch({ q: text.trim() || undefined }), 250)
    return () => clearTimeout(timer)
  }, [text, setSearch])
  return (
    <div className={classes.tools}>
      <TextInput
        type="search"
        className={classes.search}
        aria-label={t('people.search')}
        placeholder={t('people.search')}
        leftSection={<Search size={15} aria-hidden="true" />}
        maxLength={100}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <NativeSelect
        aria-label={t('people.kind')}
        value={search.kind ?? ''}
        data={[
          { value: '', label: t('people.all') },
          ...personKinds.map((value) => ({ value, label: t(`people.${value}`) })),
        ]}
        onChange={(event) => {
          const kind = event.currentTarget.value
          setSearch({ kind: isPersonKind(kind) ? kind : undefined })
        }}
      />
      <UnitSelect
        bare
        label={t('people.unit')}
        none={t('people.allUnits')}
        value={scope.unit ?? null}
        onChange={(unit) => setScope({ unit: unit ?? undefined })}
      />
      <div className={classes.end}>
        <CsvMenu what="people" />
        {can('people.write') && (
          <Button leftSection={<Plus size={15} aria-hidden="true" />} onClick={() => setAdding(true)}>
            {t('people.add')}
          </Button>
        )}
      </div>
      {adding && <PersonDrawer person={null} onClose={() => setAdding(false)} />}
    </div>
  )
}

/** Names of units by id; empty until they are known. */
function useUnitNames(): ReadonlyMap<string, string> {
  const units = useApi('GET /api/v1/units')
  return useMemo(() => new Map(units.data?.items.map((unit) => [unit.id, unit.name])), [units.data])
}

const factsOf = (person: Person) => Object.values(person.attributes).join(' · ')

function PeopleTable({ rows }: { rows: readonly Person[] }) {
  const { t } = useTranslation('link')
  const navigate = useNavigate()
  const names = useUnitNames()
  const [search] = useUrl(parseLinkSearch)
  const { scope } = useScope()
  // A tablet has no room for the key beside what matters more.
  const tight = useMediaQuery('(max-width: 63.99em)') ?? false
  const columns = useMemo(
    (): Column<Person>[] => [
      {
        key: 'name',
        header: t('people.column.name'),
        value: (p) => p.name ?? p.key,
        sortable: false,
        cell: (p) => (
          <Link to="/people/$id" params={{ id: p.id }} tabIndex={-1} className={classes.plain}>
            {p.name ?? p.key}
          </Link>
        ),
      },
      {
        key: 'kind',
        header: t('people.column.kind'),
        value: (p) => t(`personKind.${p.kind}`),
        cell: (p) => <span className={classes.line}>{t(`personKind.${p.kind}`)}</span>,
        sortable: false,
        wideOnly: true,
      },
      {
        key: 'unit',
        header: t('people.column.unit'),
        value: (p) => (p.unitId && names.get(p.unitId)) ?? '–',
        sortable: false,
        cell: (p) =>
          p.unitId && names.has(p.unitId) ? <UnitLink id={p.unitId}>{names.get(p.unitId)}</UnitLink> : '–',
      },
      {
        key: 'facts',
        header: t('people.column.facts'),
        value: factsOf,
        cell: (p) => (
          <span className={classes.clip} title={factsOf(p)}>
            {factsOf(p)}
          </span>
        ),
        sortable: false,
        wideOnly: true,
      },
      ...(tight
        ? []
        : [{ key: 'key', header: t('people.column.key'), value: (p: Person) => p.key, sortable: false }]),
    ],
    [t, names, tight],
  )
  const filtered = Boolean(search.q || search.kind || scope.unit)
  return (
    <DataTable
      label={t('people.title')}
      columns={columns}
      rows={rows}
      rowKey={(p) => p.id}
      tools={false}
      onOpen={(p) => void navigate({ to: '/people/$id', params: { id: p.id } })}
      empty={
        filtered ? (
          <EmptyState compact title={t('people.none')} />
        ) : (
          <EmptyState title={t('people.empty')}>{t('people.emptyMore')}</EmptyState>
        )
      }
    />
  )
}
