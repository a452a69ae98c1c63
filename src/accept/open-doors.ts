import type { Closing } from '../closing.ts'
import type { Db } from '../database/connection.ts'
import type { Pepper } from '../database/pepper.ts'
import type { Logger } from '../logger.ts'
import type { QueueBackend } from '../queue/backend.ts'
import { QUEUES } from '../queue/names.ts'
import { openDeliveryQueue, type DeliveryQueue } from '../queue/open-delivery-queue.ts'
import { openListDoor, type ListDoor } from './list-door.ts'
import { openRedactionDoor, type RedactionDoor } from './redaction-door.ts'

/** What is behind a door, and what closes it with its queue. */
export interface DoorSettings {
  readonly db: Db
  readonly backend: QueueBackend
  readonly logger: Logger
  readonly closing: Closing
  /** Without it nobody can be erased. */
  readonly pepper?: Pepper | undefined
}

/** Opens the way in for single redactions. */
export function openRedactions(settings: DoorSettings): {
  readonly door: RedactionDoor
  readonly queue: DeliveryQueue
} {
  const queue = openQueue(QUEUES.redactions, settings)
  return { door: openRedactionDoor(settings.db, queue, settings.logger), queue }
}

/**
 * Opens the way in for lists and erasures.
 *
 * @param lanes chunks of one job that may be on their way at a time
 */
export function openLists(settings: DoorSettings, lanes: number): ListDoor {
  const { db, logger, pepper } = settings
  return openListDoor({ db, queue: openQueue(QUEUES.erasures, settings), logger, pepper }, lanes)
}

function openQueue(name: string, { backend, logger, closing }: DoorSettings): DeliveryQueue {
  return closing.opened(openDeliveryQueue(name, backend, logger), (one) => one.close())
}
