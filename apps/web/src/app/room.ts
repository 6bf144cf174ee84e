import { lazyRouteComponent } from '@tanstack/react-router'
import type { ComponentType } from 'react'

/**
 * A screen that is fetched when someone goes there, with the styles of the widgets it may use:
 * `component: room(() => import('./standings.tsx'))`. The file's default export is the screen.
 */
export function room(load: () => Promise<{ default: ComponentType }>) {
  return lazyRouteComponent(async () => {
    const [screen] = await Promise.all([load(), import('./mantine-more.css')])
    return screen
  })
}
