import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../ui/format.ts'
import { Em, HeadlineSentence } from '../ui/headline.tsx'
import { Rich } from '../ui/rich.tsx'
import type { Gap, LinkSearch } from './search.ts'
import type { Branch } from './sites/tree-model.ts'
import { useCompany, useHeard } from './use-company.ts'

const marks = {
  e: (text: string) => <Em>{text}</Em>,
  w: (text: string) => <Em tone="worse">{text}</Em>,
}

/** How many sites in how many regions, and what is missing. */
export function CompanyHeadline() {
  const { t } = useTranslation('link')
  const format = useFormat()
  const { units, tree, stock } = useCompany()
  const heard = useHeard()
  if (!units.data) return <HeadlineSentence>{t('headline.waiting')}</HeadlineSentence>
  if (units.data.items.length === 0)
    return <HeadlineSentence more={t('headline.emptyMore')}>{t('headline.empty')}</HeadlineSentence>
  const silent = heard ? silentSites(tree, heard.sites).length : 0
  const lone = stock.regions > 0 ? stock.withoutRegion.size : 0
  const missing = [
    ...(lone > 0 ? [t('headline.withoutRegion', { count: lone })] : []),
    ...(silent > 0 ? [t('headline.silent', { count: silent, metric: heard?.metric ?? '' })] : []),
  ]
  const counts = {
    sites: t('headline.sites', { count: stock.sites }),
    regions: t('headline.regions', { count: stock.regions }),
  }
  const key = stock.regions > 0 ? 'regional' : 'plain'
  const sentence =
    missing.length > 0
      ? t(`headline.${key}Missing`, { ...counts, missing: format.list(missing) })
      : t(`headline.${key}`, counts)
  return (
    <HeadlineSentence more={<More lone={lone} silent={silent} knows={heard !== null} />}>
      <Rich text={sentence} marks={marks} />
    </HeadlineSentence>
  )
}

/** Sites of which nothing was heard. */
export function silentSites(tree: readonly Branch[], heard: ReadonlySet<string>): string[] {
  return tree.flatMap(({ unit, children }) => [
    ...(unit.kind === 'site' && !heard.has(unit.id) ? [unit.id] : []),
    ...silentSites(children, heard),
  ])
}

function More({ lone, silent, knows }: { lone: number; silent: number; knows: boolean }) {
  const { t } = useTranslation('link')
  const show = (gap: Gap) => (text: string) => (
    <Link to="/sites" search={(old: LinkSearch) => ({ ...old, tab: undefined, gap })} resetScroll={false}>
      {text}
    </Link>
  )
  if (lone === 0 && silent === 0) return t(knows ? 'headline.complete' : 'headline.about')
  return (
    <>
      {lone > 0 && <Rich text={t('headline.loneMore')} marks={{ a: show('region') }} />}{' '}
      {silent > 0 && <Rich text={t('headline.silentMore')} marks={{ a: show('heard') }} />}
    </>
  )
}
