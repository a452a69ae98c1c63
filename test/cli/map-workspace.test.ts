import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect } from 'vitest'
import { test } from '../database-test.ts'
import { HELP_DESK_SQL, HELP_DESK_YAML } from '../maps/help-desk.ts'
import { HELP_DESK_ROWS, helpDeskRows } from '../redact/mapped/help-desk-rows.ts'
import { asOwnerOf } from '../scene/mapped-workspace.ts'
import { environmentOf } from './database-environment.ts'
import { MANY_COMMANDS, runUnsaid } from './run-unsaid.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unsaid-map-'))
  await writeFile(join(folder, 'help-desk.yaml'), HELP_DESK_YAML)
})
afterAll(() => rm(folder, { recursive: true }))

test(
  'from a map to a certificate, by commands alone',
  { timeout: MANY_COMMANDS },
  async ({ database }) => {
    const env = {
      ...environmentOf(database),
      UNSAID_PEPPER: 'a pepper for the test of a workspace on a map',
    }
    const unsaid = (...args: string[]) => runUnsaid(args, { cwd: folder, env })
    await asOwnerOf(database, (owner) => sql.raw(HELP_DESK_SQL + HELP_DESK_ROWS).execute(owner))

    const early = await unsaid('workspace', 'create', 'desk', '--map', 'help-desk')
    expect(early).toMatchObject({ code: 2, stderr: expect.stringContaining('no map help-desk') })

    const added = await unsaid('map', 'add', 'help-desk.yaml')
    expect(added.stderr).toBe('')
    expect(added.stdout).toContain('the map accounts for everything')
    expect(added.stdout).toContain(
      'granted on files: select (ctid, xmin, tableoid, reply_id, path), delete\n',
    )
    expect(added.stdout).toContain('added help-desk, version 1, on schema public')
    expect(added.code).toBe(0)

    const keyed = await unsaid('workspace', 'create', 'desk', '--map', 'help-desk', '--key', 'a=1')
    expect(keyed).toMatchObject({ code: 2, stderr: expect.stringContaining('knows no tenants') })
    const bounded = ['desk', '--map', 'help-desk', '--max-rate', '200']
    expect(await unsaid('workspace', 'create', ...bounded)).toMatchObject({
      ...{ code: 0, stdout: 'made workspace desk on the map help-desk\n', stderr: '' },
    })
    const rate = await unsaid('workspace', 'max-rate', '--workspace', 'desk')
    expect(rate.stdout).toBe('jobs take back at most 200 messages a second\n')
    const free = await unsaid('workspace', 'max-rate', '0', '--workspace', 'desk')
    expect(free.stdout).toBe('jobs take messages back as fast as they can\n')
    for (const refused of [
      ['create', 'other', '--max-rate', '200'],
      ['max-rate', '200'],
      ['max-rate', 'some', '--workspace', 'desk'],
    ]) {
      expect((await unsaid('workspace', ...refused)).code, refused.join(' ')).toBe(2)
    }
    expect((await unsaid('map', 'show')).stdout).toBe(
      'help-desk  version 1, on schema public: Our help desk 2; used by desk\n',
    )
    expect(await unsaid('map', 'remove', 'help-desk')).toMatchObject({
      ...{ code: 1, stdout: 'help-desk is used by desk: it stays\n' },
    })

    const on = ['--workspace', 'desk']
    const redacted = await unsaid('redact', '--conversation-id', '10', '--part-id', '100', ...on)
    expect(redacted).toMatchObject({ code: 0, stderr: '' })
    const shown = await unsaid('show', '10', ...on, '--text')
    expect(shown.stdout).toContain('conversation 10: 3 parts, 1 message redacted')
    expect(shown.stdout).not.toContain('SECRET-first')
    expect(shown.stdout).toContain('SECRET-4111')
    expect((await unsaid('show', '10', ...on)).stdout).not.toContain('SECRET')
    expect(await unsaid('import', 'help-desk.yaml', ...on)).toMatchObject({
      ...{ code: 2, stderr: expect.stringContaining('on the map help-desk') },
    })

    await writeFile(join(folder, 'person'), 'ada@example.com\n')
    const erased = await unsaid('erase', '--email', '@person', '--yes', ...on)
    expect({ code: erased.code, stderr: erased.stderr }).toEqual({ code: 0, stderr: '' })
    expect(erased.stdout).toContain('  copy subject: 1 found, 1 changed\n')
    const rows = JSON.stringify(await helpDeskRows(database))
    expect(rows).not.toMatch(/SECRET|Secretname|ada@example/)
    expect(rows).toContain('Bob Otherman')
    expect(await unsaid('ledger', 'verify', ...on)).toMatchObject({
      // No head is known, so its end can't be checked.
      ...{ code: 5, stdout: expect.stringContaining('targets in entries: 2; redacted: 2;') },
    })
  },
)
