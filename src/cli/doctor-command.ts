import type { QueueBackend } from '../queue/backend.ts'
import { listWorkspaces } from '../access/workspaces.ts'
import type { Check } from './doctor/check.ts'
import { checkStoredCertificates } from './doctor/check-stored-certificates.ts'
import { checkClock } from './doctor/check-clock.ts'
import { checkDatabase, type CheckedDatabase } from './doctor/check-database.ts'
import { checkCopies } from './doctor/check-copies.ts'
import { checkDispatcher } from './doctor/check-dispatcher.ts'
import { checkLedger } from './doctor/check-ledger.ts'
import { checkLogging } from './doctor/check-logging.ts'
import { checkMaps } from './doctor/check-maps.ts'
import { checkWatches } from './doctor/check-watches.ts'
import { checkPublications } from './doctor/check-publications.ts'
import { checkQueue } from './doctor/check-queue.ts'
import { checkRoom } from './doctor/check-room.ts'
import { checkRawWorkspaces, checkTokens, checkWakeups } from './doctor/check-work.ts'
import { EXIT } from './exit-code.ts'
import { assertExists, withSession, type CommandSession, type CommonOptions } from './session.ts'

/** `unsaid doctor`: checks and explains, and changes nothing. */
export async function doctorCommand(options: CommonOptions): Promise<number> {
  return withSession(options, async (session) => {
    const { checks: ofDatabase, app } = await checkDatabase(session)
    const ofQueue = await queueChecks(session, app)
    const checks = [...ofDatabase, ...ofQueue, ...(app ? await workChecks(session, app.db) : [])]
    const usable = checks.every((one) => one.state !== 'problem')
    session.print({ type: 'doctor', usable, checks }, checks.map(lineOf))
    return usable ? EXIT.done : EXIT.unusable
  })
}

/** A queue on Postgres can't be better than its database; one on Redis is looked at by itself. */
async function queueChecks(
  { config, logger }: CommandSession,
  app: CheckedDatabase['app'],
): Promise<Check[]> {
  const { redisUrl } = config
  const backend: QueueBackend | undefined =
    redisUrl === undefined
      ? app && { kind: 'postgres', url: app.url, appRole: app.appRole }
      : { kind: 'redis', url: redisUrl }
  return backend ? checkQueue(backend, logger) : []
}

async function workChecks(
  { config, workspace }: CommandSession,
  db: NonNullable<CheckedDatabase['app']>['db'],
): Promise<Check[]> {
  const workspaces = await listWorkspaces(db)
  assertExists(workspace, workspaces)
  return [
    await checkRoom(db),
    await checkClock(db),
    ...(await checkLogging(db)),
    ...(await checkPublications(db)),
    ...(await checkCopies(db)),
    ...(await checkMaps(db, workspaces)),
    ...(await checkWatches(db)),
    await checkLedger(db, config),
    await checkTokens(db, workspace),
    await checkWakeups(db, workspaces),
    await checkDispatcher(db),
    await checkStoredCertificates(db, workspaces),
    checkRawWorkspaces(workspaces, config.rawWorkspaces),
  ]
}

function lineOf({ check, state, message, cure }: Check): string {
  return `${state.padEnd(7)}  ${check}: ${message}${cure === undefined ? '' : `; ${cure}`}`
}
