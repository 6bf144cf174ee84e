import type account from '../locales/en/account.json'
import type common from '../locales/en/common.json'
import type drivers from '../locales/en/drivers.json'
import type home from '../locales/en/home.json'
import type how from '../locales/en/how.json'
import type link from '../locales/en/link.json'
import type linkage from '../locales/en/linkage.json'
import type listen from '../locales/en/listen.json'
import type settings from '../locales/en/settings.json'
import type understand from '../locales/en/understand.json'
import type voices from '../locales/en/voices.json'
import type value from '../locales/en/value.json'

/** English is the source: a key that is not in its files does not compile. One line a room. */
declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common'
    resources: {
      common: typeof common
      drivers: typeof drivers
      account: typeof account
      home: typeof home
      how: typeof how
      link: typeof link
      linkage: typeof linkage
      listen: typeof listen
      settings: typeof settings
      understand: typeof understand
      voices: typeof voices
      value: typeof value
    }
  }
}
