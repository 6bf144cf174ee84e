import { useTranslation } from 'react-i18next'
import { UnitLink } from '../../app/room-link.tsx'
import { useScope } from '../../app/scope.ts'
import { TooLittle, type Unanswered } from '../nothing.tsx'

/** There is too little to rank: one unit alone has a page of its own. */
export function NotEnough(asked: Unanswered) {
  const { t } = useTranslation('understand')
  const { scope } = useScope()
  return (
    <TooLittle
      {...asked}
      title={t('standings.notEnough')}
      more={t('standings.notEnoughMore')}
      failed={t('standings.failed')}
    >
      {scope.unit && (
        <p>
          <UnitLink id={scope.unit}>{t('standings.openUnit')} →</UnitLink>
        </p>
      )}
    </TooLittle>
  )
}
