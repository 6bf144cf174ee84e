import { buildWebIfNeeded } from './build-web.ts'

if (await buildWebIfNeeded()) console.log('Built the web app.')
const { serve } = await import('../apps/server/src/main.ts')
await serve()
