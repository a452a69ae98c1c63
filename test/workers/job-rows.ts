import { sql } from 'kysely'
import { acceptRedactions } from '../jobs/accept-redactions.ts'
import type { RedactionRequest } from '../../src/request/redaction-request.ts'
import type { TestDatabase } from '../database-test.ts'

/** Accepts requests in a workspace without telling any queue. */
export async function acceptAll(
  { db }: TestDatabase,
  requests: readonly RedactionRequest[],
  workspace = 'default',
): Promise<string[]> {
  return acceptRedactions(
    db,
    workspace,
    requests.map((request) => ({ request, requestedBy: 'library' })),
  )
}

/** The outcomes of jobs, in the order of the ids; `redacted`, or `failed/server_error`. */
export async function outcomesOf(
  { admin }: TestDatabase,
  ids: readonly string[],
): Promise<(string | null)[]> {
  const { rows } = await sql<{ outcome: string | null }>`
    select concat_ws('/', outcome, outcome_code) as outcome
      from unnest(${ids}::text[]) with ordinality as wanted(id, place) join job using (id)
     order by place`.execute(admin)
  return rows.map(({ outcome }) => outcome || null)
}

/** How often each outcome occurs among the jobs. */
export async function outcomeCounts(
  database: TestDatabase,
  ids: readonly string[],
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const outcome of await outcomesOf(database, ids)) {
    const name = outcome ?? 'none'
    counts[name] = (counts[name] ?? 0) + 1
  }
  return counts
}

/** Runs statements as a superuser: triggers, locks and clocks that no role of ours could make. */
export async function asAdmin({ admin }: TestDatabase, ...statements: string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(admin)
}

/**
 * A trigger on updates of conversation parts that have this id; the test's end of the file drops
 * it with its database.
 *
 * @param body statements of PL/pgSQL
 */
export async function onRewriteOf(
  database: TestDatabase,
  partId: string,
  body: string,
): Promise<void> {
  const name = `poison_${partId.replaceAll(/\W/g, '_')}`
  await asAdmin(
    database,
    `create function unsaid.${name}() returns trigger language plpgsql as $$
       begin ${body} return new; end $$`,
    `create trigger ${name} before update on unsaid.conversation_part for each row
       when (old.id = '${partId}') execute function unsaid.${name}()`,
  )
}
