import { isRecord } from '../is-record.ts'

/** The end of a workspace's chain at some moment: it vouches for everything before it. */
export interface Head {
  readonly workspace: string
  readonly seq: number
  readonly entryId: string
  /** In hex. */
  readonly hash: string
}

/**
 * A line of a heads file. `restored` says that the heads beyond `seq` are given up: the database
 * was restored from before them, and what they vouched for was replayed, or its loss accepted.
 */
export type HeadsLine =
  | ({ readonly type: 'head' } & Head)
  | ({ readonly type: 'restored'; readonly lossAccepted: boolean } & Head)

/** @param time when it is written */
export function headsLine(line: HeadsLine, time: Date): string {
  const { type, workspace, seq, entryId, hash } = line
  const written = { type, workspace, seq, entry_id: entryId, hash, time: time.toISOString() }
  const more = line.type === 'restored' ? { loss_accepted: line.lossAccepted } : {}
  return `${JSON.stringify({ ...written, ...more })}\n`
}

/** @returns undefined for what is no such line: a crash may have cut one short */
export function parseHeadsLine(text: string): HeadsLine | undefined {
  const value = parsed(text)
  if (!isRecord(value)) return undefined
  const { type, workspace, seq, entry_id: entryId, hash, loss_accepted: lossAccepted } = value
  if (typeof workspace !== 'string' || typeof entryId !== 'string') return undefined
  if (typeof hash !== 'string' || !/^[0-9a-f]{64}$/.test(hash)) return undefined
  if (typeof seq !== 'number' || !Number.isSafeInteger(seq) || seq < 0) return undefined

  const head = { workspace, seq, entryId, hash }
  if (type === 'head') return { type, ...head }
  return type === 'restored' ? { type, ...head, lossAccepted: lossAccepted === true } : undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
