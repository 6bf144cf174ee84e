/**
 * How soon the standings can be used on a slow computer, and how quickly they answer the hand with thousands of sites.
 *
 *   node bench/web.ts [--sites 5000] [--per-site 12] [--rounds 5] [--slow 4] [--dist FOLDER]
 *   node bench/web.ts --of http://127.0.0.1:3210 --email owner@example.com --password '...': of a Tandem that runs
 *
 * The web app is built for production into a temporary folder (or taken from `--dist`) and opened in a real browser, against a real server with
 * so many sites. Usable: headline, picture and table are drawn, on a processor slowed down by `--slow`, with nothing in
 * the cache. The limit is the same page without the app: its HTML as it stands after loading, with the same styles and
 * fonts, the canvas as a picture, and no script. Rounds alternate. Then search, sort, hover, and a slider are worked by
 * real input on the processor as it is, and timed from the input to the next paint by the browser's own event timing;
 * the limit there is the 100 ms in which an answer feels immediate.
 */
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { CDPSession, Page } from 'playwright-core'
import { build, preview } from 'vite'
import { openBrowser, openContext } from '../apps/web/scripts/browser.ts'
import { type RunningServer, startServer } from './server.ts'
import { addMember, fill } from './web-data.ts'

const { values: flags } = parseArgs({
  options: {
    sites: { type: 'string', default: '5000' },
    'per-site': { type: 'string', default: '12' },
    rounds: { type: 'string', default: '5' },
    slow: { type: 'string', default: '4' },
    dist: { type: 'string' },
    of: { type: 'string' },
    email: { type: 'string', default: '' },
    password: { type: 'string', default: '' },
  },
})
const sites = Number(flags.sites)
const slow = Number(flags.slow)
const rounds = Number(flags.rounds)
const root = fileURLToPath(new URL('../apps/web', import.meta.url))
const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1]!

/** Notes when headline, picture and first row are in the page, and the time a frame later. */
const watchUsable = `(() => {
  const there = () => document.querySelector('main h1') && document.querySelector('main tbody tr') &&
    document.querySelector('main canvas, main img[data-canvas]')
  const seen = () => {
    if (window.usable !== undefined || !there()) return
    window.usable = null
    requestAnimationFrame(() => requestAnimationFrame(() => { window.usable = performance.now() }))
  }
  new MutationObserver(seen).observe(document, { childList: true, subtree: true })
})()`

/** Milliseconds since the navigation began, and of the page's main thread without what other programs took. */
interface Use {
  readonly elapsed: number
  readonly busy: number
}

/** Open an address in a fresh state and wait until it is usable. */
async function timeToUse(page: Page, client: CDPSession, address: string): Promise<Use> {
  await client.send('Emulation.setCPUThrottlingRate', { rate: 1 })
  await page.goto('about:blank')
  await client.send('Network.clearBrowserCache')
  await client.send('Emulation.setCPUThrottlingRate', { rate: slow })
  await page.goto(address, { waitUntil: 'commit' })
  await page.waitForFunction('typeof window.usable === "number"', null, { timeout: 120_000 })
  const elapsed = (await page.evaluate('window.usable')) as number
  const { metrics } = await client.send('Performance.getMetrics')
  return { elapsed, busy: (metrics.find((m) => m.name === 'TaskDuration')?.value ?? 0) * 1000 }
}

/** The page as it stands: styles kept, canvases as pictures, scripts gone. */
async function withoutApp(page: Page): Promise<string> {
  return (await page.evaluate(`(() => {
    const copy = document.documentElement.cloneNode(true)
    const canvases = [...document.querySelectorAll('canvas')]
    copy.querySelectorAll('canvas').forEach((canvas, i) => {
      const picture = document.createElement('img')
      picture.src = canvases[i].toDataURL()
      picture.dataset.canvas = ''
      picture.style.cssText = 'display: block; width: 100%; height: 100%'
      canvas.replaceWith(picture)
    })
    for (const e of copy.querySelectorAll('script, link[rel=modulepreload]')) e.remove()
    return '<!doctype html>' + copy.outerHTML
  })()`)) as string
}

