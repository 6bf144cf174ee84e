import { Link } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan } from '../app/session.ts'
import { ListSkeleton } from '../ui/skeletons.tsx'
import { useUrl } from '../understand/use-url.ts'
import { CompanyHeadline } from './company-headline.tsx'
import classes from './link.module.css'
import { type LinkSearch, parseLinkSearch } from './search.ts'
import Sites from './sites/sites.tsx'

const People = lazy(() => import('./people/people.tsx'))

/** The company as Tandem knows it: places and people. */
export default function SitesAndPeople() {
  const { t } = useTranslation('link')
  const can = useCan()
  const [search] = useUrl(parseLinkSearch)
  const shown = ['sites', ...(can('people.read') ? (['people'] as const) : [])] as const
  const tab = search.tab === 'people' && !can('people.read') ? undefined : search.tab
  return (
    <>
      <CompanyHeadline />
      <nav aria-label={t('tabs.label')} className={classes.tabs}>
        {shown.map((name) => (
          <Link
            key={name}
            to="/sites"
            search={(old: LinkSearch) => ({
              ...old,
              tab: name === 'sites' ? undefined : name,
            })}
            resetScroll={false}
            // The tab is all that tells these addresses apart, also where it is absent.
            activeOptions={{ includeSearch: true, explicitUndefined: true }}
            activeProps={{ 'aria-current': 'page' }}
          >
            {t(`tabs.${name}`)}
          </Link>
        ))}
      </nav>
      <Suspense fallback={<ListSkeleton />}>
        {tab === undefined && <Sites />}
        {tab === 'people' && <People />}
      </Suspense>
    </>
  )
}
