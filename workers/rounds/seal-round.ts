import type { Db } from '../../src/database/connection.ts'
import { allCertificateSeals, certificateSeals } from '../../src/ledger/certificate-seals.ts'
import type { Head } from '../../src/ledger/head.ts'
import type { HeadsFile } from '../../src/ledger/heads-file.ts'
import { readHead } from '../../src/ledger/read-head.ts'
import { replayNeeded } from '../../src/ledger/replay-needed.ts'
import { sealEntries, unsealedWorkspaces } from '../../src/ledger/seal-entries.ts'
import type { Logger } from '../../src/logger.ts'
import { listWorkspaces } from '../../src/access/workspaces.ts'

const REPLAY_NEEDED =
  'replay_needed: erased data is back after a restore; run `unsaid ledger replay FILE`'

export interface SealRoundOptions {
  readonly db: Db
  readonly logger: Logger
  readonly heads: HeadsFile | undefined
  /** Rejects when another may be sealing meanwhile: this process stood still. */
  readonly assertLeads: () => Promise<void>
}

/**
 * Makes the sealer's round: seal every workspace that has unsealed entries, and write its head down
 * outside the database. A workspace whose newest known head the database does not know waits: its
 * chain must not go on before it is decided what becomes of the lost end.
 */
export function createSealRound({ db, logger, heads, assertLeads }: SealRoundOptions) {
  let waiting: ReadonlySet<string> = new Set()
  let hasCaughtUp = false

  async function sealAll(workspace: string): Promise<void> {
    for (;;) {
      await assertLeads()
      const sealing = await sealEntries(db, workspace)
      if (!sealing || sealing.sealed === 0) return
      const { sealed, head, more } = sealing
      const certified = await certificateSeals(db, workspace, head.seq - sealed)
      const published = [...certified.filter(({ seq }) => seq !== head.seq), head]
      for (const one of published) logger.info({ ...one, sealed }, 'ledger head')
      hasCaughtUp = false
      await heads?.append(published.map((one) => ({ type: 'head', ...one })))
      hasCaughtUp = true
      if (!more) return
    }
  }

  async function lookForLoss(): Promise<void> {
    const lost = heads ? await replayNeeded(db, heads) : new Set<string>()
    const newly = [...lost].filter((workspace) => !waiting.has(workspace))
    if (newly.length > 0) logger.error({ workspaces: newly }, REPLAY_NEEDED)
    waiting = lost
  }

  /** @param anew the lead was just taken: whoever had it may have died before it wrote a head */
  return async function sealRound(anew: boolean): Promise<void> {
    if (anew) hasCaughtUp = false
    const workspaces = await unsealedWorkspaces(db)
    if (workspaces.length === 0 && hasCaughtUp) return
    await lookForLoss()
    if (heads && !hasCaughtUp) await heads.append(await missingHeads(db, heads, waiting))
    hasCaughtUp = true
    for (const workspace of workspaces) {
      if (!waiting.has(workspace)) await sealAll(workspace)
    }
  }
}

/** What was sealed last, but not written down: a process died in between, or had no such file. */
async function missingHeads(db: Db, heads: HeadsFile, waiting: ReadonlySet<string>) {
  const newest = await heads.newest()
  const known = new Set((await heads.all()).map(keyOf))
  const missing: ({ type: 'head' } & Head)[] = []
  for (const workspace of await listWorkspaces(db)) {
    if (waiting.has(workspace)) continue
    const head = await readHead(db, workspace)
    const certified = await allCertificateSeals(db, workspace)
    const unknown = certified.filter((one) => !known.has(keyOf(one)) && one.seq !== head?.seq)
    missing.push(...unknown.map((one) => ({ type: 'head' as const, ...one })))
    if (head && head.seq > (newest.get(workspace)?.seq ?? 0))
      missing.push({ type: 'head', ...head })
  }
  return missing
}

function keyOf({ workspace, seq, hash }: Head): string {
  return `${workspace} ${String(seq)} ${hash}`
}
