import { mkdir, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { expect, test } from 'vitest'
import { runMapDemo } from '../../src/demo/run-map-demo.ts'
import { StepFailed } from '../../src/demo/step-failed.ts'
import { explainEnd } from '../../src/cli/explain-end.ts'
import type { RunUnsaid } from '../../src/demo/shell.ts'
import { MANY_COMMANDS, runUnsaid, startUnsaid } from '../cli/run-unsaid.ts'
import { tempFolder } from '../database/embedded/temp-folder.ts'

/** Settings of somebody's own that would break any other command. */
const FOREIGN = { DATABASE_URL: 'nonsense', UNSAID_PEPPER: 'short', LOG_LEVEL: 'nonsense' }

const ofDemo = async (folder: string) =>
  (await readdir(folder)).filter((name) => name.startsWith('unsaid'))

test(
  'shows a message and a person taken out of the tables of Chatwoot, and leaves nothing',
  { timeout: MANY_COMMANDS },
  async () => {
    // Whoever runs the server for root can't enter it.
    const folder = join(await tempFolder(), 'closed')
    await mkdir(folder, { mode: 0o700 })
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
    const env = { ...FOREIGN, TMPDIR: folder }
    const { code, stdout, stderr } = await runUnsaid(['demo', '--map', 'chatwoot'], { env })

    expect({ code, problem: /the demo failed.*/.exec(stderr)?.[0] }).toEqual({ code: 0 })
    expect(await ofDemo(folder)).toEqual([])
    expect(stdout).toContain('the map accounts for everything')
    expect(stdout).toMatch(/before {2}messages 103 content: My card is 5555/)
    expect(stdout).toMatch(/after {3}messages 103 content: \*This message was deleted\*/)
    expect(stdout).toMatch(/after {3}messages 104 content: \[\.\.\.\] - she/)
    expect(stdout).toMatch(/\$ unsaid redact .* --part-id 201\n {4}not_found/)
    expect(stdout).toMatch(/copy quotes: 1 found, 1 changed\n[^]*copy raw_mail: 1 found, 1 deleted/)
    expect(stdout).toMatch(/certificate verify [^]*proved: the ledger holds its digest/)
    expect(stdout.match(/columns: found .*/g)).toEqual([
      'columns: found in 20',
      'columns: found nothing',
    ])
    expect(stdout).toMatch(/of account 2, Hill Books are byte for byte as before\n/)
    expect(stdout.split(/^Search again$/m)[1]).not.toMatch(/Liora|5555/)
  },
)

test.each([
  [
    'something of the person is left',
    `update conversations set identifier = 'Liora Fenwick'`,
    /trace/,
  ],
  [
    'a row of another tenant changes',
    `update contacts set name = 'x' where id = 21`,
    /rows of account 2/,
  ],
])('fails when %s', { timeout: MANY_COMMANDS }, async (_, change, message) => {
  const lines: string[] = []
  const run: RunUnsaid = async (words, { folder, env }) => {
    const ended = await runUnsaid(words, { env, cwd: folder })
    if (words[0] === 'erase') await inDatabase(env['UNSAID_OWNER_DATABASE_URL'] ?? '', change)
    return ended
  }
  const tell = (line: string) => void lines.push(line)
  const played = runMapDemo({ system: 'chatwoot', run, tell, say: () => undefined })

  const failure: unknown = await played.catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(StepFailed)
  expect(explainEnd(failure)).toEqual({ code: 1, message: expect.stringMatching(message) })
  expect(lines.join('\n')).not.toContain("What the map can't reach")
})

async function inDatabase(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(statement)
  await client.end()
}

test('leaves nothing when it is interrupted', { timeout: MANY_COMMANDS }, async () => {
  const folder = await tempFolder()
  const running = startUnsaid(['demo', '--map', 'chatwoot'], { env: { TMPDIR: folder } })
  await running.said('$ unsaid migrate')
  running.child.kill('SIGINT')

  expect((await running.ended).code).toBe(130)
  expect(await ofDemo(folder)).toEqual([])
})

test.each(['zulip', 'nothing'])('has no tables of %s, and says of what it has', async (map) => {
  const folder = await tempFolder()
  const ran = await runUnsaid(['demo', '--map', map], { env: { TMPDIR: folder } })

  expect(ran.code).toBe(2)
  expect(ran.stderr).toBe(`unsaid: --map ${map}: the demo has the tables of chatwoot alone\n`)
  expect(await ofDemo(folder)).toEqual([])
})
