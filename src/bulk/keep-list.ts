import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'
import { inWorkspace } from '../database/in-workspace.ts'

export interface ListOf {
  readonly db: Db
  readonly workspace: string
  readonly list: string
}

/**
 * Keeps a list from counting as left behind while something is done for it, however slowly. One
 * that was dropped stays so.
 *
 * @param every milliseconds between two signs of life
 */
export async function keepList<T>(one: ListOf, every: number, work: () => Promise<T>): Promise<T> {
  const keeping = setInterval(() => {
    // A sign that could not be given is followed by the next.
    giveSign(one).catch(() => undefined)
  }, every)
  try {
    return await work()
  } finally {
    clearInterval(keeping)
  }
}

async function giveSign({ db, workspace, list }: ListOf): Promise<void> {
  await inWorkspace(db, workspace, (trx) =>
    sql`
      update job_list set received_at = now()
       where workspace_id = ${workspace} and job_id = ${list} and accepted_at is null
         and received_at > '-infinity'`.execute(trx),
  )
}
