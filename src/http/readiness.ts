import type { Db } from '../database/connection.ts'
import { assertSchema } from '../database/schema-version.ts'
import { watchFullDisk } from '../database/watch-full-disk.ts'
import type { UnreplayedWatch } from '../ledger/watch-unreplayed.ts'
import type { DeliveryQueue } from '../queue/open-delivery-queue.ts'
import { refusalOf } from '../queue/refusal.ts'

export interface ReadinessOptions {
  readonly db: Db
  readonly queue: DeliveryQueue
  /** Asked to look each time: whoever is told that this is ready is given conversations, too. */
  readonly unreplayed: Pick<UnreplayedWatch, 'look'>
  /** Where the embedded server's data lies, if it is that one. */
  readonly dataFolder?: string | undefined
}

type Check = () => Promise<readonly string[]>

/**
 * Makes the look at what keeps this process from its work: reasons, as codes. `replay_needed`: the
 * database was restored from before a known head of the ledger, so text that was taken back may be
 * there again. A queue that answers, but takes nothing, is told from one that is away.
 * `disk_full`: Postgres has no room to write; work goes on by itself when it has.
 */
export function createReadiness(options: ReadinessOptions): Check {
  const { db, queue, unreplayed, dataFolder } = options
  const isDiskFull = watchFullDisk(db, dataFolder)
  const checks: [string, Check][] = [
    ['database', () => assertSchema(db).then(() => [])],
    ['queue', () => queue.probe().then(() => [], refusalReasons)],
    ['disk', async () => ((await isDiskFull()) ? ['disk_full'] : [])],
    ['ledger', async () => replayReasons(await unreplayed.look())],
  ]
  return async () => {
    const failed = checks.map(([name, check]) => check().catch(() => [`${name}_unavailable`]))
    return (await Promise.all(failed)).flat()
  }
}

function replayReasons(waiting: ReadonlySet<string> | undefined): string[] {
  if (waiting === undefined) return ['ledger_unavailable']
  return waiting.size > 0 ? ['replay_needed'] : []
}

/** @throws the error when it is no refusal: then the queue is away */
function refusalReasons(error: unknown): string[] {
  const refusal = refusalOf(error)
  if (refusal === undefined) throw error
  return [REASONS[refusal] ?? 'queue_refuses']
}

const REASONS: Readonly<Record<string, string>> = {
  OOM: 'queue_full',
  READONLY: 'queue_read_only',
}
