import type { Standing } from '@tandem/contract'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../ui/format.ts'
import type { Words } from './caterpillar.tsx'

/** A unit with the region it belongs to. */
export function placed(unit: Pick<Standing, 'name' | 'parentName'>): string {
  return unit.parentName ? `${unit.name} · ${unit.parentName}` : unit.name
}

/** What the picture says of a unit: its estimate with interval, its rank range, the likelier end. */
export function useUnitWords(of: number, preview: boolean): (unit: Standing | undefined) => Words {
  const { t } = useTranslation('understand')
  const format = useFormat()
  return (unit) => {
    if (!unit) return { name: '', lines: [] }
    const rank = {
      lower: format.count(unit.rank.lower),
      upper: format.count(unit.rank.upper),
      of: format.count(of),
    }
    if (preview)
      return {
        name: placed(unit),
        lines: [format.number(unit.estimate), t('standings.tip.place', { place: rank.lower, of: rank.of })],
      }
    return {
      name: placed(unit),
      lines: [
        `${format.estimate(unit.estimate, unit.interval)} (${format.range(unit.interval)})`,
        t('standings.tip.rank', rank),
        unit.probabilityTop > unit.probabilityBottom
          ? t('standings.tip.top', { p: format.probability(unit.probabilityTop) })
          : t('standings.tip.bottom', { p: format.probability(unit.probabilityBottom) }),
      ],
    }
  }
}
