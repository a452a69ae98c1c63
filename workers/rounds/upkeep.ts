import type { Db } from '../../src/database/connection.ts'
import type { Pepper } from '../../src/database/pepper.ts'
import { keyStoredPeople } from '../../src/erasure/key-stored-people.ts'
import { runExclusively } from '../../src/jobs/run-exclusively.ts'
import { dropStaleLists } from '../../src/bulk/drop-list.ts'
import { purgeJobs } from '../../src/bulk/purge-jobs.ts'
import type { Logger } from '../../src/logger.ts'
import { listWorkspaces } from '../../src/access/workspaces.ts'
import { startRounds } from './start-rounds.ts'

export interface UpkeepOptions {
  readonly db: Db
  readonly logger: Logger
  readonly retentionDays: number
  /** With it whoever is stored without keys gets them. */
  readonly pepper?: Pepper | undefined
  /** Milliseconds between rounds. */
  readonly every?: number
}

export interface Upkeep {
  /** Stops; a round that runs is waited for. */
  close(): Promise<void>
}

const EVERY = 30_000

/** Milliseconds of a round in which stored people are keyed. */
const KEYING = 5_000

/** Batches of expired results in one round; the next round comes soon, and who stops waits for it. */
const MOST_BATCHES = 100

/**
 * Deletes what nobody needs any more, in small batches: expired results, and lists left behind by
 * processes that died while they received them. Of several processes one does it at a time.
 */
export function startUpkeep(options: UpkeepOptions): Upkeep {
  const { db, logger, retentionDays, pepper, every = EVERY } = options
  const rounds = startRounds({
    name: 'upkeep',
    round: () =>
      runExclusively(db, '', 'upkeep', () => upkeepRound(db, logger, retentionDays, pepper)),
    pause: () => every,
    pausesFirst: true,
    logger,
  })
  return { close: () => rounds.stop() }
}

/** One round of it. */
export async function upkeepRound(
  db: Db,
  logger: Logger,
  retentionDays: number,
  pepper?: Pepper,
): Promise<void> {
  const purged = await purgeExpired(db, retentionDays)
  if (purged > 0) logger.info({ jobs: purged }, 'expired results were deleted')
  await dropStaleLists(db)
  if (pepper) await keyEverybody(db, pepper)
}

/** A workspace that takes long goes on in the next round, and so do those behind it. */
async function keyEverybody(db: Db, pepper: Pepper): Promise<void> {
  const end = performance.now() + KEYING
  for (const workspace of await listWorkspaces(db)) {
    await keyStoredPeople(db, workspace, pepper, end - performance.now())
  }
}

async function purgeExpired(db: Db, retentionDays: number): Promise<number> {
  let purged = 0
  for (let batch = 0; batch < MOST_BATCHES; batch++) {
    const gone = await purgeJobs(db, retentionDays)
    if (gone === 0) break
    purged += gone
  }
  return purged
}
