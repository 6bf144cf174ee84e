import { Drawer } from '@mantine/core'
import type { Goal } from '@tandem/contract'
import { useTranslation } from 'react-i18next'
import { useApi } from '../app/queries.ts'
import { ListSkeleton } from '../ui/skeletons.tsx'
import { EmptyState, ErrorState } from '../ui/states.tsx'
import { GoalForm } from './goal-form.tsx'

/** The form of a goal beside the screen; `goal` null sets a new one. */
export function GoalDrawer({ goal, onClose }: { goal: Goal | null; onClose: () => void }) {
  const { t } = useTranslation(['goals', 'common'])
  const metrics = useApi('GET /api/v1/metrics')
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={480}
      title={goal ? t('edit.title') : t('set')}
      closeButtonProps={{ 'aria-label': t('common:close'), size: 44 }}
      styles={{ title: { fontFamily: 'var(--font-serif)', fontSize: 22 } }}
    >
      {metrics.isPending && <ListSkeleton />}
      {metrics.isError && <ErrorState compact error={metrics.error} onRetry={() => metrics.refetch()} />}
      {metrics.data?.items.length === 0 && <EmptyState compact title={t('form.noMetrics')} />}
      {metrics.data && metrics.data.items.length > 0 && (
        <GoalForm goal={goal} metrics={metrics.data.items} onDone={onClose} />
      )}
    </Drawer>
  )
}
