import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { NavItem } from './navigation.ts'
import classes from './rail.module.css'

export interface NavProps {
  readonly loop: readonly NavItem[]
  readonly foot: readonly NavItem[]
}

export function Wordmark() {
  return (
    <span className={classes.wordmark} translate="no">
      Tandem<span>.</span>
    </span>
  )
}

function Entry({ item, onGo }: { item: NavItem; onGo?: (() => void) | undefined }) {
  const { t } = useTranslation('common')
  const inside = (
    <>
      <span className={classes.number} aria-hidden="true">
        {item.number ?? '·'}
      </span>
      <span>{t(item.label)}</span>
    </>
  )
  return (
    <li>
      {item.to ? (
        <Link
          to={item.to}
          className={classes.entry}
          activeProps={{ 'aria-current': 'page' }}
          activeOptions={{ exact: item.to === '/', includeSearch: false }}
          onClick={onGo}
        >
          {inside}
        </Link>
      ) : (
        <span className={classes.heading}>{inside}</span>
      )}
      {item.children && item.children.length > 0 && (
        <ul className={classes.children}>
          {item.children.map((child) => (
            <Entry key={child.label} item={child} onGo={onGo} />
          ))}
        </ul>
      )}
    </li>
  )
}

/** The navigation itself, used by the rail and by the drawer of a phone. */
export function NavList({ loop, foot, onGo, before }: NavProps & { onGo?: () => void; before?: ReactNode }) {
  const { t } = useTranslation('common')
  return (
    <nav aria-label={t('nav.label')}>
      {before}
      <ul className={classes.list}>
        {loop.map((item) => (
          <Entry key={item.label} item={item} onGo={onGo} />
        ))}
      </ul>
      <ul className={`${classes.list} ${classes.foot}`}>
        {foot.map((item) => (
          <Entry key={item.label} item={item} onGo={onGo} />
        ))}
      </ul>
    </nav>
  )
}

export function Rail(props: NavProps) {
  return (
    <div className={classes.rail}>
      <NavList
        {...props}
        before={
          <Link to="/" className={classes.home}>
            <Wordmark />
          </Link>
        }
      />
    </div>
  )
}
