import { Button, Collapse } from '@mantine/core'
import type { CommentSummary, Mood, Source } from '@tandem/contract'
import { SlidersHorizontal } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../ui/format.ts'
import { sourceHue } from '../../ui/source-badge.tsx'
import { sources } from '../metrics.ts'
import { filterOf, moods, type VoicesSearch } from './search.ts'
import classes from './voices.module.css'

type Counted = CommentSummary['facets']['source']

interface FacetsProps {
  readonly summary: CommentSummary | undefined
  readonly search: VoicesSearch
  readonly onChange: (change: Partial<VoicesSearch>) => void
}

/** Choices with how many comments each would leave; on a phone behind a button. */
export function Facets({ summary, search, onChange }: FacetsProps) {
  const { t } = useTranslation('voices')
  const [open, setOpen] = useState(false)
  const set = Object.keys(filterOf({ ...search, q: undefined })).length
  return (
    <div className={classes.facets}>
      <div className={classes.facetsOpen}>
        <Button
          variant="default"
          fullWidth
          leftSection={<SlidersHorizontal size={15} aria-hidden="true" />}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {set > 0 ? t('facets.buttonSet', { count: set }) : t('facets.button')}
        </Button>
      </div>
      <Collapse expanded={open}>
        <div className={classes.facetsPhone}>
          <Groups summary={summary} search={search} onChange={onChange} />
        </div>
      </Collapse>
      <div className={classes.facetsWide}>
        <Groups summary={summary} search={search} onChange={onChange} />
      </div>
    </div>
  )
}

function Groups({ summary, search, onChange }: FacetsProps) {
  const { t, i18n } = useTranslation(['voices', 'common'])
  const facets = summary?.facets
  const names = useMemo(() => new Intl.DisplayNames(i18n.language, { type: 'language' }), [i18n.language])
  return (
    <>
      <Group
        title={t('facets.source')}
        choices={withChosen(facets?.source, search.source)}
        chosen={search.source}
        label={(key) => t(`common:source.${key as Source}`)}
        hue={(key) => sourceHue(key as Source)}
        onChoose={(key) => onChange({ source: sources.find((s) => s === key) })}
      />
      <Group
        title={t('facets.mood')}
        choices={inOrder(withChosen(facets?.mood, search.mood))}
        chosen={search.mood}
        label={(key) => t(`mood.${key as Mood}`)}
        hue={(key) => moodHue[key as Mood]}
        onChoose={(key) => onChange({ mood: moods.find((m) => m === key) })}
      />
      <Group
        title={t('common:language')}
        choices={withChosen(facets?.language, search.language)}
        chosen={search.language}
        label={(key) => languageName(names, key)}
        onChoose={(language) => onChange({ language })}
      />
      <Group
        title={t('facets.touchpoint')}
        choices={withChosen(facets?.touchpoint, search.touchpoint)}
        chosen={search.touchpoint}
        label={(key, label) => label || key}
        onChoose={(touchpoint) => onChange({ touchpoint })}
      />
    </>
  )
}

const moodHue: Readonly<Record<Mood, string>> = {
  unhappy: 'var(--worse)',
  neutral: 'var(--none)',
  happy: 'var(--better)',
}

function languageName(names: Intl.DisplayNames, tag: string): string {
  return /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(tag) ? (names.of(tag) ?? tag) : tag
}

/** What is chosen stays in sight when nothing is left of it. */
function withChosen(choices: Counted | undefined, chosen: string | undefined): Counted {
  const known = choices ?? []
  return chosen && !known.some((c) => c.key === chosen) ? [...known, { key: chosen, label: '', n: 0 }] : known
}

const placeOf = (mood: string) => moods.findIndex((m) => `${m}` === mood)
const inOrder = (choices: Counted) => choices.toSorted((a, b) => placeOf(a.key) - placeOf(b.key))

const few = 8

interface GroupProps {
  readonly title: string
  readonly choices: Counted
  readonly chosen: string | undefined
  readonly label: (key: string, label: string) => string
  readonly hue?: (key: string) => string
  /** Undefined takes the choice back. */
  readonly onChoose: (key: string | undefined) => void
}

function Group({ title, choices, chosen, label, hue, onChoose }: GroupProps) {
  const { t } = useTranslation('voices')
  const format = useFormat()
  const [all, setAll] = useState(false)
  if (choices.length === 0) return null
  const shown = all ? choices : choices.filter((c, i) => i < few || c.key === chosen)
  const most = Math.max(1, ...choices.map((c) => c.n))
  return (
    <fieldset className={classes.facet}>
      <legend>{title}</legend>
      {shown.map((c) => (
        <button
          key={c.key}
          type="button"
          className={classes.option}
          aria-pressed={c.key === chosen}
          onClick={() => onChoose(c.key === chosen ? undefined : c.key)}
        >
          <span className={classes.choice}>{label(c.key, c.label)}</span>
          <span className={`${classes.count} number`}>{format.count(c.n)}</span>
          <span
            className={classes.amount}
            style={{ width: `${(100 * c.n) / most}%`, background: hue?.(c.key) }}
          />
        </button>
      ))}
      {choices.length > few && (
        <button type="button" className={`${classes.option} ${classes.more}`} onClick={() => setAll(!all)}>
          {t(all ? 'facets.fewer' : 'facets.all', { count: choices.length })}
        </button>
      )}
    </fieldset>
  )
}
