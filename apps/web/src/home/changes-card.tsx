import type { Changes } from '@tandem/contract'
import { useTranslation } from 'react-i18next'
import { Card } from '../ui/card.tsx'
import { HowWeKnow } from '../ui/how-we-know.tsx'
import { ListSkeleton } from '../ui/skeletons.tsx'
import { EmptyState, ErrorState } from '../ui/states.tsx'
import classes from '../understand/unit/change-line.module.css'
import { ChangeLine } from '../understand/unit/change-line.tsx'

interface ChangesCardProps {
  readonly changes: {
    readonly data: Changes | undefined
    readonly error: unknown
    readonly refetch: () => unknown
  }
}

/** What really changed lately; that nothing did is an answer too. */
export function ChangesCard({ changes: { data, error, refetch } }: ChangesCardProps) {
  const { t } = useTranslation('unit')
  return (
    <Card
      title={t('changes.title')}
      subtitle={t('changes.subtitle')}
      aside={data && <HowWeKnow facts={data.howWeKnow} />}
    >
      {!data && (error ? <ErrorState compact error={error} onRetry={refetch} /> : <ListSkeleton rows={3} />)}
      {data?.items.length === 0 && (
        <EmptyState compact title={t('changes.none')}>
          {data.tested > 0 ? t('changes.noneMore', { count: data.tested }) : t('changes.tooLittle')}
        </EmptyState>
      )}
      {data && data.items.length > 0 && (
        <ul className={classes.list}>
          {data.items.map((change) => (
            <ChangeLine key={change.id} change={change} />
          ))}
        </ul>
      )}
    </Card>
  )
}
