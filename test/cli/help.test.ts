import { randomUUID } from 'node:crypto'
import { copyFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { expect } from 'vitest'
import { listSuppressions } from '../../src/erasure/suppressions.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { tempFolder } from '../database/embedded/temp-folder.ts'
import { suppressNow } from '../erasure/pepper.ts'
import { asOwnerOf } from '../scene/mapped-workspace.ts'
import { FIDES_HELP_DESK } from '../maps/fides/fides-help-desk.ts'
import { HELP_DESK_SQL, HELP_DESK_YAML } from '../maps/help-desk.ts'
import { environmentOf } from './database-environment.ts'
import { everyCommand, exampleLines, helpOf, printedBy } from './help-pages.ts'
import { MANY_COMMANDS, runUnsaid } from './run-unsaid.ts'
import { runLine, startLine } from './unsaid-on-path.ts'

const EMAIL = 'ada@example.com'
const author = { type: 'user', id: '6650a1f2c3d4e5f607182931', email: EMAIL }
const partOf = (id: string) => ({ type: 'conversation_part', id, body: 'Hi', author })
/** The conversation that the examples in the help are about. */
const EXAMPLE = JSON.stringify({
  type: 'conversation',
  id: '1911149811',
  source: { type: 'conversation', id: '269650473', body: 'Hi', author },
  conversation_parts: { conversation_parts: [partOf('2202737123')] },
})
/** Newer than any erasure, so that an import keeps it. */
const NEWER = { created_at: 4_000_000_000, updated_at: 4_000_000_000 }

/** Where somebody is suppressed, an import asks for it. */
const UNSAID_PEPPER = 'a pepper for the examples of the help'
const ITEM = '{"type": "source", "conversation_id": "1911149811", "source_id": "269650473"}'
const LIST = `type,conversation_id,conversation_part_id,source_id
conversation_part,1911149811,2202737123,
source,1911149811,,269650473
`

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/
/** What the processes that run until they are stopped say when they are up. */
const RUNS_UNTIL_STOPPED = { start: 'listens at', api: 'listens at', worker: 'takes jobs' }

test('every example in every --help runs', { timeout: MANY_COMMANDS }, async ({ database }) => {
  const folder = await tempFolder()
  const UNSAID_LEDGER_HEADS = join(folder, 'heads.ndjson')
  const own = { UNSAID_DATA_DIR: folder, PORT: '0', UNSAID_PEPPER, UNSAID_LEDGER_HEADS }
  const env = { ...environmentOf(database), ...own }
  await writeFile(join(folder, 'conversations.ndjson'), `${EXAMPLE}\n`)
  await writeFile(join(folder, 'export.gz'), gzipSync(EXAMPLE))
  await suppressNow(database.db, 'default', ['nobody'])
  const [suppression] = await listSuppressions(database.db, 'default')
  const ids = { job: '', token: '', suppression: suppression?.id ?? '' }
  await writeFile(join(folder, 'list.csv'), LIST)
  await writeFile(join(folder, 'email.txt'), `${EMAIL}\n`)
  await writeFile(join(folder, 'help-desk.yaml'), HELP_DESK_YAML)
  await copyFile(FIDES_HELP_DESK, join(folder, 'fides.yaml'))
  await makeHelpDesk(database)
  await writeFile(join(folder, 'list.ndjson.gz'), gzipSync(ITEM))
  // A demo that reads no settings is not about this database.
  for (const line of exampleLines().filter((one) => !one.startsWith('unsaid demo'))) {
    // Whatever was run has ended, and can't be canceled.
    if (line.includes('unsaid cancel')) ids.job = await plannedJob(folder, env)
    if (line.includes('unsaid erase')) await writeAgain(folder, env)
    if (line.includes('--map')) await addHelpDesk(folder, env)
    if (line.includes('--ledger '))
      await runLine('unsaid ledger export > ledger.ndjson', folder, { env })
    const typed = line.replace(UUID, ids[aboutWhat(line)]).replace('PORT=8080', 'PORT=0')
    const { code, stdout, stderr } = await ranOrStopped(typed, folder, env)
    expect({ code, stderr }, line).toEqual({ code: 0, stderr: '' })
    ids.job = /job ([0-9a-f-]{36})/.exec(stdout)?.[1] ?? ids.job
    ids.token = /token ([0-9a-f-]{36})/.exec(stdout)?.[1] ?? ids.token
  }
  expect(Object.values(ids)).not.toContain('')
})

/** What maps and searches of the examples are about stands beside Unsaid's own schema. */
async function makeHelpDesk(database: TestDatabase): Promise<void> {
  const made = `${HELP_DESK_SQL} grant select on all tables in schema public to public;`
  await asOwnerOf(database, (owner) => sql.raw(made).execute(owner))
}

/** A map that a workspace will use, and one that may go. */
async function addHelpDesk(folder: string, env: Record<string, string>): Promise<void> {
  const old = HELP_DESK_YAML.replace('map: help-desk', 'map: old-desk')
  await writeFile(join(folder, 'old-desk.yaml'), old)
  for (const name of ['help-desk', 'old-desk']) {
    expect((await runLine(`unsaid map add ${name}.yaml`, folder, { env })).code).toBe(0)
  }
}

function aboutWhat(line: string): 'token' | 'suppression' | 'job' {
  if (line.includes('token revoke')) return 'token'
  return line.includes('suppression lift') ? 'suppression' : 'job'
}

test('every command shows how it is used', () => {
  const without = everyCommand()
    .map((names) => ({ names, help: helpOf(names) }))
    .filter(({ help }) => !help.includes('\nCommands:') && !help.includes('\nExamples:\n'))
  expect(without.map(({ names }) => names.join(' '))).toEqual([])
})

async function plannedJob(folder: string, env: Record<string, string>): Promise<string> {
  const { stdout } = await runLine('unsaid bulk list.csv --dry-run', folder, { env })
  return /job ([0-9a-f-]{36})/.exec(stdout)?.[1] ?? ''
}

/** Somebody who was erased is a customer again. */
async function writeAgain(folder: string, env: Record<string, string>): Promise<void> {
  const parts = [{ ...partOf(randomUUID()), ...NEWER }]
  const record = { type: 'conversation', id: randomUUID(), ...NEWER }
  const conversation = { ...record, conversation_parts: { conversation_parts: parts } }
  await writeFile(join(folder, 'again.json'), JSON.stringify(conversation))
  expect((await runLine('unsaid import again.json', folder, { env })).code).toBe(0)
}

/** Runs a line to its end; a process that has none is stopped when it is up. */
async function ranOrStopped(line: string, folder: string, env: Record<string, string>) {
  const name = /unsaid (\w+)/.exec(line)?.[1] ?? ''
  if (!isRunUntilStopped(name)) return runLine(line, folder, { env })
  const running = await startLine(line, folder, { env: { ...env, LOG_LEVEL: 'silent' } })
  await running.said(RUNS_UNTIL_STOPPED[name])
  running.child.kill('SIGTERM')
  return { ...(await running.ended), stderr: '' }
}

function isRunUntilStopped(name: string): name is keyof typeof RUNS_UNTIL_STOPPED {
  return Object.hasOwn(RUNS_UNTIL_STOPPED, name)
}

test('every command has a help page that --help prints', async () => {
  const commands = everyCommand()
  expect(commands.length).toBeGreaterThan(10)
  for (const command of commands) {
    expect(await printedBy([...command, '--help']), command.join(' ')).toBe(helpOf(command))
  }
})

test.for([[], ['ledger', 'verify']])(
  'unsaid %j --help prints it, and succeeds',
  async (command) => {
    const { code, stdout, stderr } = await runUnsaid([...command, '--help'])
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: helpOf(command), stderr: '' })
  },
)
