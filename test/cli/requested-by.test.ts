import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import { test, type TestDatabase } from '../database-test.ts'
import { storePerson } from '../erasure/erasable-person.ts'
import { environmentOf } from './database-environment.ts'
import { listFile, storedItems } from './list-files.ts'
import { MANY_COMMANDS, runUnsaid } from './run-unsaid.ts'

const JOB = /job ([0-9a-f-]{36})/

const envOf = (database: TestDatabase) => ({
  ...environmentOf(database),
  UNSAID_PEPPER: 'a pepper for the tests of erasure',
})

async function run(database: TestDatabase, ...args: string[]) {
  const ran = await runUnsaid(args, { env: envOf(database) })
  return { ...ran, job: JOB.exec(ran.stdout)?.[1] ?? '' }
}

/** Who asked, and why, as the ledger says it of a job. */
async function ledgerOf({ admin }: TestDatabase, job: string): Promise<string[]> {
  const { rows } = await sql<{ said: string }>`
    select distinct concat(record ->> 1, ' ', record ->> 2) as said
      from ledger_entry cross join jsonb_array_elements(records) record
     where record ->> 0 = ${job}`.execute(admin)
  return rows.map(({ said }) => said)
}

async function statusOf(database: TestDatabase, job: string) {
  return JSON.parse((await run(database, 'status', job, '--json')).stdout)
}

describe('--requested-by', { timeout: MANY_COMMANDS }, () => {
  test('names who asked for a message, and for a list', async ({ database }) => {
    // Before anybody is erased: then an import wants the pepper.
    const { parts } = await storedItems(database, 2)
    const [first, ...others] = parts
    const { conversation_id: conversation = '', conversation_part_id: part = '' } = first ?? {}
    const ids = ['--conversation-id', conversation, '--part-id', part]
    const redacted = await run(database, 'redact', ...ids, '--requested-by', 'ines')
    expect(await statusOf(database, redacted.job)).toMatchObject({ requested_by: 'cli:ines' })
    const file = await listFile(others)
    const bulk = await run(database, 'bulk', file, '--yes', '--requested-by', 'ines')
    expect(await ledgerOf(database, bulk.job)).toEqual(['cli:ines '])
  })

  test('names who asked for an erasure, in status, ledger and certificate', async ({
    database,
  }) => {
    const { id } = await storePerson(database)
    const named = ['--requested-by', 'Ines.K-2', '--reason', 'Ticket-4711']
    const { job, stdout } = await run(database, 'erase', '--id', id, '--yes', ...named)
    expect(stdout).toContain('  requested by: cli:Ines.K-2; reason: ticket-4711\n')
    const said = { requested_by: 'cli:Ines.K-2', reason: 'ticket-4711' }
    expect(await statusOf(database, job)).toMatchObject(said)
    const { stdout: certificate } = await run(database, 'certificate', job)
    expect(JSON.parse(certificate)).toMatchObject(said)
    expect(await ledgerOf(database, job)).toEqual(['cli:Ines.K-2 ticket-4711'])
  })

  test('is told at the run of a plan that named nobody, and once', async ({ database }) => {
    const { id } = await storePerson(database)
    const { job } = await run(database, 'erase', '--id', id, '--dry-run')
    const named = (name: string) => run(database, 'run', job, '--yes', '--requested-by', name)
    expect((await named('ines')).code).toBe(0)
    expect(await ledgerOf(database, job)).toEqual(['cli:ines '])
    expect((await named('ines')).code).toBe(0)
    const other = await named('otto')
    expect(other.stdout).toBe(
      'conflict: The job already names who asked for it, and that can not be changed\n',
    )
    expect(other.code).toBe(1)
    expect(await statusOf(database, job)).toMatchObject({ requested_by: 'cli:ines' })
  })

  test.for(['ines k', 'ines@example.com', 'x'.repeat(49), 'Ä'])(
    'is no %j',
    async (name, { database }) => {
      const ran = await run(database, 'erase', '--id', '1', '--yes', '--requested-by', name)
      expect(ran.stderr).toMatch(/^unsaid: --requested-by must be 1 to 48 of the characters /)
      expect({ code: ran.code, stdout: ran.stdout }).toEqual({ code: 2, stdout: '' })
    },
  )
})
