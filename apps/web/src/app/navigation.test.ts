import assert from 'node:assert/strict'
import test from 'node:test'
import type { NavItem } from './navigation.ts'
import { screens, usable } from './navigation.ts'

const items: readonly NavItem[] = [
  { to: '/', label: 'nav.home' },
  { label: 'nav.listen', children: [{ to: '/import', label: 'nav.import', permission: 'imports.manage' }] },
  { to: '/goals', label: 'nav.goals' },
]
const has = (path: string) => path !== '/goals'

test('screens that do not exist, that are not allowed, and headings left empty are not shown', () => {
  const all = usable(items, () => true, has)
  assert.deepEqual(
    screens(all).map((i) => i.to),
    ['/', '/import'],
  )
  const few = usable(items, () => false, has)
  assert.deepEqual(
    few.map((i) => i.label),
    ['nav.home'],
  )
})
