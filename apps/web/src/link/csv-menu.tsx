import { Button, Menu } from '@mantine/core'
import { ChevronDown, Download, Upload } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { hrefOf } from '../app/api.ts'
import { useCan, useMe } from '../app/session.ts'
import { useUrl } from '../understand/use-url.ts'
import { CsvImport, type CsvOf } from './csv-import.tsx'
import { parseLinkSearch } from './search.ts'

/** Takes the list out as CSV, or brings one in. */
export function CsvMenu({ what, compact = false }: { what: CsvOf; compact?: boolean }) {
  const { t } = useTranslation('link')
  const can = useCan()
  const { scope } = useMe()
  // Journeys belong to the whole company: a role that is limited to a unit only reads them.
  const mayImport = can(`${what}.write`) && (what !== 'journeys' || !scope)
  const [search] = useUrl(parseLinkSearch)
  const [importing, setImporting] = useState(false)
  const href = {
    units: hrefOf('GET /api/v1/units.csv', search.asOf ? { query: { asOf: search.asOf } } : {}),
    people: hrefOf('GET /api/v1/people.csv', search.kind ? { query: { kind: search.kind } } : {}),
    journeys: hrefOf('GET /api/v1/journeys.csv'),
  }[what]
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button
            variant="default"
            size={compact ? 'compact-md' : 'sm'}
            rightSection={<ChevronDown size={14} aria-hidden="true" />}
          >
            CSV
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            component="a"
            href={href}
            download={`${what}.csv`}
            leftSection={<Download size={14} aria-hidden="true" />}
          >
            {t(`csv.export.${what}`)}
          </Menu.Item>
          {mayImport && (
            <Menu.Item
              leftSection={<Upload size={14} aria-hidden="true" />}
              onClick={() => setImporting(true)}
            >
              {t(`csv.import.${what}`)}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {importing && <CsvImport what={what} onClose={() => setImporting(false)} />}
    </>
  )
}
