import { sql } from 'kysely'
import { expect } from 'vitest'
import { test } from '../database-test.ts'
import { ADA } from '../erasure/old-export.ts'
import { importWithPepper, suppressNow } from '../erasure/pepper.ts'
import { environmentOf } from './database-environment.ts'
import { MANY_COMMANDS, runUnsaid } from './run-unsaid.ts'

test(
  'lists what is kept out without telling whom, and lifts one',
  { timeout: MANY_COMMANDS },
  async ({ database }) => {
    const env = environmentOf(database)
    const empty = await runUnsaid(['suppression', 'list'], { env })
    expect(empty).toMatchObject({ code: 0, stdout: 'nobody is kept from being imported again\n' })

    await importWithPepper(database.db, 'default', ADA)
    await suppressNow(database.db, 'default', ['ada'])
    const { data } = JSON.parse(
      (await runUnsaid(['suppression', 'list', '--json'], { env })).stdout,
    ) as { data: Record<string, string>[] }
    expect(data.map((one) => one['kind']).sort()).toEqual(['contact_id', 'email', 'external_id'])
    const members = ['created_at', 'erased_until', 'id', 'job_id', 'kind', 'lifted_at', 'type']
    for (const one of data) expect(Object.keys(one).sort()).toEqual(members)

    const id = data[0]!['id']!
    const lifted = await runUnsaid(['suppression', 'lift', id], { env })
    expect(lifted).toMatchObject({ code: 0, stdout: expect.stringContaining(`lifted ${id}`) })
    expect(await runUnsaid(['suppression', 'lift', id], { env })).toMatchObject({ code: 1 })
    const { stdout } = await runUnsaid(['suppression', 'list'], { env })
    expect(stdout).toMatch(
      new RegExp(`^${id}  \\w+  until 2027\\S+  job erasure-1  lifted 20`, 'm'),
    )
    expect(stdout.match(/in force/g)).toHaveLength(2)
    const { rows } = await sql`
      select from suppression where lifted_at is null`.execute(database.admin)
    expect(rows).toHaveLength(2)
  },
)
