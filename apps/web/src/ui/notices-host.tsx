import { lazy, Suspense, useEffect, useState } from 'react'
import { onFirstNotice } from './notify.ts'

const Notices = lazy(() => import('./notices.tsx'))

/** Where short messages appear, fetched with the first of them. */
export function NoticesHost() {
  const [wanted, setWanted] = useState(false)
  useEffect(() => onFirstNotice(() => setWanted(true)), [])
  return <Suspense>{wanted && <Notices />}</Suspense>
}
