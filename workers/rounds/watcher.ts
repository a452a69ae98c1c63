import { setTimeout as pause } from 'node:timers/promises'
import { openListDoor } from '../../src/accept/list-door.ts'
import type { Db } from '../../src/database/connection.ts'
import { watchedWorkspaces } from '../../src/erasure/watch/set-watch.ts'
import type { Pepper } from '../../src/database/pepper.ts'
import type { WatchDeps } from '../../src/erasure/watch/watch-deps.ts'
import { runExclusively } from '../../src/jobs/run-exclusively.ts'
import type { Logger } from '../../src/logger.ts'
import type { Metrics } from '../../src/metrics/create-metrics.ts'
import type { DeliveryQueue } from '../../src/queue/open-delivery-queue.ts'
import { startRounds } from './start-rounds.ts'
import { createWatchRound } from './watch-round.ts'

export interface WatcherOptions {
  readonly db: Db
  /** Where chunks go. */
  readonly queue: DeliveryQueue
  readonly logger: Logger
  readonly metrics: Metrics
  /** Without it nobody is recognised. */
  readonly pepper: Pepper | undefined
  /** Chunks of an erasure that may be on their way at a time. */
  readonly lanes: number
  /** Of the day, in UTC, at which a full pass begins. */
  readonly hour?: number | undefined
  /** Milliseconds between rounds. */
  readonly every?: number | undefined
}

export interface Watcher {
  /** Stops after the page that is being read. */
  close(): Promise<void>
}

const EVERY = 60_000

const HOUR = 3

/** Milliseconds before the first round: a process that starts has other things to do. */
const FIRST = 5_000

/** Milliseconds until a full pass goes on. */
const SOON = 1_000

/** Milliseconds after each page: ten times what one takes. */
const REST = 100

/** A round may take this part of the time: where no index serves, rounds are rarer. */
const PART = 50

/** But they are not made rarer than this many times. */
const RARER = 10

/**
 * Watches workspaces on maps for people who were erased and are back. Of several processes one does
 * it at a time; nothing is asked of another application while nobody has it watched.
 */
export function startWatcher(options: WatcherOptions): Watcher {
  const { db, logger, pepper, every = EVERY } = options
  let isStopped = false
  let next = Math.min(FIRST, every)
  const watchRound = pepper && createRound({ ...options, pepper, every }, () => !isStopped)

  async function timed(): Promise<void> {
    const begun = performance.now()
    const goesOn = await watchRound?.()
    const took = performance.now() - begun
    next = goesOn ? Math.min(SOON, every) : Math.min(RARER * every, Math.max(every, PART * took))
  }
  const rounds = startRounds({
    name: 'watch',
    async round() {
      next = every
      if (!watchRound || (await watchedWorkspaces(db)).length === 0) return
      await runExclusively(db, '', 'watch', timed)
    },
    pause: () => next,
    pausesFirst: true,
    logger,
  })
  return {
    async close() {
      isStopped = true
      await rounds.stop()
    },
  }
}

type RoundOptions = WatcherOptions & { readonly pepper: Pepper; readonly every: number }

/** Whoever is back is erased by the door that everybody comes in by. */
function createRound(options: RoundOptions, goesOn: () => boolean) {
  const { db, queue, logger, metrics, pepper, lanes, hour = HOUR, every } = options
  const lists = openListDoor({ db, queue, logger, pepper }, lanes)
  const erase: WatchDeps['erase'] = (workspace, ask) => lists.erase(workspace, ask)
  const rest = () => pause(REST)
  return createWatchRound({ db, pepper, erase, hour, every, rest, goesOn, logger, metrics })
}
