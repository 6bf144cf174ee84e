import { Button, TextInput } from '@mantine/core'
import { Check } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../ui/format.ts'
import classes from './panels.module.css'
import { type Period, periodOf, presetNames, presetOf } from './period.ts'
import { useScope } from './scope.ts'
import './mantine-more.css'

/** Chooses the span of days every screen looks at: a preset or days of one's own. */
export default function PeriodPanel({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('common')
  const format = useFormat()
  const { scope, setScope } = useScope()
  const chosen = presetOf(scope)
  const choose = (period: Period) => {
    setScope({ from: period.from, to: period.to })
    onDone()
  }
  return (
    <div>
      {presetNames.map((name) => {
        const { from, to } = periodOf(name)
        return (
          <button
            key={name}
            type="button"
            className={classes.choice}
            aria-pressed={name === chosen}
            onClick={() => choose({ from, to })}
          >
            <span>
              {t(`period.${name}`)}
              {from && to && <small>{format.dateRange(from, to)}</small>}
            </span>
            {name === chosen && <Check size={15} aria-hidden="true" />}
          </button>
        )
      })}
      <OwnDays key={`${scope.from}-${scope.to}`} start={scope} onChoose={choose} />
    </div>
  )
}

function OwnDays({ start, onChoose }: { start: Period; onChoose: (period: Period) => void }) {
  const { t } = useTranslation('common')
  const [from, setFrom] = useState(start.from ?? '')
  const [to, setTo] = useState(start.to ?? '')
  const wrongOrder = from !== '' && to !== '' && from > to
  return (
    <form
      className={classes.own}
      onSubmit={(event) => {
        event.preventDefault()
        if (!wrongOrder) onChoose({ from: from || undefined, to: to || undefined })
      }}
    >
      <div className={classes.days}>
        <TextInput
          type="date"
          label={t('period.from')}
          value={from}
          onChange={(event) => setFrom(event.currentTarget.value)}
        />
        <TextInput
          type="date"
          label={t('period.to')}
          value={to}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
      </div>
      {wrongOrder && (
        <p role="alert" className={classes.problem}>
          {t('period.wrongOrder')}
        </p>
      )}
      <Button type="submit" variant="default" fullWidth mt="xs">
        {t('period.show')}
      </Button>
    </form>
  )
}
