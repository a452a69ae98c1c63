import { openListDoor, type ListDoor } from '../accept/list-door.ts'
import type { Closing } from '../closing.ts'
import { createLogger } from '../logger.ts'
import { QUEUES } from '../queue/names.ts'
import { openDeliveryQueue } from '../queue/open-delivery-queue.ts'
import type { App } from '../setup/open-app.ts'

/**
 * The door for lists and erasures. Its queue is opened by the first call that needs it.
 *
 * @param lanes chunks of one job that may be on their way at a time
 */
export function lazyListDoor(
  { db, backend, pepper }: App,
  closing: Closing,
  lanes: number,
): () => ListDoor {
  let opened: ListDoor | undefined
  function open(): ListDoor {
    const logger = createLogger('silent')
    const queue = closing.opened(openDeliveryQueue(QUEUES.erasures, backend, logger), (one) =>
      one.close(),
    )
    return openListDoor({ db, queue, logger, pepper }, lanes)
  }
  return () => (opened ??= open())
}
