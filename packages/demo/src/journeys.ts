import type { journeyBody } from '@tandem/contract'
import type { z } from 'zod'

type Body = z.output<typeof journeyBody>
type Touchpoint = Body['stages'][number]['touchpoints'][number]
export type DemoTouchpoint = Omit<Touchpoint, 'ownerUnitId'> & { readonly ownerUnitKey: string | null }

/** A journey to write: as the API takes it, with the owner's key in place of its id. */
export type DemoJourney = Pick<Body, 'key' | 'name'> & {
  readonly stages: readonly { readonly name: string; readonly touchpoints: readonly DemoTouchpoint[] }[]
}

/** Seen by the customer. Without an owner it belongs to whichever store the customer is in. */
const front = (key: string, name: string, ownerUnitKey: string | null = null): DemoTouchpoint => ({
  key,
  name,
  side: 'frontstage',
  ownerUnitKey,
})
const back = (key: string, name: string, ownerUnitKey: string): DemoTouchpoint => ({
  key,
  name,
  side: 'backstage',
  ownerUnitKey,
})

export const journeys: readonly DemoJourney[] = [
  {
    key: 'visit',
    name: 'Visit a store',
    stages: [
      { name: 'Get there', touchpoints: [front('parking', 'Parking and entrance')] },
      {
        name: 'Find',
        touchpoints: [front('shelf', 'Shelf'), back('stock-planning', 'Stock planning', 'range')],
      },
      {
        name: 'Decide',
        touchpoints: [
          front('advice-desk', 'Advice desk'),
          back('product-training', 'Product training', 'people'),
        ],
      },
      { name: 'Pay', touchpoints: [front('till', 'Till'), back('price-labels', 'Price labels', 'range')] },
      {
        name: 'Afterwards',
        touchpoints: [front('returns-desk', 'Returns desk'), back('invoice', 'Invoice', 'accounting')],
      },
    ],
  },
  {
    key: 'delivery',
    name: 'Order to the door',
    stages: [
      { name: 'Order', touchpoints: [front('webshop', 'Website and app', 'digital')] },
      {
        name: 'Pack',
        touchpoints: [
          back('packing-leeds', 'Packing, Leeds', 'wh-leeds'),
          back('packing-bristol', 'Packing, Bristol', 'wh-bristol'),
          back('packing-podolsk', 'Packing, Podolsk', 'wh-podolsk'),
          back('packing-tatabanya', 'Packing, Tatabánya', 'wh-tatabanya'),
          back('packing-suzhou', 'Packing, Suzhou', 'wh-suzhou'),
        ],
      },
      {
        name: 'Deliver',
        touchpoints: [
          front('delivery-uk', 'Delivery, United Kingdom', 'carrier-uk'),
          front('delivery-ru', 'Delivery, Russia', 'carrier-ru'),
          front('delivery-hu', 'Delivery, Hungary', 'carrier-hu'),
          front('delivery-cn', 'Delivery, China', 'carrier-cn'),
        ],
      },
      {
        name: 'Install',
        touchpoints: [
          front('installation-uk', 'Installation, United Kingdom', 'install-uk'),
          front('installation-ru', 'Installation, Russia', 'install-ru'),
          front('installation-hu', 'Installation, Hungary', 'install-hu'),
          front('installation-cn', 'Installation, China', 'install-cn'),
        ],
      },
    ],
  },
  {
    key: 'help',
    name: 'Get help',
    stages: [
      {
        name: 'Reach us',
        touchpoints: [
          front('phone', 'Phone line', 'contact-centre'),
          front('chat', 'Chat', 'contact-centre'),
        ],
      },
      { name: 'Get it solved', touchpoints: [back('claims', 'Claims handling', 'accounting')] },
    ],
  },
  {
    key: 'work',
    name: 'Work at Northbeam',
    stages: [
      { name: 'Join', touchpoints: [back('first-weeks', 'First weeks', 'people')] },
      {
        name: 'Work',
        touchpoints: [
          back('shift-plan', 'Shift plan', 'people'),
          back('break-room', 'Staff entrance and break room', 'people'),
          back('work-tools', 'Tools and systems', 'digital'),
        ],
      },
      { name: 'Grow', touchpoints: [back('yearly-survey', 'Yearly conversation', 'people')] },
    ],
  },
]
