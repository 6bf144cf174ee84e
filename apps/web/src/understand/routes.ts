import { createRoute } from '@tanstack/react-router'
import { room } from '../app/room.ts'
import { shellRoute } from '../app/root.tsx'
import { parseDriversSearch } from './drivers/search.ts'
import { parseLinkageSearch } from './linkage/search.ts'
import { parseStandingsSearch } from './standings/search.ts'
import { parseUnitSearch } from './unit/search.ts'
import { parseValueSearch } from './value/search.ts'
import { parseVoicesSearch } from './voices/search.ts'

export const understandRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/drivers',
    validateSearch: parseDriversSearch,
    component: room(() => import('./drivers/drivers.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/value',
    validateSearch: parseValueSearch,
    component: room(() => import('./value/value.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/standings',
    validateSearch: parseStandingsSearch,
    component: room(() => import('./standings/standings.tsx'), { widgets: false }),
    staticData: { ahead: () => import('./standings/ahead.ts') },
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/sites/$unitId',
    validateSearch: parseUnitSearch,
    component: room(() => import('./unit/unit.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/voices',
    validateSearch: parseVoicesSearch,
    component: room(() => import('./voices/voices.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/customer-employee',
    validateSearch: parseLinkageSearch,
    component: room(() => import('./linkage/linkage.tsx')),
  }),
] as const
