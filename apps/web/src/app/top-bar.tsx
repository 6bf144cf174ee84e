import { ChevronDown, Search } from 'lucide-react'
import { lazy, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../ui/format.ts'
import { LazyPopover } from '../ui/lazy-popover.tsx'
import { presetOf } from './period.ts'
import { useApi } from './queries.ts'
import { type Scope, useScope } from './scope.ts'
import { useCan, useMe } from './session.ts'
import classes from './top-bar.module.css'

const loadScopePanel = () => import('./scope-panel.tsx')
const loadPeriodPanel = () => import('./period-panel.tsx')
const loadAccountPanel = () => import('./account-panel.tsx')
const ScopePanel = lazy(loadScopePanel)
const PeriodPanel = lazy(loadPeriodPanel)
const AccountPanel = lazy(loadAccountPanel)

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent)

/** Name of the chosen unit; of the whole the member sees when none is chosen. */
function useScopeName(scope: Scope): string {
  const { t } = useTranslation('common')
  const me = useMe()
  const can = useCan()
  const units = useApi('GET /api/v1/units', undefined, { enabled: can('units.read') })
  const chosen = units.data?.items.find((unit) => unit.id === scope.unit)
  return chosen?.name ?? me.scope?.name ?? t('scope.all')
}

function usePeriodName(scope: Scope): string {
  const { t } = useTranslation('common')
  const format = useFormat()
  const preset = presetOf(scope)
  if (preset) return t(`period.${preset}`)
  if (scope.from && scope.to) return format.dateRange(scope.from, scope.to)
  if (scope.from) return t('period.since', { date: format.date(scope.from) })
  return t('period.until', { date: format.date(scope.to ?? '') })
}

/** Opens at once when pressed: the panels are fetched while the reader looks around. */
function usePanelsSoon(): void {
  useEffect(() => {
    const timer = setTimeout(() => {
      for (const load of [loadScopePanel, loadPeriodPanel, loadAccountPanel]) void load()
      void import('./palette.tsx')
    }, 2500)
    return () => clearTimeout(timer)
  }, [])
}

export function TopBar({ onSearch }: { onSearch: () => void }) {
  const { t } = useTranslation('common')
  const me = useMe()
  const { scope } = useScope()
  const scopeName = useScopeName(scope)
  const periodName = usePeriodName(scope)
  usePanelsSoon()
  return (
    <header className={classes.bar}>
      <LazyPopover
        label={t('scope.label', { name: scopeName })}
        buttonClass={classes.control}
        button={<span className={classes.text}>{scopeName}</span>}
        width={340}
      >
        {(close) => <ScopePanel onDone={close} />}
      </LazyPopover>
      <LazyPopover
        label={t('period.label', { name: periodName })}
        buttonClass={classes.control}
        button={<span className={classes.text}>{periodName}</span>}
        width={332}
      >
        {(close) => <PeriodPanel onDone={close} />}
      </LazyPopover>
      <span className={classes.gap} />
      <button
        type="button"
        className={classes.control}
        onClick={onSearch}
        aria-keyshortcuts="Control+K Meta+K"
      >
        <Search size={15} aria-hidden="true" />
        <span className={classes.clipped}>{t('search')}</span>
        <kbd className={classes.keys}>{isApple ? '⌘K' : 'Ctrl K'}</kbd>
      </button>
      <LazyPopover
        label={t('account.label', { role: t(`role.${me.role}`), name: me.user.name })}
        buttonClass={classes.control}
        button={
          <>
            <span className={classes.initial} data-letter={me.user.name.slice(0, 1).toUpperCase()} />
            <span className={classes.wide}>{t(`role.${me.role}`)}</span>
            <ChevronDown className={classes.wide} size={14} aria-hidden="true" />
          </>
        }
        width={260}
        end
      >
        {(close) => <AccountPanel onDone={close} />}
      </LazyPopover>
    </header>
  )
}
