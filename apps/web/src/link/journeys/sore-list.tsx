import { useTranslation } from 'react-i18next'
import { Card } from '../../ui/card.tsx'
import { useFormat } from '../../ui/format.ts'
import { Estimate } from '../../ui/interval-bar.tsx'
import { ShortTable } from '../../ui/short-table.tsx'
import classes from './journeys.module.css'
import { worstFirst } from './message.ts'
import { Change, StatePill } from './point-card.tsx'
import { mainMeasure, type Point } from './scores.ts'

interface SoreListProps {
  readonly points: readonly Point[]
  readonly worst: string | undefined
  readonly nameOf: (unitId: string) => string | undefined
  readonly onPart: (unitId: string) => void
}

/** Touchpoints of all journeys that need somebody, what hurts most first. */
export function SoreList({ points, worst, nameOf, onPart }: SoreListProps) {
  const { t } = useTranslation('journeys')
  const format = useFormat()
  const rows = worstFirst(points)
  if (rows.length === 0) return null
  return (
    <Card flush title={t('sore.title')} subtitle={t('sore.subtitle')}>
      <ShortTable
        label={t('sore.title')}
        rows={rows}
        rowKey={(point) => point.touchpoint.id}
        columns={[
          {
            key: 'name',
            header: t('sore.touchpoint'),
            value: (p) => p.touchpoint.name,
          },
          {
            key: 'state',
            header: t('sore.why'),
            value: (p) => p.state,
            cell: (p) => <StatePill state={p.state} worst={p.touchpoint.id === worst} />,
          },
          {
            key: 'score',
            wideOnly: true,
            header: t('sore.score'),
            align: 'end',
            value: (p) => mainMeasure(p.score)?.score.value ?? null,
            cell: (p) => <MainScore point={p} />,
          },
          {
            key: 'change',
            header: t('sore.change'),
            align: 'end',
            value: (p) => mainMeasure(p.score)?.change.value ?? null,
            cell: (p) => <MainChange point={p} />,
          },
          {
            key: 'unhappy',
            wideOnly: true,
            header: t('sore.unhappy'),
            align: 'end',
            value: (p) => p.score?.unhappy?.n ?? null,
            cell: (p) =>
              p.score?.unhappy
                ? t('sore.of', {
                    n: format.count(p.score.unhappy.n),
                    share: format.percent(p.score.unhappy.share),
                  })
                : '',
          },
          {
            key: 'owner',
            header: t('sore.owner'),
            wideOnly: true,
            value: (p) => ownerOf(p, nameOf) ?? '',
            cell: (p) => <OwnerButton point={p} name={ownerOf(p, nameOf)} onPart={onPart} />,
          },
        ]}
      />
    </Card>
  )
}

const ownerOf = ({ touchpoint }: Point, nameOf: SoreListProps['nameOf']) =>
  touchpoint.ownerUnitId ? nameOf(touchpoint.ownerUnitId) : undefined

function MainScore({ point }: { point: Point }) {
  const main = mainMeasure(point.score)
  if (!main || main.score.value === null) return null
  return <Estimate value={main.score.value} interval={main.score.interval} />
}

function MainChange({ point }: { point: Point }) {
  const main = mainMeasure(point.score)
  return main && <Change bare measure={main} />
}

function OwnerButton(props: { point: Point; name: string | undefined; onPart: (unitId: string) => void }) {
  const { t } = useTranslation('journeys')
  const id = props.point.touchpoint.ownerUnitId
  if (!id || !props.name) return <span className="muted">{t('part.nobody')}</span>
  return (
    <button type="button" className={classes.plainButton} onClick={() => props.onPart(id)}>
      {props.name}
    </button>
  )
}
