import { lazyRouteComponent } from '@tanstack/react-router'
import type { ComponentType } from 'react'

interface RoomOptions {
  /** False: the screen begins without Mantine's widgets other than Button and Skeleton; what opens later brings them. */
  readonly widgets?: boolean
}

/**
 * A screen that is fetched when someone goes there, with the styles of the widgets it may use:
 * `component: room(() => import('./standings.tsx'))`. The file's default export is the screen.
 */
export function room(load: () => Promise<{ default: ComponentType }>, { widgets = true }: RoomOptions = {}) {
  return lazyRouteComponent(async () => {
    const [screen] = await Promise.all([load(), widgets && import('./mantine-more.css')])
    return screen
  })
}
