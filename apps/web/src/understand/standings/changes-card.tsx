import type { Standing, Standings, UnitKind } from '@tandem/contract'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Card } from '../../ui/card.tsx'
import { type Format, useFormat } from '../../ui/format.ts'
import { joinSentences } from '../../ui/sentences.ts'
import { signedEstimate } from '../signed.ts'
import { Caterpillar } from './caterpillar.tsx'
import type { Mark } from './caterpillar-drawing.ts'
import type { Before } from './comparison.ts'
import { type Changed, changeMessage, changesOf } from './comparison.ts'
import { isUp } from './message.ts'
import { placed } from './use-unit-words.ts'

interface ChangesCardProps {
  readonly standings: Standings
  readonly before: Before
  readonly level: UnitKind
  readonly onOpen: (unit: Standing) => void
}

/** The change of each unit since the other period with its interval: who really moved. */
export function ChangesCard({ standings, before, level, onOpen }: ChangesCardProps) {
  const { t } = useTranslation('understand')
  const format = useFormat()
  const changes = useMemo(
    () => changesOf(standings.items, before.standings, isUp(standings)),
    [standings, before],
  )
  const marks = useMemo(
    () =>
      changes.map(
        ({ change, way }): Mark => ({
          value: change.value,
          interval: change.interval,
          tone: way === -1 ? 'worse' : way === 1 ? 'better' : 'none',
          ring: null,
        }),
      ),
    [changes],
  )
  const message = changeMessage(changes)
  const units = (count: number) => t(`units.${level}`, { count })
  const { rose, fell } = message.kind === 'none' ? { rose: 0, fell: 0 } : message
  const { of } = message
  const labels = useMemo(() => {
    const one = (count: number) => t(`units.${level}`, { count })
    return {
      bottom: t('changes.fellLabel', { units: one(fell) }),
      top: t('changes.roseLabel', { units: one(rose) }),
      foot: t('changes.foot', { units: one(of) }),
      line: t('changes.line'),
    }
  }, [rose, fell, of, t, level])
  const { from, to } = before.period
  if (changes.length === 0) return null
  return (
    <Card
      title={t('changes.title', { period: format.dateRange(from, to) })}
      subtitle={joinSentences([
        t(`changes.${message.kind}`, { of: units(of), rose: units(rose), fell: units(fell) }),
        t('changes.chance', { units: units(Math.round(of / 10)) }),
      ])}
    >
      <Caterpillar
        marks={marks}
        line={0}
        label={t('changes.picture')}
        labels={labels}
        words={(index) => wordsOf(changes[index], format)}
        onOpen={(index) => changes[index] && onOpen(changes[index].unit)}
        table={() => ({
          columns: [t(`level.${level}`), t('standings.column.change'), t('trend.lower'), t('trend.upper')],
          rows: changes.map(({ unit, change }) => [
            unit.name,
            change.value,
            change.interval.lower,
            change.interval.upper,
          ]),
        })}
      />
    </Card>
  )
}

function wordsOf(changed: Changed | undefined, format: Format) {
  if (!changed) return { name: '', lines: [] }
  const { unit, change } = changed
  const text = signedEstimate(format, change.value, change.interval)
  return { name: placed(unit), lines: [`${text} (${format.range(change.interval)})`] }
}
