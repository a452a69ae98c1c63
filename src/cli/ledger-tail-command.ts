import { setTimeout as rest } from 'node:timers/promises'
import type { Db } from '../database/connection.ts'
import {
  parseCursor,
  placeBeforeNewest,
  readRedactions,
  type PlacedRedaction,
  type Redaction,
  type RecordPlace,
} from '../ledger/read-redactions.ts'
import { EXIT } from './exit-code.ts'
import { openForCommand, withSession, type CommonOptions } from './session.ts'
import { UsageError } from './usage-error.ts'

export interface LedgerTailOptions extends CommonOptions {
  readonly lines: number
  readonly after?: string
  readonly follow?: boolean
}

/** Records read at once. */
const PAGE = 1_000

/** Milliseconds; sealing takes about as long. */
const LOOK_AGAIN = 1_000

/** `unsaid ledger tail`: a record a line; with `--follow` until it is stopped or nobody reads. */
export async function ledgerTailCommand(options: LedgerTailOptions): Promise<number> {
  return withSession(options, async (session) => {
    const after = options.after === undefined ? undefined : parseCursor(options.after)
    if (options.after !== undefined && !after) {
      throw new UsageError('--after must be a cursor, such as 12-1')
    }
    const { db } = await openForCommand(session)
    let place = after ?? (await placeBeforeNewest(db, session.workspace, options.lines))
    place = await printAfter(db, place, options)
    while (options.follow && !process.stdout.destroyed) {
      await rest(LOOK_AGAIN)
      place = await printAfter(db, place, options)
    }
    return EXIT.done
  })
}

/** @returns the place of the last that was printed */
async function printAfter(
  db: Db,
  place: RecordPlace,
  { workspace, json }: LedgerTailOptions,
): Promise<RecordPlace> {
  for (;;) {
    const found = await readRedactions(db, workspace, place, PAGE)
    for (const one of found) process.stdout.write(`${json ? jsonOf(one) : lineOf(one)}\n`)
    place = found.at(-1)?.place ?? place
    if (found.length < PAGE || process.stdout.destroyed) return place
  }
}

function jsonOf({ redaction }: PlacedRedaction): string {
  return JSON.stringify(redaction)
}

function lineOf({ redaction }: PlacedRedaction): string {
  const { seq, redacted_at, reason, job_id } = redaction
  const when = new Date(redacted_at * 1_000).toISOString()
  const why = reason === null ? '' : `: ${reason}`
  return `${String(seq)}  ${when}  ${whatOf(redaction)} (job ${job_id})${why}`
}

function whatOf(redaction: Redaction): string {
  const { outcome, type, conversation_id } = redaction
  const target = redaction.conversation_part_id ?? redaction.source_id ?? redaction.target_id
  const id = String(target)
  if (outcome === 'erased_authored') return `erased what contact ${id} wrote`
  if (outcome === 'erased_conversations') return `erased the conversations of contact ${id}`
  const place = conversation_id ? ` of conversation ${conversation_id}` : ''
  return `${outcome} ${type} ${id}${place}`
}
