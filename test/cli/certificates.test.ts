import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect } from 'vitest'
import { tempFolder } from '../database/embedded/temp-folder.ts'
import { test } from '../database-test.ts'
import { storePerson } from '../erasure/erasable-person.ts'
import { environmentOf } from './database-environment.ts'
import { MANY_COMMANDS, runUnsaid } from './run-unsaid.ts'

test(
  'a certificate is proved by heads and ledger, and missed when it is deleted',
  { timeout: MANY_COMMANDS },
  async ({ database }) => {
    const folder = await tempFolder()
    const [heads, ledger, file] = ['heads', 'ledger', 'certificate'].map((one) => join(folder, one))
    const env = { ...environmentOf(database), UNSAID_LEDGER_HEADS: heads!, UNSAID_PEPPER: PEPPER }
    const run = (...args: string[]) => runUnsaid(args, { env })
    const { id } = await storePerson(database)
    const erased = await run('erase', '--id', id, '--yes', '--json')
    const { id: job } = JSON.parse(erased.stdout) as { id: string }
    await writeFile(file!, (await run('certificate', job)).stdout)
    await writeFile(ledger!, (await run('ledger', 'export')).stdout)

    const verify = (...args: string[]) => runUnsaid(['certificate', 'verify', file!, ...args])
    const proved = await verify('--heads', heads!)
    expect(proved.stdout).toContain('\nproved: ')
    expect(proved).toMatchObject({ code: 0, stderr: '' })
    const compared = await verify('--heads', heads!, '--ledger', ledger!, '--json')
    expect(JSON.parse(compared.stdout)).toMatchObject({ verdict: 'proved', problems: [] })
    expect((await verify('--ledger', ledger!)).code).toBe(2)
    expect((await verify('--heads', heads!, '--ledger', '/nowhere')).code).toBe(2)

    const clean = await run('ledger', 'verify')
    expect(clean.stdout).toContain('certificates issued: 1; stored: 1; not provable: 0\n')
    expect(clean.code).toBe(0)
    await sql`delete from certificate`.execute(database.admin)
    const missed = await run('ledger', 'verify')
    expect(missed.stdout).toContain(
      `  certificate_missing: the entry names a certificate that is missing: certificate ${job}\n`,
    )
    expect(missed.code).toBe(1)
  },
)

/** As in test/erasure/pepper.ts. */
const PEPPER = 'a pepper for the tests of erasure'
