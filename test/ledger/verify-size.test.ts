import { sql } from 'kysely'
import { expect } from 'vitest'
import { verifyOwnLedger } from './verify-own-ledger.ts'
import { test } from '../database-test.ts'
import { freshWorkspace, sealAll } from './ledger-scene.ts'

/** Targets, a thousand in an entry; `UNSAID_VERIFY_TARGETS` asks for another number. */
const TARGETS = Number(process.env['UNSAID_VERIFY_TARGETS'] ?? 10_000)

test(
  `a ledger of ${TARGETS} targets is verified, and the time is told`,
  { timeout: 60_000 + TARGETS },
  async ({ database }) => {
    const { admin, db } = database
    const workspace = await freshWorkspace(database)
    await sql`
      insert into conversation_part (workspace_id, conversation_id, id, position, body, data, redacted_at)
      select ${workspace}, (1911000000 + n / 50)::text, (2202000000 + n)::text, n, 'gone', '{}', now()
        from generate_series(0, ${TARGETS - 1}::integer) as n`.execute(admin)
    await sql`
      insert into ledger_entry (workspace_id, id, records)
      select ${workspace}, 'entry-' || lpad((n / 1000)::text, 9, '0'), jsonb_agg(jsonb_build_array(
               gen_random_uuid(), 'token:' || gen_random_uuid(), 'card_number', 'conversation_part',
               (1911000000 + n / 50)::text, (2202000000 + n)::text, 'redacted'))
        from generate_series(0, ${TARGETS - 1}::integer) as n group by n / 1000`.execute(admin)
    const began = performance.now()
    const heads = await sealAll(database, workspace)
    const sealed = performance.now()
    const verified = await verifyOwnLedger(db, workspace, heads)
    const ended = performance.now()

    const seconds = (from: number, to: number) => ((to - from) / 1_000).toFixed(2)
    process.stdout.write(
      `${TARGETS} targets: sealed in ${seconds(began, sealed)} s, ` +
        `verified in ${seconds(sealed, ended)} s\n`,
    )
    expect(verified).toMatchObject({
      ...{ verdict: 'clean', found: 0 },
      targets: { recorded: TARGETS, redacted: TARGETS, absent: 0 },
    })
  },
)
