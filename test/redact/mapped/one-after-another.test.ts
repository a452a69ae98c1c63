import { sql } from 'kysely'
import { expect } from 'vitest'
import { inWorkspace } from '../../../src/database/in-workspace.ts'
import { findJob } from '../../../src/jobs/find-jobs.ts'
import { createLogger } from '../../../src/logger.ts'
import { storeOf } from '../../../src/redact/store-of.ts'
import { parseRedactionRequest } from '../../../src/request/parse-redaction-request.ts'
import { runChunk } from '../../../workers/chunks/run-chunk.ts'
import { acceptList } from '../../../src/bulk/accept-list.ts'
import { acceptedList, ASK, receivedList } from '../../bulk/accepted-list.ts'
import { test } from '../../database-test.ts'
import { HELP_DESK_SQL, HELP_DESK_YAML, locatedMap } from '../../maps/help-desk.ts'
import { makeMapped } from '../../scene/mapped-workspace.ts'
import { pollUntil } from '../../scene/poll-until.ts'
import { HELP_DESK_ROWS } from './help-desk-rows.ts'

const WORKSPACE = 'desk'
const LANES = 8
const part = (id: string) => ({
  ...{ type: 'conversation_part', conversation_id: '10', conversation_part_id: id },
})

test('two chunks of a workspace whose copies meet in a row wait for each other, and none rests', async ({
  database,
}) => {
  const { db, admin } = database
  const rows = HELP_DESK_SQL + HELP_DESK_ROWS
  await makeMapped(database, locatedMap(HELP_DESK_YAML), rows, { [WORKSPACE]: null })
  const job = await acceptedList(db, [part('100')], { workspace: WORKSPACE })
  const parsed = parseRedactionRequest(part('102'))
  if (!parsed.ok) throw new Error('no request')

  let other: Promise<unknown> | undefined
  await inWorkspace(db, WORKSPACE, async (trx) => {
    // What a chunk of another job does, in another lane.
    const ahead = { job: 'another', read: async () => [] }
    const held = await (await storeOf(trx, WORKSPACE)).lock(trx, WORKSPACE, [parsed.request], ahead)
    await held.rewrite([parsed.request])
    // The first message is quoted in a row that this one could be quoted in, too.
    await sql`select from public.replies where id = 101 for update`.execute(trx)
    other = runChunk(db, WORKSPACE, { job, chunk: 1 }, createLogger('silent'))
    // Longer than any other lock is waited for.
    const waitingForTurn = () =>
      sql`select from pg_stat_activity
           where datname = current_database() and wait_event = 'advisory'
             and clock_timestamp() - query_start > interval '2500 ms'`.execute(admin)
    await pollUntil(waitingForTurn, ({ rows: waiting }) => waiting.length > 0, { within: 20_000 })
  })
  await other
  expect(await findJob(db, WORKSPACE, job)).toMatchObject({ state: 'succeeded' })
})

test('two chunks of a workspace on a map are on their way at most, however many lanes there are', async ({
  database,
}) => {
  const items = Array.from({ length: LANES }, (_, at) => part(String(at)))
  const form = { workspace: WORKSPACE, chunkSize: 1, lanes: LANES }
  const list = await receivedList(database.db, items, form)
  const accepted = await acceptList(database.db, WORKSPACE, list, ASK)
  expect(accepted).toMatchObject({ kind: 'accepted', chunks: [1, 2] })
})
