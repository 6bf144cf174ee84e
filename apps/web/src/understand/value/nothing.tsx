import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useScope } from '../../app/scope.ts'
import { useCan } from '../../app/session.ts'
import { HeadlineSentence } from '../../ui/headline.tsx'
import { TooLittle, type Unanswered } from '../nothing.tsx'
import classes from './value.module.css'

/** There is no figure in money yet: how to bring one. */
export function NoMoney() {
  const { t } = useTranslation('value')
  const can = useCan()
  return (
    <>
      <HeadlineSentence more={t('empty.more')}>{t('empty.title')}</HeadlineSentence>
      <ol className={classes.steps}>
        <li>{t('empty.step1')}</li>
        <li>{t('empty.step2')}</li>
        <li>{t('empty.step3')}</li>
      </ol>
      <pre className={classes.sample}>{t('empty.sample')}</pre>
      {can('imports.manage') ? (
        <Button component={Link} to="/import">
          {t('empty.import')}
        </Button>
      ) : (
        <p className="muted small">{t('empty.ask')}</p>
      )}
    </>
  )
}

/** There is too little to value: a unit chosen may be all that limits it. */
export function NotEnough(asked: Unanswered) {
  const { t } = useTranslation('value')
  const { scope, setScope } = useScope()
  return (
    <TooLittle
      {...asked}
      title={t('refused.title')}
      more={t(scope.unit ? 'refused.moreUnit' : 'refused.more')}
    >
      {scope.unit && (
        <Button variant="default" mt="md" onClick={() => setScope({ unit: undefined })}>
          {t('refused.all')}
        </Button>
      )}
    </TooLittle>
  )
}
