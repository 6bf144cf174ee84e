import { Notifications } from '@mantine/notifications'
import '@mantine/notifications/styles.layer.css'
import '../app/mantine-more.css'

/** Where short messages appear. */
export default function Notices() {
  return <Notifications position="bottom-right" limit={4} />
}
