import { createSpotlight, Spotlight, type SpotlightActionData } from '@mantine/spotlight'
import '@mantine/spotlight/styles.layer.css'
import { useNavigate, useRouter } from '@tanstack/react-router'
import { Search } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fold } from '../ui/fold.ts'
import { currentLanguage } from './i18n.ts'
import type { NavItem } from './navigation.ts'
import classes from './palette.module.css'
import { useApi } from './queries.ts'
import { useCan } from './session.ts'
import { findUnits, placeUnits } from './unit-tree.ts'
import './mantine-more.css'

const [store, spotlight] = createSpotlight()
const maxUnits = 8

/** Pages and units by name, from the keyboard. */
export default function Palette(props: {
  pages: readonly (NavItem & { to: string })[]
  onClose: () => void
}) {
  const { t } = useTranslation('common')
  const [text, setText] = useState('')
  const pageActions = usePageActions(props.pages, text)
  const unitActions = useUnitActions(text)
  useEffect(() => spotlight.open(), [])
  return (
    <Spotlight
      store={store}
      shortcut={null}
      classNames={{ action: classes.action ?? '' }}
      attributes={{ content: { 'aria-label': t('palette.placeholder') } }}
      query={text}
      onQueryChange={setText}
      onSpotlightClose={props.onClose}
      // Filtered here already: accents and word order do not matter.
      filter={(_, actions) => actions}
      actions={[
        { group: t('palette.pages'), actions: pageActions },
        { group: t('palette.units'), actions: unitActions },
      ].filter((group) => group.actions.length > 0)}
      nothingFound={t('palette.nothing')}
      scrollable
      maxHeight="60vh"
      searchProps={{
        leftSection: <Search size={18} aria-hidden="true" />,
        placeholder: t('palette.placeholder'),
        'aria-label': t('palette.placeholder'),
      }}
    />
  )
}

function usePageActions(pages: readonly (NavItem & { to: string })[], text: string): SpotlightActionData[] {
  const { t } = useTranslation('common')
  const navigate = useNavigate()
  return pages
    .map((page) => ({ to: page.to, label: t(page.label) }))
    .filter((page) => fold(page.label).includes(fold(text.trim())))
    .map((page) => ({ id: page.to, label: page.label, onClick: () => void navigate({ to: page.to }) }))
}

/** A unit opens its own page; where that room does not exist yet it becomes the scope. */
function useUnitActions(text: string): SpotlightActionData[] {
  const can = useCan()
  const router = useRouter()
  const units = useApi('GET /api/v1/units', undefined, { enabled: can('units.read') })
  const placed = useMemo(() => placeUnits(units.data?.items ?? [], currentLanguage()), [units.data])
  if (!text.trim()) return []
  const hasPage = '/sites/$unitId' in router.routesByPath
  return findUnits(placed, text, maxUnits).map(({ unit, path }) => ({
    id: unit.id,
    label: unit.name,
    description: path.join(' · '),
    onClick: () => {
      const search = new URLSearchParams(router.state.location.searchStr)
      if (!hasPage) search.set('unit', unit.id)
      router.history.push(`${hasPage ? `/sites/${unit.id}` : '/'}?${search}`)
    },
  }))
}
