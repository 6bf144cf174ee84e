import type { HowWeKnow as Facts } from '@tandem/contract'
import { lazy } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './how-we-know.module.css'
import { LazyPopover } from './lazy-popover.tsx'

const HowWeKnowText = lazy(() => import('./how-we-know-text.tsx'))

/** An unobtrusive button that says how a figure was computed: method, amount of data, window, warnings. */
export function HowWeKnow({ facts }: { facts: Facts }) {
  const { t } = useTranslation('common')
  const warned = facts.warnings.length > 0 ? t('how.warnings', { count: facts.warnings.length }) : ''
  return (
    <LazyPopover
      label={[t('how.title'), warned].filter(Boolean).join(' ')}
      buttonClass={classes.trigger}
      button={
        <>
          {t('how.title')} {warned && <span className={classes.warned}>{warned}</span>}
        </>
      }
      width={360}
      end
    >
      {() => <HowWeKnowText facts={facts} />}
    </LazyPopover>
  )
}
