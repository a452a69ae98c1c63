import { sql } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'
import type { Pepper } from '../database/pepper.ts'
import { nameKey } from '../look/name-key.ts'
import { nameWords } from '../look/name-words.ts'
import type { StoredErasure } from './find-erasure.ts'
import { storeOf } from '../redact/store-of.ts'

/**
 * Keeps, as keyed hashes, the words of every name that an erasure's contacts bear, to look for them
 * when it ends: by then no row tells the names any more. Called again it adds new ones.
 */
export async function keepNames(
  trx: Trx,
  workspace: string,
  { job, contacts }: StoredErasure,
  pepper: Pepper,
): Promise<void> {
  const store = await storeOf(trx, workspace)
  const names = await store.namesOf(trx, workspace, contacts)
  const words = new Set(names.flatMap(nameWords))
  if (words.size === 0) return
  const keys = [...words].map((word) => nameKey(pepper, workspace, word))
  await sql`
    update erasure set name_keys = array(
        select distinct key from unnest(name_keys || ${keys}::bytea[]) key order by key)
     where workspace_id = ${workspace} and job_id = ${job}`.execute(trx)
}