/** The longest and the middle time from an input to the paint that shows it, of everything since the last call. */
async function inputs(page: Page): Promise<{ middle: number; most: number }> {
  await page.waitForTimeout(400)
  const found = (await page.evaluate('window.inputs.splice(0)')) as number[]
  const frames = found.length > 0 ? found : [0]
  return { middle: median(frames), most: Math.max(...frames) }
}

const watchInputs = `
  window.inputs = []
  new PerformanceObserver((list) => {
    for (const e of list.getEntries()) if (e.interactionId) window.inputs.push(e.duration)
  }).observe({ type: 'event', durationThreshold: 16, buffered: false })`

/** Frames that come late while the pointer moves: pointer moves are no interactions of the event timing. */
async function hover(page: Page): Promise<{ middle: number; most: number }> {
  const box = (await page.locator('main [role=slider]').first().boundingBox())!
  await page.evaluate(`(() => {
    window.gaps = []
    let last = performance.now()
    const next = (now) => { window.gaps.push(now - last); last = now; window.frame = requestAnimationFrame(next) }
    window.frame = requestAnimationFrame(next)
  })()`)
  for (let i = 0; i < 60; i++) await page.mouse.move(box.x + 60 + i * 12, box.y + 120 + (i % 7) * 10)
  const gaps = (await page.evaluate('cancelAnimationFrame(window.frame), window.gaps.slice(1)')) as number[]
  return { middle: median(gaps), most: Math.max(...gaps) }
}

async function work(page: Page): Promise<Record<string, { middle: number; most: number }>> {
  await page.evaluate(watchInputs)
  const results: Record<string, { middle: number; most: number }> = {}
  results['pointer over the picture'] = await hover(page)
  await page.locator('main [role=slider]').first().focus()
  for (let i = 0; i < 10; i++) await page.keyboard.press('ArrowRight')
  results['arrow keys on the picture'] = await inputs(page)
  const search = page.locator('main input[type=search]').first()
  await search.click()
  await page.keyboard.type('site 49', { delay: 60 })
  results.search = await inputs(page)
  await search.fill('')
  await inputs(page)
  for (const at of [0, 1, 3]) await page.locator('main table').first().locator('thead button').nth(at).click()
  results.sort = await inputs(page)
  const slider = page.locator('main input[type=range]').first()
  await slider.focus()
  for (let i = 0; i < 8; i++) await page.keyboard.press('ArrowRight', { delay: 40 })
  results.weights = await inputs(page)
  await page.locator('main table').first().locator('tbody tr[tabindex]').first().focus()
  for (let i = 0; i < 8; i++) await page.keyboard.press('PageDown', { delay: 40 })
  results['rows by keyboard'] = await inputs(page)
  return results
}

/** Two metrics of so many sites, and someone who may see them. */
async function filled(server: RunningServer) {
  console.error(`Filling ${sites} sites...`)
  const metrics = await fill(server, sites, Number(flags['per-site']))
  const member = await addMember(server)
  // The server keeps its answers: the web app is measured, not the statistics.
  console.error('Asking for the standings...')
  for (const asked of [metrics.slice(0, 1), metrics])
    await server.get(
      `standings?metrics=${asked.join()}&level=site&adjustEvaluators=true${asked.length > 1 ? '&weights=50,50' : ''}`,
    )
  return { metrics, member }
}

/** Two metrics of customers of a Tandem that runs already. */
async function running() {
  const member = { email: flags.email, password: flags.password }
  const headers = { 'content-type': 'application/json', origin: flags.of! }
  const body = JSON.stringify(member)
  const signedIn = await fetch(`${flags.of}/api/auth/sign-in/email`, { method: 'POST', headers, body })
  const cookie = signedIn.headers.getSetCookie().map((c) => c.split(';')[0]!)
  const found = await fetch(`${flags.of}/api/v1/metrics`, { headers: { cookie: cookie.join('; ') } })
  if (!found.ok) throw new Error(`Asking for the metrics failed: ${await found.text()}`)
  const { items } = (await found.json()) as { items: { key: string; source: string }[] }
  const metrics = items.filter((m) => m.source === 'customer').map((m) => m.key)
  return { metrics: metrics.slice(0, 2), member }
}

