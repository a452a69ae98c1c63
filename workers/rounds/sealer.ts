import type { HeadsFile } from '../../src/ledger/heads-file.ts'
import { openHeadsFile } from '../../src/ledger/heads-file.ts'
import { createLeadership, type Leadership } from './leadership.ts'
import { createSealRound, type SealRoundOptions } from './seal-round.ts'
import { startRounds } from './start-rounds.ts'

export interface Sealer {
  /** Seals what is left, if this is the one that seals, and stops. */
  close(): Promise<void>
}

export interface SealerOptions extends Omit<SealRoundOptions, 'heads' | 'assertLeads'> {
  /** The file outside the database that heads are appended to; undefined: only the log has them. */
  readonly ledgerHeads?: string | undefined
  /** Milliseconds between rounds. */
  readonly every?: number | undefined
  /** Milliseconds until another's lead is asked for again: each time takes a connection. */
  readonly leadAgain?: number
}

const EVERY = 1_000

const LEAD_AGAIN = 5_000

/** Seals ledger entries as they come. Of several processes one does it at a time. */
export function startSealer({ ledgerHeads, ...options }: SealerOptions): Sealer {
  const { logger, every = EVERY, leadAgain = LEAD_AGAIN } = options
  const leadership = createLeadership(options.db, 'sealer')
  const heads: HeadsFile | undefined =
    ledgerHeads === undefined ? undefined : openHeadsFile(ledgerHeads)
  const seal = createSealRound({
    ...options,
    heads: heads && whileLeading(heads, leadership),
    assertLeads: () => leadership.assertLeads(),
  })
  let leads = false
  const rounds = startRounds({
    name: 'sealer',
    async round() {
      const led = leads
      leads = await leadership.hold()
      if (leads) await seal(!led)
    },
    pause: () => (leads ? every : leadAgain),
    logger,
  })
  return {
    async close() {
      await rounds.stop()
      if (leads) await rounds.once()
      await leadership.close()
    },
  }
}

/** A process that stood still must not write behind what another has written since. */
function whileLeading(heads: HeadsFile, leadership: Leadership): HeadsFile {
  return {
    ...heads,
    async append(lines) {
      await leadership.assertLeads()
      await heads.append(lines)
    },
  }
}
