import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'
import { inWorkspace, type Trx } from '../database/in-workspace.ts'
import type { Item } from '../items/item.ts'
import { targetIdOf } from '../request/redaction-request.ts'

/** The list was dropped while it was received: nothing came for too long. */
export class DroppedList extends Error {
  override readonly name = 'DroppedList'

  constructor() {
    super('the list was dropped: nothing came for too long')
  }
}

/** The most items one transaction stores. */
export const MOST_ITEMS_A_BATCH = 5_000

/**
 * Stores the next items of a list that is being received.
 *
 * @param after how many it has already
 * @param items at most `MOST_ITEMS_A_BATCH`
 * @throws DroppedList
 */
export async function addItems(
  db: Db,
  workspace: string,
  list: string,
  after: number,
  items: readonly Item[],
): Promise<void> {
  await inWorkspace(db, workspace, async (trx) => {
    const { numAffectedRows } = await sql`
      update job_list set items = ${after + items.length}::integer, received_at = now()
       where workspace_id = ${workspace} and job_id = ${list} and accepted_at is null
         and received_at > '-infinity'`.execute(trx)
    if (Number(numAffectedRows) === 0) throw new DroppedList()
    await insertItems(trx, workspace, list, after, items)
  })
}

async function insertItems(
  trx: Trx,
  workspace: string,
  list: string,
  after: number,
  items: readonly Item[],
): Promise<void> {
  await sql`
    insert into job_item (workspace_id, job_id, position, line, type, conversation_id, target_id,
                          external_id, problems)
    select ${workspace}, ${list}, ${after}::integer + item.nth, item.line, item.type,
           item.conversation_id, item.target_id, item.external_id, item.problems
      from unnest(${items.map((item) => item.line)}::integer[],
                  ${items.map((item) => item.request?.type ?? null)}::text[],
                  ${items.map((item) => item.request?.conversationId ?? null)}::text[],
                  ${items.map((item) => (item.request ? targetIdOf(item.request) : null))}::text[],
                  ${items.map((item) => item.externalId)}::text[],
                  ${items.map(problemsOf)}::jsonb[])
           with ordinality
             as item(line, type, conversation_id, target_id, external_id, problems, nth)`.execute(
    trx,
  )
}

function problemsOf({ problems }: Item): string | null {
  return problems.length === 0 ? null : JSON.stringify(problems)
}
