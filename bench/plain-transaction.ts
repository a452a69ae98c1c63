import { sql } from 'kysely'
import type pg from 'pg'
import { v7 as uuidv7 } from 'uuid'
import { redactedPart } from '../src/conversation/emptied.ts'
import { PLACEHOLDER } from '../src/conversation/placeholder.ts'
import type { Db } from '../src/database/connection.ts'
import type { PartTarget } from './choose-targets.ts'

/** One redaction as somebody would write it who has no groups: one transaction for each job. */
export type PlainTransaction = (job: string, target: PartTarget) => Promise<void>

export interface PlainOptions {
  /** The outcome is a new row, or that of a job inserted before. */
  readonly outcome: 'insert' | 'update'
  /** Told of each job that ended. */
  readonly channel?: string | undefined
}

interface Statement {
  readonly name: string
  readonly text: string
  readonly values: readonly unknown[]
}

const CONVERSATION = Symbol('conversation')
const PART = Symbol('part')

/**
 * Lock, decide, rewrite, store the outcome with a ledger entry, commit: five round trips, all
 * prepared, on a connection whose workspace is set already. It rewrites by the same expression.
 *
 * @param pool as the app's role, with its workspace set
 */
export function createPlainTransaction(
  pool: pg.Pool,
  db: Db,
  { outcome, channel }: PlainOptions,
): PlainTransaction {
  const rewrite = rewriteStatement(db)
  return async (job, target) => {
    const client = await pool.connect()
    try {
      await client.query('begin')
      const redactable = await lock(client, target)
      if (!redactable) throw new Error(`the target of ${job} can't be redacted`)
      await client.query(filled(rewrite, target))
      await client.query(record(outcome, job, target))
      if (channel) await client.query('select pg_notify($1, $2)', [channel, job])
      await client.query('commit')
      client.release()
    } catch (error) {
      client.release(true)
      throw error
    }
  }
}

async function lock(client: pg.PoolClient, target: PartTarget): Promise<boolean> {
  const { rows } = await client.query<{ redactable: boolean }>({
    name: 'lock',
    text: `select redacted_at is null and coalesce(body, '') <> '' as redactable
             from conversation_part
            where workspace_id = 'default' and conversation_id = $1 and id = $2 for update`,
    values: [target.conversation_id, target.conversation_part_id],
  })
  return rows[0]?.redactable ?? false
}

function rewriteStatement(db: Db): Statement {
  const { sql: text, parameters } = sql`
    update conversation_part
       set body = ${PLACEHOLDER}, data = ${redactedPart(sql.ref('data'), sql`now()`)},
           redacted_at = now()
     where workspace_id = 'default' and conversation_id = ${CONVERSATION} and id = ${PART}`.compile(
    db,
  )
  return { name: 'rewrite', text, values: parameters }
}

function filled({ name, text, values }: Statement, target: PartTarget): pg.QueryConfig {
  const fill = (value: unknown) => {
    if (value === CONVERSATION) return target.conversation_id
    return value === PART ? target.conversation_part_id : value
  }
  return { name, text, values: values.map(fill) }
}

const LEDGER = `insert into ledger_entry (workspace_id, id, records)
  values ('default', $4, jsonb_build_array(jsonb_build_array($1::text, 'library', null,
    'conversation_part', $2::text, $3::text, 'redacted')))`

const OUTCOMES = {
  insert: `insert into job (workspace_id, id, kind, state, type, conversation_id, target_id,
      requested_by, outcome, finished_at)
    values ('default', $1, 'redaction', 'succeeded', 'conversation_part', $2, $3, 'library',
      'redacted', now())`,
  update: `update job set outcome = 'redacted', state = 'succeeded', finished_at = now()
    where workspace_id = 'default' and id = $1 and outcome is null`,
} as const

function record(outcome: keyof typeof OUTCOMES, job: string, target: PartTarget): pg.QueryConfig {
  return {
    name: outcome,
    text: `with entry as (${LEDGER}) ${OUTCOMES[outcome]}`,
    values: [job, target.conversation_id, target.conversation_part_id, uuidv7()],
  }
}
