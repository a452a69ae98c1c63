import type { Db } from './connection.ts'
import { hasRoomIn } from './embedded/has-room-in.ts'
import { hasRoom } from './has-room.ts'

/** Milliseconds for which an answer stands: whoever asks more often writes nothing. */
const STANDS = 2_000

/**
 * Makes the question whether the database's disk is full. Of a server that can't be asked only the
 * embedded one's disk can be looked at: without room it does not start.
 *
 * @param dataFolder of the embedded server, if it is that one
 */
export function watchFullDisk(db: Db, dataFolder?: string): () => Promise<boolean> {
  let asked = { at: -Infinity, full: Promise.resolve(false) }
  return () => {
    if (performance.now() - asked.at > STANDS) {
      asked = { at: performance.now(), full: isFull(db, dataFolder) }
    }
    return asked.full
  }
}

async function isFull(db: Db, dataFolder: string | undefined): Promise<boolean> {
  try {
    return !(await hasRoom(db))
  } catch {
    return dataFolder !== undefined && !(await hasRoomIn(dataFolder))
  }
}
