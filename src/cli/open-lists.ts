import { openListDoor, type ListDoor } from '../accept/list-door.ts'
import { QUEUES } from '../queue/names.ts'
import { openDeliveryQueue } from '../queue/open-delivery-queue.ts'
import type { App } from '../setup/open-app.ts'
import type { Session } from './session.ts'

/** The door for lists. */
export function openLists(
  { config, closing, logger }: Session,
  { db, backend, pepper }: App,
): ListDoor {
  const queue = closing.opened(openDeliveryQueue(QUEUES.erasures, backend, logger), (one) =>
    one.close(),
  )
  return openListDoor({ db, queue, logger, pepper }, config.lanes)
}
