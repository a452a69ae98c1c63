import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest'
import { test } from '../database-test.ts'
import { HELP_DESK_SQL, HELP_DESK_YAML } from '../maps/help-desk.ts'
import { HELP_DESK_ROWS, helpDeskRows } from '../redact/mapped/help-desk-rows.ts'
import { asOwnerOf } from '../scene/mapped-workspace.ts'
import { pollUntil } from '../scene/poll-until.ts'
import { environmentOf } from './database-environment.ts'
import { MANY_COMMANDS, runUnsaid, startUnsaid } from './run-unsaid.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unsaid-watch-'))
  await writeFile(join(folder, 'help-desk.yaml'), HELP_DESK_YAML)
  await writeFile(join(folder, 'person'), 'ada@example.com\n')
})
afterAll(() => rm(folder, { recursive: true }))

const DESK = ['--workspace', 'desk'] as const

/** As the desk does when it fetches a mail again. */
const FETCHED = `
  insert into customers values (7, 'Ada@example.com', 'Ada Secretname', null, '{}');
  insert into tickets values (70, 7, 'SECRET subject', 'open', 'SECRET once more');
  insert into replies (id, ticket_id, author_kind, author_id, body, created_at) values
    (700, 70, 'customer', 7, 'SECRET once more', '2026-01-01');`

test(
  'who was erased and is fetched again is told of, then erased',
  { timeout: MANY_COMMANDS },
  async ({ database }) => {
    const pepper = { UNSAID_PEPPER: 'a pepper for the test of a watched workspace' }
    const env = { ...environmentOf(database), ...pepper }
    const unsaid = (...args: string[]) => runUnsaid(args, { cwd: folder, env })
    const run = (text: string) => asOwnerOf(database, (owner) => sql.raw(text).execute(owner))
    await run(HELP_DESK_SQL + HELP_DESK_ROWS)
    await unsaid('map', 'add', 'help-desk.yaml')

    const create = ['workspace', 'create', 'desk', '--map', 'help-desk']
    expect(await unsaid('workspace', 'create', 'other', '--watch', 'report')).toMatchObject({
      ...{ code: 2, stderr: expect.stringContaining('--watch goes with --map') },
    })
    expect(await unsaid(...create, '--watch', 'always')).toMatchObject({
      ...{ code: 2, stderr: expect.stringContaining('a watch is report, erase or off') },
    })
    expect(await unsaid(...create, '--watch', 'report')).toMatchObject({ code: 0, stderr: '' })
    expect(await unsaid('workspace', 'watch', 'report')).toMatchObject({
      ...{ code: 2, stderr: expect.stringContaining('is on no map') },
    })
    const erased = await unsaid('erase', '--email', '@person', '--yes', '--workspace', 'desk')
    expect(erased).toMatchObject({ code: 0, stderr: '' })
    await run(FETCHED)

    const worker = startUnsaid(['worker'], { cwd: folder, env })
    onTestFinished(() => void worker.child.kill('SIGTERM'))
    const told = await pollUntil(
      () => unsaid('workspace', 'watch', ...DESK),
      ({ stdout }) => stdout.includes('back since'),
    )
    expect(told.stdout).toContain('desk is watched: who comes back is only told of\n')
    expect(told.stdout).toMatch(/^7 {2}back since \S+, known by email, erased by \S+: reported$/m)
    const doctor = await unsaid('doctor')
    expect(doctor.stdout).toContain('watch: 1 who were erased are back in desk')
    expect(told.stdout + doctor.stdout).not.toMatch(/ada@|SECRET|Secretname/i)
    expect(JSON.stringify(await helpDeskRows(database))).toContain('SECRET once more')

    expect((await unsaid('workspace', 'watch', 'erase', ...DESK)).code).toBe(0)
    await pollUntil(
      async () => JSON.stringify(await helpDeskRows(database)),
      (rows) => !/SECRET|Secretname|ada@example/i.test(rows),
      { within: 150_000, every: 1_000 },
    )
    expect(JSON.stringify(await helpDeskRows(database))).toContain('Bob Otherman')
    const jobs = await unsaid('erasures', '--workspace', 'desk')
    expect(jobs.stdout).toContain('watch')
    expect(await unsaid('workspace', 'watch', 'off', ...DESK)).toMatchObject({
      ...{ code: 0, stdout: 'desk is not watched: whoever is erased may come back unseen\n' },
    })
  },
)
