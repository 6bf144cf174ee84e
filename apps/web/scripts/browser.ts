import { existsSync } from 'node:fs'
import { type Browser, type BrowserContext, chromium } from 'playwright-core'

/** Keeps the browser from calling home: all traffic stays on this machine. */
const quiet = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--force-prefers-reduced-motion',
]

/** Starts the system's Chromium, or the one playwright has downloaded. */
export function openBrowser(): Promise<Browser> {
  const system = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
  return chromium.launch({ args: quiet, ...(system ? { executablePath: system } : {}) })
}

export type Scheme = 'light' | 'dark'

export interface Look {
  /** Width of the window in pixels. */
  readonly width: number
  readonly scheme: Scheme
  /** Language of the app, such as `zh-Hans`. */
  readonly language: string
}

/** A fresh profile with a look: window, scheme and language set as if a person had chosen them. */
export async function openContext(browser: Browser, look: Look, baseURL: string): Promise<BrowserContext> {
  const phone = look.width < 600
  const context = await browser.newContext({
    baseURL,
    viewport: { width: look.width, height: phone ? 780 : 900 },
    deviceScaleFactor: phone ? 2 : 1,
    colorScheme: look.scheme,
    locale: look.language,
    reducedMotion: 'reduce',
  })
  await context.addInitScript(
    ([scheme, language]) => {
      localStorage.setItem('mantine-color-scheme-value', scheme)
      localStorage.setItem('tandem.language', language)
    },
    [look.scheme, look.language] as const,
  )
  return context
}
