import type account from '../locales/en/account.json'
import type common from '../locales/en/common.json'
import type drivers from '../locales/en/drivers.json'
import type goals from '../locales/en/goals.json'
import type home from '../locales/en/home.json'
import type how from '../locales/en/how.json'
import type journeys from '../locales/en/journeys.json'
import type link from '../locales/en/link.json'
import type linkage from '../locales/en/linkage.json'
import type listen from '../locales/en/listen.json'
import type settings from '../locales/en/settings.json'
import type understand from '../locales/en/understand.json'
import type unit from '../locales/en/unit.json'
import type value from '../locales/en/value.json'
import type voices from '../locales/en/voices.json'

/** English is the source: a key that is not in its files does not compile. One line a room. */
declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common'
    resources: {
      common: typeof common
      drivers: typeof drivers
      account: typeof account
      goals: typeof goals
      home: typeof home
      how: typeof how
      journeys: typeof journeys
      link: typeof link
      linkage: typeof linkage
      listen: typeof listen
      settings: typeof settings
      unit: typeof unit
      understand: typeof understand
      voices: typeof voices
      value: typeof value
    }
  }
}
