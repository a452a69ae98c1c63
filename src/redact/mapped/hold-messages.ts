import type { Trx } from '../../database/in-workspace.ts'
import { together } from '../../database/together.ts'
import { groupedBy } from '../../grouped-by.ts'
import type { Target } from '../../eligibility/target.ts'
import type { RedactionRequest } from '../../request/redaction-request.ts'
import { targetKeyOf } from '../../request/target-key.ts'
import type { JobAhead } from '../job-ahead.ts'
import type { FoundMessages, HeldMessages } from '../message-store.ts'
import { bodyFormatOf } from './body-format.ts'
import { findMessages, type MappedMessage } from './find-messages.ts'
import type { MappedSchema } from './mapped-schema.ts'
import { messageBodies } from './message-bodies.ts'
import type { Ahead } from './pass-ahead.ts'
import type { Passes } from './search-pass.ts'
import type { Root } from './root.ts'
import { takeAway } from './take-away.ts'
import { takeTurn } from './take-turn.ts'
import { waitBriefly } from './wait-briefly.ts'

/** Locks what requests point at. */
export async function holdMessages(
  trx: Trx,
  schema: MappedSchema,
  requests: readonly RedactionRequest[],
  piece?: MappedPiece,
): Promise<HeldMessages<Target>> {
  const [, , found] = await together([
    piece ? takeTurn(trx) : Promise.resolve(),
    waitBriefly(trx),
    findMessages(trx, schema, requests, { locks: true }),
  ])
  return {
    ...foundBy(found),
    async rewrite(some) {
      const messages = new Set(some.flatMap((one) => found.get(targetKeyOf(one)) ?? []))
      const ahead = piece && aheadOf(trx, schema, piece)
      return takeAway(trx, schema, await rootsOf(trx, schema, [...messages]), ahead)
    },
  }
}

/** Of which job the requests are, and what this process knows of its searches. */
export interface MappedPiece {
  readonly ahead: JobAhead
  readonly passes: Passes
}

/** Messages for which a table is searched at once, and how many are read together. */
const MOST_AHEAD = 10_000
const READ_TOGETHER = 500

/** Characters of theirs that are held meanwhile: some systems keep whole mails beside a message. */
const MOST_HELD = 8_000_000

/** However many copies ask for what comes after the piece, it is read once. */
function aheadOf(trx: Trx, schema: MappedSchema, { ahead, passes }: MappedPiece): Ahead {
  let read: Promise<readonly Root[]> | undefined
  return { job: ahead.job, passes, roots: () => (read ??= readRoots(trx, schema, ahead)) }
}

async function readRoots(
  trx: Trx,
  schema: MappedSchema,
  ahead: JobAhead,
): Promise<readonly Root[]> {
  const requests = await ahead.read(trx, MOST_AHEAD)
  const roots: Root[] = []
  let held = 0
  for (let at = 0; at < requests.length && held < MOST_HELD; at += READ_TOGETHER) {
    const some = requests.slice(at, at + READ_TOGETHER)
    const found = await findMessages(trx, schema, some, { locks: false })
    // What is taken back already has nothing that copies could be searched for.
    const left = [...new Set(found.values())].filter(({ target }) => !target.redacted)
    const next = await rootsOf(trx, schema, left)
    held += next.reduce((sum, root) => sum + lettersOf(root), 0)
    roots.push(...next)
  }
  return roots
}

function lettersOf({ row, bodies }: Root): number {
  const texts = [...Object.values(row.columns), ...bodies]
  return texts.reduce((sum, text) => sum + (text?.length ?? 0), 0)
}

/** Reads the same for a plan. */
export async function readMessages(
  trx: Trx,
  schema: MappedSchema,
  requests: readonly RedactionRequest[],
): Promise<FoundMessages<Target>> {
  return foundBy(await findMessages(trx, schema, requests, { locks: false }))
}

/** Files are rows of copies here: they are told of where these are deleted. */
function foundBy(found: ReadonlyMap<string, MappedMessage>): FoundMessages<Target> {
  return {
    of: (request) => found.get(targetKeyOf(request))?.target,
    filesOf: () => 0,
  }
}

async function rootsOf(
  trx: Trx,
  schema: MappedSchema,
  messages: readonly MappedMessage[],
): Promise<readonly Root[]> {
  const kinds = groupedBy(messages, ({ message }) => message)
  const roots = await together(
    [...kinds].map(async ([message, some]) => {
      const rows = some.map(({ row }) => row)
      const bodies = await messageBodies(trx, schema, message, rows)
      return some.map((one) => rootOf(one, bodies.get(one.row.place) ?? []))
    }),
  )
  return roots.flat()
}

function rootOf({ message, row, isOpening }: MappedMessage, bodies: readonly string[]): Root {
  return {
    names: isOpening ? ['message', 'opening'] : ['message'],
    table: message.table,
    row,
    values: message.redact,
    touch: message.touch ?? {},
    format: bodyFormatOf(message, row),
    bodies,
    conversations: [row.columns[message.conversation] ?? ''],
  }
}
