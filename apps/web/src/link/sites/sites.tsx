import { Button, Switch, TextInput } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Plus, Search } from 'lucide-react'
import { useCallback, useDeferredValue, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan } from '../../app/session.ts'
import { Card } from '../../ui/card.tsx'
import { useFormat } from '../../ui/format.ts'
import { ListSkeleton } from '../../ui/skeletons.tsx'
import { EmptyState, ErrorState } from '../../ui/states.tsx'
import { useUrl } from '../../understand/use-url.ts'
import { silentSites } from '../company-headline.tsx'
import { CsvMenu } from '../csv-menu.tsx'
import classes from '../link.module.css'
import { parseLinkSearch } from '../search.ts'
import { today } from '../today.ts'
import { useCompany, useHeard } from '../use-company.ts'
import { TreeGrid } from './tree-grid.tsx'
import { type Branch, rowsOf, searcher, type TreeRow } from './tree-model.ts'
import { UnitDrawer } from './unit-drawer.tsx'

/** With more rows than that deeper levels begin closed. */
const rowsAtFirst = 60

/** The units of the company as a tree: find, look into, change. */
export default function Sites() {
  const { t } = useTranslation('link')
  const [search, setSearch] = useUrl(parseLinkSearch)
  const { units, tree } = useCompany()
  const [text, setText] = useState('')
  const wanted = useDeferredValue(text)
  const filter = useFilter(wanted, tree)
  const { rows, toggle } = useRows(tree, filter)
  const open = useCallback((row: TreeRow) => setSearch({ open: row.branch.unit.id }), [setSearch])
  return (
    <Card flush title={t('sites.title')} subtitle={t('sites.subtitle')}>
      {units.isPending && <ListSkeleton />}
      {units.isError && <ErrorState error={units.error} onRetry={() => units.refetch()} />}
      {units.data && (
        <>
          <Tools text={text} onText={setText} found={filter ? rows.filter((r) => r.hit).length : null} />
          <Notes />
          {rows.length > 0 ? (
            <TreeGrid
              label={t('sites.title')}
              rows={rows}
              day={search.asOf ?? today()}
              onToggle={toggle}
              onOpen={open}
            />
          ) : (
            <Nothing text={wanted} filtered={filter !== null} />
          )}
        </>
      )}
      {search.open && (
        <UnitDrawer key={search.open} id={search.open} onClose={() => setSearch({ open: undefined })} />
      )}
    </Card>
  )
}

/** What is looked for: text, a gap, or both. */
function useFilter(text: string, tree: readonly Branch[]): ((branch: Branch) => boolean) | null {
  const [{ gap }] = useUrl(parseLinkSearch)
  const { stock } = useCompany()
  const heard = useHeard()
  return useMemo(() => {
    const byText = searcher(text)
    const ids =
      gap === 'region'
        ? stock.withoutRegion
        : gap === 'heard' && heard
          ? new Set(silentSites(tree, heard.sites))
          : null
    if (!ids) return byText
    return (branch) => ids.has(branch.unit.id) && (byText?.(branch) ?? true)
  }, [text, gap, stock, heard, tree])
}

function useRows(tree: readonly Branch[], filter: ((branch: Branch) => boolean) | null) {
  // What someone opened or closed by hand; all else follows the rule.
  const [byHand, setByHand] = useState<ReadonlyMap<string, boolean>>(new Map())
  const level = useMemo(() => levelsThatFit(tree), [tree])
  const isOpen = useCallback(
    (branch: Branch, depth: number, filtered: boolean) =>
      byHand.get(branch.unit.id) ?? (filtered || depth <= level || tree.length === 1),
    [byHand, level, tree],
  )
  const rows = useMemo(() => rowsOf(tree, isOpen, filter), [tree, isOpen, filter])
  const toggle = useCallback((row: TreeRow) => {
    setByHand((old) => new Map(old).set(row.branch.unit.id, !row.expanded))
  }, [])
  return { rows, toggle }
}

/** How many levels can be open at first so that the tree is still taken in at a glance. */
function levelsThatFit(tree: readonly Branch[]): number {
  let shown = tree
  let rows = shown.length
  for (let level = 0; shown.length > 0; level++) {
    shown = shown.flatMap((branch) => branch.children)
    rows += shown.length
    if (rows > rowsAtFirst) return level
  }
  return Number.POSITIVE_INFINITY
}

function Tools(props: { text: string; onText: (text: string) => void; found: number | null }) {
  const { t } = useTranslation('link')
  const can = useCan()
  const [search, setSearch] = useUrl(parseLinkSearch)
  return (
    <div className={classes.tools}>
      <TextInput
        type="search"
        className={classes.search}
        aria-label={t('sites.search')}
        placeholder={t('sites.search')}
        leftSection={<Search size={15} aria-hidden="true" />}
        value={props.text}
        onChange={(event) => props.onText(event.currentTarget.value)}
      />
      <TextInput
        type="date"
        aria-label={t('sites.asOf')}
        title={t('sites.asOf')}
        value={search.asOf ?? today()}
        onChange={(event) => {
          const day = event.currentTarget.value
          setSearch({ asOf: day === today() || day === '' ? undefined : day })
        }}
      />
      <Switch
        label={t('sites.closed')}
        checked={search.closed === 'yes'}
        onChange={(event) => setSearch({ closed: event.currentTarget.checked ? 'yes' : undefined })}
        className={classes.switch}
      />
      <span className="muted small number" aria-live="polite">
        {props.found !== null && t('sites.found', { count: props.found })}
      </span>
      <div className={classes.end}>
        <CsvMenu what="units" />
        {can('units.write') && (
          <Button
            leftSection={<Plus size={15} aria-hidden="true" />}
            onClick={() => setSearch({ open: 'new' })}
          >
            {t('sites.add')}
          </Button>
        )}
      </div>
    </div>
  )
}

/** Says when not the whole company of today is shown, and the way back. */
function Notes() {
  const { t } = useTranslation('link')
  const format = useFormat()
  const [search, setSearch] = useUrl(parseLinkSearch)
  return (
    <>
      {search.asOf && (
        <div className={classes.note}>
          {t('sites.asOfNote', { date: format.date(search.asOf) })}
          <Button size="compact-sm" variant="subtle" onClick={() => setSearch({ asOf: undefined })}>
            {t('sites.toToday')}
          </Button>
        </div>
      )}
      {search.gap && (
        <div className={classes.note}>
          {t(`sites.gap.${search.gap}`)}
          <Button size="compact-sm" variant="subtle" onClick={() => setSearch({ gap: undefined })}>
            {t('sites.showAll')}
          </Button>
        </div>
      )}
    </>
  )
}

function Nothing({ text, filtered }: { text: string; filtered: boolean }) {
  const { t } = useTranslation(['link', 'common'])
  const can = useCan()
  if (text.trim()) return <EmptyState compact title={t('common:table.noHit', { text })} />
  if (filtered) return <EmptyState compact title={t('sites.gapNone')} />
  return (
    <EmptyState
      title={t('sites.empty')}
      action={
        can('imports.manage') && (
          <Button component={Link} to="/import">
            {t('sites.emptyImport')}
          </Button>
        )
      }
    >
      {t('sites.emptyMore')}
    </EmptyState>
  )
}
