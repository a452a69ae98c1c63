import { access, constants } from 'node:fs/promises'
import type { Db } from '../database/connection.ts'
import { readHeadsFile, openHeadsFile } from '../ledger/heads-file.ts'
import { headsInForce } from '../ledger/heads-in-force.ts'
import type { Head } from '../ledger/head.ts'
import {
  checkExport,
  exportedCertificates,
  exportedEntries,
  type ExportCheck,
} from '../ledger/read-export.ts'
import { recordRestored } from '../ledger/record-restored.ts'
import type { ReplayCounts } from '../replay/replay-counts.ts'
import { replayEntries } from '../replay/replay-entries.ts'
import type { ReplayPlace } from '../replay/replay-handler.ts'
import { restoreErasures } from '../replay/restore-erasures.ts'
import { replayNeeded } from '../ledger/replay-needed.ts'
import { EXIT } from './exit-code.ts'
import { openForCommand, withSession, type CommonOptions, type Session } from './session.ts'
import { UsageError } from './usage-error.ts'

export interface LedgerReplayOptions extends CommonOptions {
  readonly acceptLoss?: boolean
}

interface Replayed {
  readonly counts: ReplayCounts & { readonly erasures: number }
  /** Whether it held all that the newest known head vouches for. */
  readonly complete: boolean
}

/** What the command ends with: `replay_needed` while something known is still missing. */
type Standing = 'ready' | 'loss_accepted' | 'replay_needed' | 'no_heads'

/** `unsaid ledger replay [FILE]` */
export async function ledgerReplayCommand(
  file: string | undefined,
  options: LedgerReplayOptions,
): Promise<number> {
  return withSession(options, async (session) => {
    const { config, workspace } = session
    await assertSensible(file, options, config.ledgerHeads)
    const { db, pepper } = await openForCommand(session)
    const newest = await newestHead(config.ledgerHeads, workspace)
    const checked = file === undefined ? undefined : await checkExport(file, workspace, newest)
    if (checked?.ok === false) return refuseFile(session, checked)

    const replayed =
      checked && file !== undefined
        ? await replay({ db, workspace, pepper }, file, checked)
        : undefined
    const standing = await settle(db, session, replayed, options.acceptLoss ?? false)
    return report(session, replayed, standing)
  })
}

async function assertSensible(
  file: string | undefined,
  { acceptLoss }: LedgerReplayOptions,
  ledgerHeads: string | undefined,
): Promise<void> {
  if (file === undefined && !acceptLoss) throw new UsageError('give an export, or --accept-loss')
  if (acceptLoss && ledgerHeads === undefined) {
    throw new UsageError('--accept-loss is written to the heads file: set UNSAID_LEDGER_HEADS')
  }
  const unreadable = () => {
    throw new UsageError(`the file ${String(file)} can't be read`)
  }
  if (file !== undefined) await access(file, constants.R_OK).catch(unreadable)
}

async function newestHead(path: string | undefined, workspace: string): Promise<Head | undefined> {
  return path === undefined ? undefined : (await openHeadsFile(path).newest()).get(workspace)
}

async function replay(
  place: ReplayPlace,
  file: string,
  { hasHead }: Extract<ExportCheck, { ok: true }>,
): Promise<Replayed> {
  const counts = await replayEntries(place, exportedEntries(file))
  const erasures = await restoreErasures(place, exportedCertificates(file))
  return { counts: { ...counts, erasures }, complete: hasHead && counts.unknown === 0 }
}

/** Decides whether the database may go on from where it is, and writes that down. */
async function settle(
  db: Db,
  { config: { ledgerHeads }, workspace }: Session,
  replayed: Replayed | undefined,
  acceptLoss: boolean,
): Promise<Standing> {
  if (ledgerHeads === undefined) return replayed?.counts.unknown ? 'replay_needed' : 'no_heads'
  const heads = openHeadsFile(ledgerHeads)
  if (!(await replayNeeded(db, heads)).has(workspace)) return 'ready'
  const complete = replayed?.complete ?? false
  if (!complete && !acceptLoss) return 'replay_needed'

  const inForce = headsInForce(await readHeadsFile(ledgerHeads), workspace)
  await recordRestored(db, heads, workspace, { inForce, lossAccepted: !complete })
  return complete ? 'ready' : 'loss_accepted'
}

function refuseFile(
  session: Session,
  { line, problem }: Extract<ExportCheck, { ok: false }>,
): number {
  session.print({ type: 'ledger_replay', line, problem, replayed: null }, [
    `nothing was replayed: line ${String(line)} of the file is wrong: ${problem}`,
  ])
  return EXIT.refused
}

const SAYING: Record<Standing, string> = {
  ready: 'done: the database holds all that the heads file knows of',
  no_heads:
    'replayed, but whether the export was complete is not known: UNSAID_LEDGER_HEADS is not set',
  loss_accepted:
    'the loss of records that no export holds is accepted, and written to the heads file',
  replay_needed:
    'replay_needed: the export is older than the heads file, so erased data may still be back; ' +
    'replay a newer export, or add --accept-loss',
}

function report(session: Session, replayed: Replayed | undefined, standing: Standing): number {
  const counts = Object.entries(replayed?.counts ?? {})
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name}: ${String(count)}`)
  session.print({ type: 'ledger_replay', standing, replayed: replayed?.counts ?? null }, [
    ...counts,
    SAYING[standing],
  ])
  return standing === 'replay_needed' ? EXIT.refused : EXIT.done
}
