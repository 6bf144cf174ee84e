import { buildWebIfNeeded } from './build-web.ts'

// Each question to the embedded analytics engine holds a thread of this pool; files and DNS need theirs too. Read when
// the pool is first used, so before anything else.
process.env.UV_THREADPOOL_SIZE ??= '12'
if (await buildWebIfNeeded()) console.log('Built the web app.')
const { serve } = await import('../apps/server/src/main.ts')
await serve()
