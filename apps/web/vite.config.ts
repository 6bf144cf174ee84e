import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Where the API listens while developing; the built app is served by the API itself. */
const api = process.env.TANDEM_DEV_API ?? 'http://127.0.0.1:3210'

/** What every first visit needs goes out in few files: fewer requests, and they compress better together. */
const firstLoad = [
  { name: 'react', test: /node_modules\/(react|react-dom|scheduler)\// },
  {
    name: 'base',
    test: /node_modules\/(@tanstack\/(history|(react-)?(router|store|query)|(router|query)-core)|i18next|react-i18next|use-sync-external-store)\//,
  },
  {
    name: 'app',
    test: /apps\/web\/src\/app\/(i18n|queries|api|session|scope|period|root|shell|rail|phone-bar|top-bar|navigation|error-pages|theme)\./,
  },
]

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  server: { host: '127.0.0.1', port: 5173, proxy: { '/api': { target: api } } },
  preview: { host: '127.0.0.1', port: 4173, proxy: { '/api': { target: api } } },
  build: {
    target: 'es2023',
    manifest: true,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: { output: { codeSplitting: { groups: firstLoad } } },
  },
})
