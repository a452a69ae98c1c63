import type { Db } from '../database/connection.ts'
import { openHeadsFile } from './heads-file.ts'
import { replayNeeded } from './replay-needed.ts'

/** Knows whose conversations must not be given out now. */
export interface UnreplayedWatch {
  /** Answers from what is known: it costs a reply nothing. */
  isWithheld(workspace: string): boolean
  /** Looks now. @returns the workspaces that wait for a replay; undefined when it could not look */
  look(): Promise<ReadonlySet<string> | undefined>
  /** Ends with the look that is under way. */
  close(): Promise<void>
}

export interface UnreplayedOptions {
  /** The file with the ledger's heads; without one nothing is known that could be missing. */
  readonly ledgerHeads: string | undefined
  /** Gives conversations out whatever is known. */
  readonly serves?: boolean | undefined
  /** Told at each look how many workspaces wait for a replay. */
  readonly tell?: (waiting: number) => void
  /** Milliseconds between looks. */
  readonly every?: number
}

export const WITHHELD =
  'This database was restored from before a known redaction: conversations are given out again ' +
  'after `unsaid ledger replay`'

const EVERY = 1_000

const OPEN: UnreplayedWatch = {
  isWithheld: () => false,
  look: () => Promise.resolve(new Set()),
  close: () => Promise.resolve(),
}

/**
 * Watches for a database that was restored from before a known head of the ledger: text that was
 * taken back may be there again. Until the first look, and after one that failed, everybody's
 * conversations are withheld: the database may be another one when it comes back.
 */
export function watchUnreplayed(db: Db, options: UnreplayedOptions): UnreplayedWatch {
  const { ledgerHeads, serves = false, tell, every = EVERY } = options
  if (ledgerHeads === undefined) return OPEN
  const heads = openHeadsFile(ledgerHeads)
  let waiting: ReadonlySet<string> | undefined
  let timer: NodeJS.Timeout | undefined
  let closing = false
  let looking: ReturnType<typeof lookOnce> | undefined

  async function lookOnce(): Promise<ReadonlySet<string> | undefined> {
    clearTimeout(timer)
    waiting = await replayNeeded(db, heads).catch(() => undefined)
    if (waiting) tell?.(waiting.size)
    if (!closing) timer = setTimeout(() => void look(), every).unref()
    return waiting
  }
  /** However many ask meanwhile, one look answers all of them. */
  function look(): ReturnType<typeof lookOnce> {
    looking ??= lookOnce().finally(() => {
      looking = undefined
    })
    return looking
  }
  void look()

  return {
    isWithheld: (workspace) => !serves && (waiting === undefined || waiting.has(workspace)),
    look,
    async close() {
      closing = true
      clearTimeout(timer)
      await looking
    },
  }
}
