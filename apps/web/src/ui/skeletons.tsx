import { Skeleton } from '@mantine/core'
import { useTranslation } from 'react-i18next'

function Waiting({ children }: { children: React.ReactNode }) {
  const { t } = useTranslation('common')
  return (
    <div role="status" aria-busy="true">
      <span className="visually-hidden">{t('loading')}</span>
      {children}
    </div>
  )
}

const widths = ['92%', '74%', '84%', '66%', '78%']
function rowsOf(count: number): { id: string; width: string }[] {
  return Array.from({ length: count }, (_, i) => ({
    id: `row-${i}`,
    width: widths[i % widths.length] ?? '80%',
  }))
}

/** Lines of text on their way. */
export function ListSkeleton({ rows = 6 }: { rows?: number }) {
  return (
    <Waiting>
      {rowsOf(rows).map((row) => (
        <Skeleton key={row.id} height={14} mt={16} width={row.width} />
      ))}
    </Waiting>
  )
}

/** A chart or another large thing on its way. */
export function BlockSkeleton({ height }: { height: number }) {
  return (
    <Waiting>
      <Skeleton height={height} radius="lg" />
    </Waiting>
  )
}

/** A whole screen on its way: headline, picture, table. */
export function PageSkeleton() {
  return (
    <Waiting>
      <Skeleton height={28} width="min(560px, 90%)" mt={6} />
      <Skeleton height={28} width="min(380px, 60%)" mt={12} />
      <Skeleton height={14} width="min(460px, 80%)" mt={16} />
      <Skeleton height={280} radius="lg" mt={32} />
    </Waiting>
  )
}
