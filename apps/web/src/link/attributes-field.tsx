import { ActionIcon, Button, TextInput } from '@mantine/core'
import { Plus, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import classes from './link.module.css'

export interface AttributeRow {
  readonly id: number
  readonly key: string
  readonly value: string
}

export function rowsOfAttributes(attributes: Readonly<Record<string, string>>): AttributeRow[] {
  return Object.entries(attributes).map(([key, value], id) => ({ id, key, value }))
}

/** Rows with a name; of two with the same name the later one. */
export function attributesOf(rows: readonly AttributeRow[]): Record<string, string> {
  return Object.fromEntries(
    rows.map((r) => [r.key.trim(), r.value.trim()]).filter(([key, value]) => key && value),
  )
}

/** Facts as pairs of name and value. */
export function AttributesField(props: {
  label: string
  rows: readonly AttributeRow[]
  onChange: (rows: AttributeRow[]) => void
}) {
  const { t } = useTranslation('link')
  const { rows, onChange } = props
  const change = (id: number, part: Partial<AttributeRow>) =>
    onChange(rows.map((row) => (row.id === id ? { ...row, ...part } : row)))
  const next = Math.max(-1, ...rows.map((row) => row.id)) + 1
  return (
    <fieldset className={classes.attributes}>
      <legend>{props.label}</legend>
      {rows.map((row) => (
        <div key={row.id} className={classes.attribute}>
          <TextInput
            aria-label={t('attributes.key')}
            placeholder={t('attributes.key')}
            maxLength={60}
            value={row.key}
            onChange={(event) => change(row.id, { key: event.currentTarget.value })}
          />
          <TextInput
            aria-label={t('attributes.value', { name: row.key })}
            placeholder={t('attributes.value', { name: '' })}
            maxLength={300}
            value={row.value}
            onChange={(event) => change(row.id, { value: event.currentTarget.value })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={t('attributes.remove', { name: row.key })}
            onClick={() => onChange(rows.filter((r) => r.id !== row.id))}
          >
            <X size={16} aria-hidden="true" />
          </ActionIcon>
        </div>
      ))}
      <div>
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<Plus size={14} aria-hidden="true" />}
          onClick={() => onChange([...rows, { id: next, key: '', value: '' }])}
        >
          {t('attributes.add')}
        </Button>
      </div>
    </fieldset>
  )
}
