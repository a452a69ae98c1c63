import type { ListDoor } from '../accept/list-door.ts'
import { openLists, openRedactions } from '../accept/open-doors.ts'
import { createClosing, type Closing } from '../closing.ts'
import { readConfig } from '../config.ts'
import type { JobStatus } from '../status/job-status.ts'
import { UnknownWorkspace } from '../jobs/unknown-workspace.ts'
import { watchUnreplayed, WITHHELD, type UnreplayedWatch } from '../ledger/watch-unreplayed.ts'
import { createLogger } from '../logger.ts'
import { watchOutcomes } from '../status/watch-outcomes.ts'
import { readReason } from '../request/reason.ts'
import { DEFAULT_WORKSPACE, isWorkspaceId } from '../request/workspace-id.ts'
import { openApp, type App } from '../setup/open-app.ts'
import { readStatus } from '../status/read-status.ts'
import { acceptInside } from './accept-inside.ts'
import type { CallersTransaction } from './callers-transaction.ts'
import type { ErasureCalls } from './erasure-calls.ts'
import type { ListCalls } from './list-calls.ts'
import { offerErasures } from './offer-erasures.ts'
import { offerLists } from './offer-lists.ts'
import type { RedactionInput } from './redaction-input.ts'
import { RefusedRequest, requestOrRefusal } from './refused-request.ts'

export type { Certificate } from '../erasure/certificate.ts'
export { StartError } from '../failure.ts'
export type { ItemView } from '../items/item-view.ts'
export type { JobResult, JobStatus } from '../status/job-status.ts'
export { UnknownWorkspace } from '../jobs/unknown-workspace.ts'
export type { RequestProblem } from '../request/parse-redaction-request.ts'
export { MissingGrant } from './accept-inside.ts'
export type { CallersTransaction } from './callers-transaction.ts'
export type { ContactInput, EraseContactOptions, ErasureCalls } from './erasure-calls.ts'
export type { ItemInput, ListCalls, RedactManyOptions } from './list-calls.ts'
export type { RedactionInput } from './redaction-input.ts'
export { RefusedRequest, type Refusal } from './refused-request.ts'

export interface OpenUnsaidOptions {
  /** Default: `DATABASE_URL`; without either, the embedded server of the data folder. */
  readonly databaseUrl?: string
  /** Postgres itself, where `databaseUrl` leads to a pooler. Default: `UNSAID_DIRECT_DATABASE_URL`. */
  readonly directDatabaseUrl?: string
  /** Default: `REDIS_URL`; without either, the queue is on Postgres. */
  readonly redisUrl?: string
  /** The workspace that calls are about if they name none; default `default`. */
  readonly workspace?: string
  /** Told notes about the embedded server. */
  readonly say?: (line: string) => void
}

export interface RedactOptions {
  readonly workspace?: string
  /** For the ledger: `[a-z0-9_.-]{1,64}`; capitals are taken as small letters. */
  readonly reason?: string
  /** Accepts inside this transaction: committed, the message is redacted; rolled back, the job never existed. */
  readonly trx?: CallersTransaction
}

/** Unsaid, as a library: it connects to the database and is trusted with it. */
export interface Unsaid extends ListCalls, ErasureCalls {
  /**
   * Accepts a redaction; a worker does it.
   *
   * @returns the job's id, durable now (with `trx`: with the caller's commit)
   * @throws RefusedRequest, UnknownWorkspace; with `trx` also MissingGrant
   */
  redact(request: RedactionInput, options?: RedactOptions): Promise<{ readonly id: string }>
  /**
   * How a job stands; undefined when the workspace has no such job.
   *
   * @throws RefusedRequest with code `service_unavailable` in the place of a conversation, while the
   *   database is behind the known heads of the ledger
   */
  status(id: string, options?: { workspace?: string }): Promise<JobStatus | undefined>
  /**
   * Waits for a job to end, or to be planned.
   *
   * @param options.timeout milliseconds, default 30,000; then the job as it stands is returned
   */
  wait(
    id: string,
    options?: { workspace?: string; timeout?: number },
  ): Promise<JobStatus | undefined>
  close(): Promise<void>
}

/**
 * Opens Unsaid for use inside another program. It runs no worker: `unsaid worker` does.
 *
 * @throws StartError with a message for the user
 */
