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
import { waitBriefly } from './wait-briefly.ts'

/** Locks what requests point at. */
export async function holdMessages(
  trx: Trx,
  schema: MappedSchema,
  requests: readonly RedactionRequest[],
  piece?: MappedPiece,
): Promise<HeldMessages<Target>> {
  const [, found] = await together([
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

/** Messages for which a table is searched at once. */
const MOST_AHEAD = 10_000

/** What is taken back already has nothing that copies could be searched for. */
function aheadOf(trx: Trx, schema: MappedSchema, { ahead, passes }: MappedPiece): Ahead {
  return {
    job: ahead.job,
    passes,
    async roots() {
      const requests = await ahead.read(trx, MOST_AHEAD)
      const found = await findMessages(trx, schema, requests, { locks: false })
      const left = [...new Set(found.values())].filter(({ target }) => !target.redacted)
      return rootsOf(trx, schema, left)
    },
  }
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
