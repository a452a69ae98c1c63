import { sql, type Kysely } from 'kysely'

/** What the app may do with each table. Nothing here lets it delete a message or an entry. */
const TABLE_RIGHTS = {
  workspace: 'select',
  workspace_keep: 'select, insert, delete',
  token: 'select, insert, update',
  conversation: 'select, insert, update',
  conversation_part: 'select, insert, update',
  contact: 'select, insert, update',
  contact_key: 'select, insert',
  conversation_contact: 'select, insert',
  suppression: 'select, insert, update (erased_until, lifted_at)',
  job: 'select, insert, update',
  job_list: 'select, insert, update',
  job_item: 'select, insert',
  job_chunk: 'select, insert, update',
  work_rate: 'select, insert, update',
  wakeup: 'select, insert, update, delete',
  failed_redaction: 'select, insert',
  job_start: 'select, insert, delete',
  ledger_entry: 'select, insert',
  ledger_unsealed: 'select',
  ledger_seal: 'select',
  idempotency_key: 'select, insert',
  erasure: 'select, insert, update',
  certificate: 'select, insert',
  look_finding: 'select, insert, delete',
  recheck: 'select, insert, update',
  copy_count: 'select, insert',
  watch: 'select, insert, update, delete',
  returned_person: 'select, insert, update, delete',
  // No policy lets a row of these through: they look empty, like every table without a workspace.
  data_map: 'select',
  pepper_check: 'select',
  kysely_migration: 'select',
  kysely_migration_lock: 'select',
} as const

interface Schemas {
  readonly appRole: string
  readonly queueSchema: string
  readonly producerRole: string
}

/**
 * Gives the app's role exactly its rights, and PUBLIC none. Not part of a migration: the role can
 * be another one next time, and BullMQ's migrations bring tables of their own.
 */
export async function grantToApp(
  owner: Kysely<unknown>,
  { appRole, queueSchema, producerRole }: Schemas,
): Promise<void> {
  const statements = [
    ...unsaidRights(appRole),
    ...queueRights(queueSchema, appRole),
    ...producerRights(producerRole),
  ]
  await owner.transaction().execute(async (trx) => {
    for (const statement of statements) await statement.execute(trx)
  })
}

function unsaidRights(appRole: string) {
  const app = sql.id(appRole)
  return [
    sql`revoke all on all tables in schema unsaid from ${app}`,
    ...Object.entries(TABLE_RIGHTS).map(
      ([table, rights]) => sql`grant ${sql.raw(rights)} on ${sql.id('unsaid', table)} to ${app}`,
    ),
    ...callRights('unsaid', appRole),
  ]
}

function producerRights(role: string) {
  const producer = sql.id(role)
  return [
    sql`grant usage on schema unsaid to ${producer}`,
    sql`grant execute on function unsaid.accept(text, jsonb[]) to ${producer}`,
  ]
}

function queueRights(queueSchema: string, appRole: string) {
  const [schema, app] = [sql.id(queueSchema), sql.id(appRole)]
  return [
    sql`grant select, insert, update, delete on all tables in schema ${schema} to ${app}`,
    sql`grant usage, select, update on all sequences in schema ${schema} to ${app}`,
    ...callRights(queueSchema, appRole),
  ]
}

/** Postgres lets everybody call a new function. */
function callRights(schemaName: string, appRole: string) {
  const [schema, app] = [sql.id(schemaName), sql.id(appRole)]
  return [
    sql`grant usage on schema ${schema} to ${app}`,
    sql`revoke all on all functions in schema ${schema} from public`,
    sql`grant execute on all functions in schema ${schema} to ${app}`,
  ]
}
