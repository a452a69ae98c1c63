import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import { openDatabase } from '../../../src/database/connection.ts'
import { inWorkspace } from '../../../src/database/in-workspace.ts'
import { acceptErasure, type ErasureAsk } from '../../../src/erasure/accept-erasure.ts'
import { isIntact } from '../../../src/erasure/certificate.ts'
import { jobsToRecheck, recheck } from '../../../src/erasure/recheck.ts'
import { findJob } from '../../../src/jobs/find-jobs.ts'
import { test, type TestDatabase } from '../../database-test.ts'
import { drive } from '../../erasure/drive.ts'
import { PEPPER } from '../../erasure/pepper.ts'
import { HELP_DESK_SQL, HELP_DESK_YAML, locatedMap } from '../../maps/help-desk.ts'
import { HELP_DESK_ROWS, helpDeskRows } from './help-desk-rows.ts'
import { asOwnerOf, makeMapped } from '../../scene/mapped-workspace.ts'

const WORKSPACE = 'desk'

async function erase({ db }: TestDatabase, ask: Partial<ErasureAsk>) {
  const whole = {
    ...({ selector: { kind: 'email', value: ' ADA@example.com' }, scope: 'authored' } as const),
    ...{ dryRun: false, lanes: 1, dueAt: new Date('2099-01-31'), requestedBy: 'cli', ...ask },
  }
  const accepted = await acceptErasure(db, WORKSPACE, whole, PEPPER)
  if (accepted.kind !== 'accepted') return { kind: accepted.kind, job: '' }
  await drive(db, WORKSPACE, accepted.job)
  return { kind: 'accepted', job: accepted.job }
}

async function certificateOf({ db }: TestDatabase, job: string): Promise<unknown> {
  const { rows } = await inWorkspace(db, WORKSPACE, (trx) =>
    sql<{ content: unknown }>`select content from certificate where job_id = ${job}`.execute(trx),
  )
  return rows[0]?.content
}

describe('an erasure on a map', () => {
  test('leaves nothing of the person in any table, and everything of others', async ({
    database,
  }) => {
    const located = locatedMap(HELP_DESK_YAML)
    await makeMapped(database, located, HELP_DESK_SQL + HELP_DESK_ROWS, { [WORKSPACE]: null })
    const before = await helpDeskRows(database)

    const { job } = await erase(database, {})
    expect(await findJob(database.db, WORKSPACE, job)).toMatchObject({ state: 'succeeded' })

    const after = await helpDeskRows(database)
    const text = JSON.stringify(after)
    for (const word of ['SECRET', 'Secretname', 'ada@example.com', '555 0100', '10.0.0.1']) {
      expect(text, word).not.toContain(word)
    }
    for (const [table, rows] of Object.entries(before)) {
      const others = rows.filter((row) => /[Bb]ob|Agent/.test(row))
      expect(after[table], table).toEqual(expect.arrayContaining(others))
    }
    const certificate = await certificateOf(database, job)
    expect(isIntact(certificate)).toBe(true)
    expect(certificate).toMatchObject({
      ...{ contact_ids: ['1'], selector: 'email', result: 'succeeded', conversations: 1 },
      messages: { total: 2, redacted: 2 },
      map: {
        ...{ name: 'help-desk', version: 1, system: 'Our help desk 2', incomplete: [] },
        copies: {
          files: { found: 1, deleted: 1 },
          last_line: { found: 1, changed: 1 },
          quotes: { found: 1, changed: 1 },
          subject: { found: 1, changed: 1 },
          customer_events: { found: 1, changed: 1 },
        },
      },
    })
    expect(certificate).toHaveProperty('look.found', {})
    expect((certificate as { not_covered: string[] }).not_covered).toEqual(
      expect.arrayContaining(['mails that were sent', 'kept as the map says: our own staff']),
    )
  })

  test('is not contradicted by what the person writes later', async ({ database }) => {
    const { job } = await erase(database, { selector: { kind: 'id', value: '1' } })
    expect(job).not.toBe('')
    const [erased] = await jobsToRecheck(database.db, WORKSPACE, { all: true })
    await asOwnerOf(database, (owner) =>
      sql`insert into replies (id, ticket_id, author_kind, author_id, body, created_at)
          values (900, 10, 'customer', 1, 'it is me again, ada@example.com', now() + interval '1 hour')`.execute(
        owner,
      ),
    )
    const looked = await recheck(database.db, WORKSPACE, erased!, PEPPER)
    expect(looked).toMatchObject({ kind: 'looked', hasReturned: true })
    expect(looked).toHaveProperty('look.found', {})
    await asOwnerOf(database, (owner) => sql`delete from replies where id = 900`.execute(owner))
  })

  test('of nobody says so', async ({ database }) => {
    expect(await erase(database, { selector: { kind: 'id', value: '99' } })).toMatchObject({
      kind: 'contact_not_found',
    })
    expect(await erase(database, { selector: { kind: 'id', value: 'no number' } })).toMatchObject({
      kind: 'contact_not_found',
    })
  })

  test('does not say that all is done where a column came that nobody answered for', async ({
    database,
  }) => {
    await asOwnerOf(database, (owner) =>
      sql`alter table customers add nickname text`.execute(owner),
    )
    const { job } = await erase(database, { selector: { kind: 'id', value: '2' } })
    const state = 'completed_with_errors'
    expect(await findJob(database.db, WORKSPACE, job)).toMatchObject({ state })
    const incomplete = ['customers.nickname']
    expect(await certificateOf(database, job)).toMatchObject({ result: state, map: { incomplete } })
  })

  test('touches nothing where a column is gone that the map names', async ({ database }) => {
    await asOwnerOf(database, (owner) => sql`alter table replies drop edited_at`.execute(owner))
    const before = await helpDeskRows(database)
    const fresh = openDatabase({ url: database.url, appRole: database.appRole, max: 2 })
    try {
      const selector = { kind: 'id', value: '2' } as const
      await expect(erase({ ...database, db: fresh }, { selector })).rejects.toThrow(
        'the tables are not what the map help-desk says: replies.edited_at',
      )
    } finally {
      await fresh.destroy()
    }
    expect(await helpDeskRows(database)).toEqual(before)
  })
})