export async function openUnsaid(options: OpenUnsaidOptions = {}): Promise<Unsaid> {
  const closing = createClosing()
  const config = readConfig(environmentOf(options))
  try {
    const say = options.say ?? (() => undefined)
    const app = await openApp(config, { closing, say, max: 8 })
    const baseUrl = config.publicUrl ?? `http://${config.host}:${String(config.port)}`
    const { workspace = DEFAULT_WORKSPACE } = options
    const { ledgerHeads, serveUnreplayed: serves } = config
    const unreplayed = closing.opened(watchUnreplayed(app.db, { ledgerHeads, serves }), (one) =>
      one.close(),
    )
    await unreplayed.look()
    return offer(app, { closing, baseUrl, workspace, lanes: config.lanes, unreplayed })
  } catch (error) {
    await closing.close()
    throw error
  }
}

/** What the library reads. HOST, PORT and LOG_LEVEL are those of the program it is part of. */
const OURS = /^(DATABASE_URL|REDIS_URL|UNSAID_[A-Z_]+)(_FILE)?$/

function environmentOf(options: OpenUnsaidOptions): NodeJS.ProcessEnv {
  const { databaseUrl, directDatabaseUrl, redisUrl } = options
  const ours = Object.entries(process.env).filter(([name]) => OURS.test(name))
  return {
    ...Object.fromEntries(ours),
    ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl, DATABASE_URL_FILE: '' }),
    // That of the environment may be another database's.
    ...((databaseUrl ?? directDatabaseUrl) !== undefined && {
      UNSAID_DIRECT_DATABASE_URL: directDatabaseUrl ?? '',
      UNSAID_DIRECT_DATABASE_URL_FILE: '',
    }),
    ...(redisUrl !== undefined && { REDIS_URL: redisUrl, REDIS_URL_FILE: '' }),
  }
}

const SILENT = createLogger('silent')

interface Offer {
  readonly closing: Closing
  readonly baseUrl: string
  readonly workspace: string
  readonly lanes: number
  readonly unreplayed: UnreplayedWatch
}

function offer(app: App, { closing, baseUrl, workspace, lanes, unreplayed }: Offer): Unsaid {
  const outcomes = closing.opened(watchOutcomes(app.db, app, SILENT), (one) => one.close())
  let lists: ListDoor | undefined
  // Its queue is opened by the first call that needs it.
  const door = () => (lists ??= openLists({ ...app, closing, logger: SILENT }, lanes))
  const accept = openAccept(app, closing, outcomes.waiter)
  const status: Unsaid['status'] = async (id, options = {}) => {
    const of = options.workspace ?? workspace
    if (!isWorkspaceId(of)) return undefined
    const mayReadText = !unreplayed.isWithheld(of)
    const found = await readStatus(app.db, of, id, { baseUrl, mayReadText })
    if (!mayReadText && found?.kind === 'redaction' && found.status === 'success') throw withheld()
    return found
  }
  return {
    ...offerLists(app, { door, workspace }),
    ...offerErasures(app, { door, workspace }),
    redact: (request, options = {}) =>
      accept(request, { ...options, workspace: options.workspace ?? workspace }),
    status,
    async wait(id, options = {}) {
      const job = await status(id, options)
      if (job?.status !== 'pending') return job
      await outcomes.wait(options.workspace ?? workspace, id, options.timeout ?? 30_000)
      return status(id, options)
    },
    close: () => closing.close(),
  }
}

function withheld(): RefusedRequest {
  return new RefusedRequest([{ code: 'service_unavailable', message: WITHHELD }])
}

type Accept = (
  input: RedactionInput,
  options: RedactOptions & { workspace: string },
) => Promise<{ readonly id: string }>

function openAccept(app: App, closing: Closing, waiter: string): Accept {
  const { door } = openRedactions({ ...app, closing, logger: SILENT })
  // A program may end right after its last request: what is on its way to the queue gets there.
  const deliveries = closing.opened(new Set<Promise<void>>(), (all) => Promise.all(all))

  return async function accept(input, { workspace, reason: given, trx }) {
    const request = requestOrRefusal(input, given)
    const reason = readReason(given)
    if (!isWorkspaceId(workspace)) throw new UnknownWorkspace()
    if (trx) return { id: await acceptInside(trx, workspace, { request, reason }) }

    const because = reason === undefined ? {} : { reason }
    const ask = { request, requestedBy: 'library', waiter, ...because }
    const { job, delivered } = await door.accept(workspace, ask)
    deliveries.add(delivered)
    void delivered.then(() => deliveries.delete(delivered))
    return { id: job }
  }
}
