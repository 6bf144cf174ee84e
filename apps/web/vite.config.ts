import react from '@vitejs/plugin-react'
import { defineConfig, type Rolldown } from 'vite'

/** Where the API listens while developing; the built app is served by the API itself. */
const api = process.env.TANDEM_DEV_API ?? 'http://127.0.0.1:3210'

/**
 * What every first visit needs goes out in few files, which compress better together; so do the widgets around figures
 * and tables, which nearly every screen shares: a screen is there only when the last of its files is. With the first
 * visit's comes what tells the standings' question, so that it is asked before the screen is there.
 */
const chunks: Rolldown.CodeSplittingGroup[] = [
  {
    name: 'base',
    priority: 2,
    tags: ['$initial'],
    test: /node_modules\/(react|react-dom|scheduler|@tanstack\/(history|(react-)?(router|store|query)|(router|query)-core)|i18next|react-i18next|use-sync-external-store)\//,
  },
  {
    name: 'app',
    priority: 1,
    test: /apps\/web\/src\/(app\/(ahead|i18n|queries|api|session|scope|period|room|root|router|shell|rail|phone-bar|top-bar|navigation|error-pages|theme)\.|ui\/card\.|understand\/(metrics|standings\/(question|search))\.|\w+\/routes\.)|@mantine\/core\/esm\/(core\/(MantineProvider|Box|InlineStyles|styles-api)|components\/(Button|Loader|Skeleton|Transition|UnstyledButton))\//,
  },
  { name: 'app', priority: 1, tags: ['$initial'] },
  {
    name: 'figures',
    test: /apps\/web\/src\/(ui\/(csv|data-table|estimates|fold|how-we-know|interval-bar|rich|save-menu|score-range|short-table|source-badge|table-model|use-common|use-row-keys)|app\/room-link|understand\/(answer|levels|nice-ticks|nothing|safe|signed|use-url|standings\/controls\.module))|@tanstack\/((react-)?virtual|react-query\/build\/modern\/useQueries|query-core\/build\/modern\/queriesObserver)/,
  },
]

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  // React has had this itself since 18: the libraries that still bring their own need not.
  resolve: {
    alias: [
      { find: /^use-sync-external-store\/shim(\/index\.js)?$/, replacement: 'react' },
      {
        find: /^use-sync-external-store\/shim\/with-selector(\.js)?$/,
        replacement: 'use-sync-external-store/with-selector.js',
      },
    ],
  },
  server: { host: '127.0.0.1', port: 5173, proxy: { '/api': { target: api } } },
  preview: { host: '127.0.0.1', port: 4173, proxy: { '/api': { target: api } } },
  build: {
    target: 'es2023',
    manifest: true,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: { output: { codeSplitting: { groups: chunks } } },
  },
})
