import { Button } from '@mantine/core'
import { Download } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { type Cell, download, toCsv } from './csv.ts'
import { LazyPopover } from './lazy-popover.tsx'
import classes from './save-menu.module.css'

interface SaveMenuProps {
  /** Name of the files. */
  readonly name: string
  /** Null where there is no picture now, because it is shown as a table. */
  readonly png: (() => Promise<Blob | null>) | null
  readonly svg: (() => string) | null
  readonly table: () => { readonly columns: readonly string[]; readonly rows: readonly (readonly Cell[])[] }
}

/** Saves what is drawn as a picture or as figures. */
export function SaveMenu({ name, png, svg, table }: SaveMenuProps) {
  const { t } = useTranslation('common')
  const savePng = async () => {
    const blob = await png?.()
    if (blob) download(blob, `${name}.png`)
  }
  const saveCsv = () => {
    const { columns, rows } = table()
    download(toCsv(columns, rows), `${name}.csv`)
  }
  return (
    <LazyPopover
      label={`${t('chart.save')}: ${name}`}
      buttonClass={classes.trigger}
      button={
        <>
          <Download size={14} aria-hidden="true" /> {t('chart.save')}
        </>
      }
      width={140}
      end
    >
      {(close) => {
        const item = (text: string, save: (() => unknown) | null) => (
          <Button
            variant="subtle"
            color="gray"
            fullWidth
            justify="start"
            disabled={save === null}
            onClick={() => {
              save?.()
              close()
            }}
          >
            {text}
          </Button>
        )
        return (
          <>
            {item('PNG', png && savePng)}
            {item('SVG', svg && (() => download(svg(), `${name}.svg`, 'image/svg+xml')))}
            {item('CSV', saveCsv)}
          </>
        )
      }}
    </LazyPopover>
  )
}
