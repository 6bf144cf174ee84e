import { TextInput } from '@mantine/core'
import { Check, Search } from 'lucide-react'
import { type KeyboardEvent, useDeferredValue, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ListSkeleton } from '../ui/skeletons.tsx'
import { ErrorState } from '../ui/states.tsx'
import { currentLanguage } from './i18n.ts'
import classes from './panels.module.css'
import { useApi } from './queries.ts'
import { useScope } from './scope.ts'
import { useMe } from './session.ts'
import { findUnits, type PlacedUnit, placeUnits } from './unit-tree.ts'
import './mantine-more.css'

const shown = 150

/** Moves the focus up and down a list of buttons; the field above is the first stop. */
function onArrow(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('input, button')]
  const now = stops.indexOf(document.activeElement as HTMLElement)
  stops[now + (event.key === 'ArrowDown' ? 1 : -1)]?.focus()
  event.preventDefault()
}

/** Chooses the unit below which every screen looks. */
export default function ScopePanel({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('common')
  const me = useMe()
  const { scope, setScope } = useScope()
  const units = useApi('GET /api/v1/units')
  const [text, setText] = useState('')
  const wanted = useDeferredValue(text)
  const placed = useMemo(() => placeUnits(units.data?.items ?? [], currentLanguage()), [units.data])
  const found = useMemo(() => {
    if (wanted.trim()) return findUnits(placed, wanted, shown)
    // Without a search: the upper levels, as many as fit, so that a company of 5,000 sites opens as regions.
    const levels = [9, 2, 1, 0].find((level) => placed.filter((p) => p.depth <= level).length <= shown) ?? 0
    return placed.filter((p) => p.depth <= levels).slice(0, shown)
  }, [placed, wanted])
  const choose = (unit: string | undefined) => {
    setScope({ unit })
    onDone()
  }
  if (units.isPending) return <ListSkeleton rows={5} />
  if (units.isError) return <ErrorState error={units.error} onRetry={() => units.refetch()} compact />
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys only move the focus between the controls inside
    <div onKeyDown={onArrow}>
      <TextInput
        data-autofocus
        autoFocus
        aria-label={t('scope.search')}
        placeholder={t('scope.search')}
        leftSection={<Search size={15} aria-hidden="true" />}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          const first = findUnits(placed, event.currentTarget.value, 1)[0]
          if (event.key === 'Enter' && event.currentTarget.value.trim() && first) choose(first.unit.id)
        }}
        mb="xs"
      />
      {!wanted.trim() && (
        <Choice
          chosen={!scope.unit}
          onChoose={() => choose(undefined)}
          name={me.scope?.name ?? t('scope.all')}
        />
      )}
      {found.map((p) => (
        <UnitChoice
          key={p.unit.id}
          placed={p}
          flat={wanted.trim() !== ''}
          chosen={p.unit.id === scope.unit}
          onChoose={() => choose(p.unit.id)}
        />
      ))}
      {placed.length === 0 && <p className={classes.hint}>{t('scope.none')}</p>}
      {placed.length > 0 && found.length === 0 && (
        <p className={classes.hint}>{t('scope.noHit', { text: wanted })}</p>
      )}
      {!wanted.trim() && found.length < placed.length && (
        <p className={classes.hint}>{t('scope.more', { count: placed.length - found.length })}</p>
      )}
    </div>
  )
}

function UnitChoice(props: { placed: PlacedUnit; flat: boolean; chosen: boolean; onChoose: () => void }) {
  const { unit, depth, path } = props.placed
  return (
    <Choice
      chosen={props.chosen}
      onChoose={props.onChoose}
      name={unit.name}
      hint={props.flat ? path.join(' · ') : undefined}
      indent={props.flat ? 0 : depth}
    />
  )
}

function Choice(props: {
  chosen: boolean
  onChoose: () => void
  name: string
  hint?: string | undefined
  indent?: number
}) {
  return (
    <button
      type="button"
      className={classes.choice}
      aria-pressed={props.chosen}
      onClick={props.onChoose}
      style={{ paddingInlineStart: 12 + (props.indent ?? 0) * 16 }}
    >
      <span>
        {props.name}
        {props.hint && <small>{props.hint}</small>}
      </span>
      {props.chosen && <Check size={15} aria-hidden="true" />}
    </button>
  )
}
