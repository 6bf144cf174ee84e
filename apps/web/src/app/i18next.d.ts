import type account from '../locales/en/account.json'
import type common from '../locales/en/common.json'
import type home from '../locales/en/home.json'
import type link from '../locales/en/link.json'
import type listen from '../locales/en/listen.json'
import type settings from '../locales/en/settings.json'
import type understand from '../locales/en/understand.json'

/** English is the source: a key that is not in its files does not compile. One line a room. */
declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common'
    resources: {
      common: typeof common
      account: typeof account
      home: typeof home
      link: typeof link
      listen: typeof listen
      settings: typeof settings
      understand: typeof understand
    }
  }
}
