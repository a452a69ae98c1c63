import { lookForReturned, type Looked } from '../../src/erasure/watch/look-for-returned.ts'
import { noteProblem, watchedWorkspaces } from '../../src/erasure/watch/set-watch.ts'
import type { WatchDeps } from '../../src/erasure/watch/watch-deps.ts'
import { failureKind, MapOutdated } from '../../src/failure.ts'
import type { Logger } from '../../src/logger.ts'
import type { Metrics } from '../../src/metrics/create-metrics.ts'

export interface WatchRoundOptions extends WatchDeps {
  readonly logger: Logger
  readonly metrics: Metrics
}

/**
 * Makes the watch's round: looks in every watched workspace for people who are back. One whose look
 * fails keeps no other from its own; it says so, and has its next look in the next round.
 *
 * @returns whether a full pass goes on, so that the next round should come soon
 */
export function createWatchRound(options: WatchRoundOptions) {
  return async function watchRound(): Promise<boolean> {
    let goesOn = false
    for (const workspace of await watchedWorkspaces(options.db)) {
      if (!options.goesOn()) break
      const looked = await look(options, workspace)
      goesOn ||= looked?.pass === 'goes_on'
    }
    return goesOn
  }
}

async function look(options: WatchRoundOptions, workspace: string): Promise<Looked | undefined> {
  const { db } = options
  try {
    const looked = await lookForReturned(options, workspace)
    await noteProblem(db, workspace, null)
    if (looked) tell(options, workspace, looked)
    return looked
  } catch (err) {
    if (failureKind(err) === 'away') throw err
    await tellProblem(options, workspace, err)
    return undefined
  }
}

/** Counts alone: who it is `unsaid workspace watch` tells. */
function tell({ logger, metrics }: WatchRoundOptions, workspace: string, looked: Looked): void {
  const { rows, found, erased, pass } = looked
  metrics.watchedRows.inc(rows)
  metrics.returned.inc({ action: 'found' }, found)
  metrics.returned.inc({ action: 'erased' }, erased)
  const counts = { workspace, rows, found, erased }
  if (found + erased > 0) logger.warn(counts, 'people who were erased are back')
  else if (pass === 'ended') logger.info(counts, 'all people were looked at; nobody new is back')
  else logger.debug(counts, 'new and touched people were looked at')
}

/** What goes on failing is logged once. */
async function tellProblem({ db, logger }: WatchRoundOptions, workspace: string, err: unknown) {
  const problem = err instanceof MapOutdated ? 'map_outdated' : failureKind(err)
  if (await noteProblem(db, workspace, problem)) {
    logger.warn({ workspace, problem, err }, 'nobody can be looked at who may be back')
  }
}