const server = flags.of === undefined ? await startServer() : null
const folder = await mkdtemp(join(tmpdir(), 'tandem-web-'))
const browser = await openBrowser()
const outDir = flags.dist ?? folder
let snapshot = ''
const proxy = { '/api': { target: server?.url ?? flags.of! } }
try {
  const { metrics, member } = server ? await filled(server) : await running()
  if (flags.dist === undefined) {
    console.error('Building the web app...')
    await build({ root, logLevel: 'error', build: { outDir: folder, emptyOutDir: true } })
  }
  const served = await preview({
    root,
    build: { outDir },
    preview: { port: 0, proxy },
    logLevel: 'error',
  })
  const base = served.resolvedUrls!.local[0]!.replace(/\/$/, '')
  // The page without the app lies beside the app, so that its styles and fonts are the same files.
  const plain = createServer(async (request, response) => {
    if (request.url === '/plain')
      return response.writeHead(200, { 'content-type': 'text/html' }).end(snapshot)
    const answer = await fetch(base + request.url)
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' })
    return response.end(Buffer.from(await answer.arrayBuffer()))
  }).listen(0, '127.0.0.1')
  await once(plain, 'listening')
  const address = plain.address()
  const plainUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/plain`

  const context = await openContext(browser, { width: 1440, scheme: 'light', language: 'en' }, base)
  const signedIn = await context.request.post('/api/auth/sign-in/email', {
    data: member,
    headers: { origin: base },
  })
  if (!signedIn.ok()) throw new Error(`Signing in failed: ${await signedIn.text()}`)
  await context.addInitScript(watchUsable)
  const page = await context.newPage()
  const client = await context.newCDPSession(page)
  await client.send('Performance.enable', { timeDomain: 'threadTicks' })
  const one = `${base}/standings?metrics=${metrics[0]}`
  const both = `${base}/standings?metrics=${metrics.join('%2C')}`
  await timeToUse(page, client, one)
  await page.waitForTimeout(3000)
  snapshot = await withoutApp(page)
  const app: Use[] = []
  const limit: Use[] = []
  for (let i = 0; i < rounds; i++) {
    app.push(await timeToUse(page, client, one))
    limit.push(await timeToUse(page, client, plainUrl))
  }
  const line = (name: string, of: (use: Use) => number) => {
    const [mine, bare] = [median(app.map(of)), median(limit.map(of))]
    const figures = [mine, bare].map((ms) => `${Math.round(ms)} ms`.padStart(8))
    console.log(
      `  ${name.padEnd(24)} ${figures[0]}, without the app ${figures[1]}, ratio ${(mine / bare).toFixed(2)}`,
    )
  }
  console.log(
    `standings of ${server ? `${sites} sites` : 'a running Tandem'}, processor slowed ${slow} times, median of ${rounds} (aim: 1500 ms):`,
  )
  line('usable after', (use) => use.elapsed)
  line('main thread at work', (use) => use.busy)
  await timeToUse(page, client, both)
  await client.send('Emulation.setCPUThrottlingRate', { rate: 1 })
  await page.waitForTimeout(3000)
  console.log('input to paint, against 100 ms:')
  for (const [name, { middle, most }] of Object.entries(await work(page)))
    console.log(
      `  ${name.padEnd(28)} middle ${String(Math.round(middle)).padStart(4)} ms, longest ${String(Math.round(most)).padStart(4)} ms, ratio ${(most / 100).toFixed(2)}`,
    )
  plain.close()
  await served.close()
} finally {
  await browser.close()
  await server?.stop()
  await rm(folder, { recursive: true, force: true })
}
