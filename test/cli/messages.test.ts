import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect } from 'vitest'
import { readConversation } from '../../src/redact/read-conversation.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { tempFolder } from '../database/embedded/temp-folder.ts'
import { environmentOf } from './database-environment.ts'
import { MANY_COMMANDS, runUnsaid, startUnsaid } from './run-unsaid.ts'
import { sampleConversation, SECRET, storeSample } from './sample-conversation.ts'
import { runLine } from './unsaid-on-path.ts'

const run = (database: TestDatabase, args: readonly string[], input?: string) =>
  runUnsaid(args, { env: environmentOf(database), ...(input !== undefined && { input }) })

async function imported(database: TestDatabase) {
  const sample = await storeSample(database.db)
  return { ...sample, redact: ['redact', '--conversation-id', sample.id] }
}

const textOf = async ({ db }: TestDatabase, id: string) =>
  JSON.stringify(await readConversation(db, 'default', id))

const ONE_IMPORTED = 'imported 1 conversation with 2 parts, 0 contacts; 0 bad records\n'

test('imports from files, packed ones too, from stdin and from a gz pipe', async ({ database }) => {
  const folder = await tempFolder()
  const sample = sampleConversation
  const samples = [sample(), sample(), sample(), sample()] as const
  await writeFile(join(folder, 'four.json.gz'), gzipSync(samples[3].json))
  await writeFile(join(folder, 'one.json'), samples[0].json)
  await writeFile(join(folder, 'three.gz'), gzipSync(samples[2].json))

  const env = environmentOf(database)
  const runs = [
    await runUnsaid(['import', 'one.json'], { env, cwd: folder }),
    await run(database, ['import', '-'], samples[1].json),
    await runLine('zcat three.gz | unsaid import -', folder, { env }),
    await runUnsaid(['import', 'four.json.gz'], { env, cwd: folder }),
  ]
  for (const one of runs) expect(one).toEqual({ code: 0, stdout: ONE_IMPORTED, stderr: '' })
  for (const { id } of samples) expect(await textOf(database, id)).toContain(SECRET)
})

test('tells what it imported in part, or passed over, by line and without its text', async ({
  database,
}) => {
  const { id } = sampleConversation()
  const list = { conversation_parts: [], total_count: 700 }
  const cut = { type: 'conversation', id, title: SECRET, conversation_parts: list }
  const deletion = { type: 'conversation', id, object: 'conversation', deleted: true }
  const input = `${JSON.stringify(cut)}\n${JSON.stringify(deletion)}\n`
  const { code, stdout, stderr } = await run(database, ['import', '-'], input)

  expect(stdout.split('\n')).toEqual([
    'imported 1 conversation with 0 parts, 0 contacts; 0 bad records',
    '1 warning: see the lines above',
    '1 record of a deletion, which changed nothing',
    '',
  ])
  expect(stderr).toMatch(/^line 1: .*700/)
  expect(stderr).not.toContain(SECRET)
  expect(code).toBe(0)
  expect(await textOf(database, id)).toContain(SECRET)
})

test('says that an empty input holds nothing to import', async ({ database }) => {
  const { code, stdout } = await run(database, ['import', '-'], '')

  expect(stdout).toBe('nothing imported: the input holds no records\n')
  expect(code).toBe(1)
})

test('names the lines of bad records on stderr, and imports the good ones', async ({
  database,
}) => {
  const good = sampleConversation()
  const input = [`{"id":"7","title":"${SECRET}`, good.json, '{"type":"admin","id":"8"}'].join('\n')
  const { code, stdout, stderr } = await run(database, ['import', '-', '--json'], input)

  expect(JSON.parse(stdout)).toEqual({
    ...{ conversations: 1, parts: 2, contacts: 0, bad: 2 },
    ...{ warnings: 0, deletions: 0, emptied: 0, kept_out: 0 },
  })
  expect(stderr.match(/^line \d+/gm)).toEqual(['line 1', 'line 3'])
  expect(stderr).not.toContain(SECRET)
  expect(code).toBe(1)
})

test('redacts a part, and calls it done when it is done already', async ({ database }) => {
  const { id, part, redact } = await imported(database)
  const first = await run(database, [...redact, '--part-id', part])
  const again = await run(database, [...redact, '--part-id', part])

  expect(first.stdout).toMatch(`redacted: conversation_part ${part} of conversation ${id} (job `)
  expect(again.stdout).toMatch(/^already_redacted: /)
  expect([first.code, first.stderr, again.code, again.stderr]).toEqual([0, '', 0, ''])
  expect(await textOf(database, id)).toContain('This message was deleted')
})

test(
  'redacts a source together with the title that quotes it',
  { timeout: MANY_COMMANDS },
  async ({ database }) => {
    const { id, part, source, redact } = await imported(database)
    const options = ['--source-id', source, '--reason', 'card_number']

    expect(await run(database, [...redact, ...options])).toMatchObject({ code: 0, stderr: '' })
    await run(database, [...redact, '--part-id', part])
    expect(await textOf(database, id)).not.toContain(SECRET)
  },
)

test('refuses what may not be redacted, with the code', async ({ database }) => {
  const { emptyPart, redact } = await imported(database)
  const target = [...redact, '--part-id', emptyPart]
  const told = await run(database, target)
  const asJson = await run(database, [...target, '--json'])

  expect(told.stdout).toMatch(/^not_redactable: .*\n {2}conversation_part_not_redactable: /)
  expect(JSON.parse(asJson.stdout).result.errors[0].code).toBe('conversation_part_not_redactable')
  expect([told.code, asJson.code]).toEqual([1, 1])
})

test.for([
  ['an unknown id', '999'],
  ['an id that no message can bear', 'é'.repeat(70)],
] as const)('does not find %s', async ([, id], { database }) => {
  const { redact } = await imported(database)
  const { code, stdout } = await run(database, [...redact, '--part-id', id])

  expect(stdout).toContain('conversation_part_or_message_not_found: ')
  expect(code).toBe(1)
})

test(
  'leaves the work to a worker with --no-wait, and status tells how it goes',
  { timeout: MANY_COMMANDS },
  async ({ database }) => {
    const { part, redact } = await imported(database)
    const other = await imported(database)
    const accepted = await run(database, [...redact, '--part-id', part, '--no-wait', '--json'])
    const { id } = JSON.parse(accepted.stdout)
    const queued = await run(database, ['status', id, '--json'])

    expect(JSON.parse(queued.stdout)).toMatchObject({ id, status: 'pending', state: 'queued' })
    expect([accepted.code, queued.code]).toEqual([0, 4])

    // Every redaction takes part in the work of all.
    const waiting = run(database, ['status', id, '--wait', '50', '--json'])
    await run(database, [...other.redact, '--part-id', other.part])
    const ended = await waiting
    expect(JSON.parse(ended.stdout)).toMatchObject({ id, status: 'success' })
    expect(ended.code).toBe(0)
  },
)

test(
  'the same idempotency key gives the same job, and is refused for another message',
  { timeout: MANY_COMMANDS },
  async ({ database }) => {
    const { part, source, redact } = await imported(database)
    const key = ['--idempotency-key', 'ticket-4711', '--json']
    const [first, again, other] = [
      await run(database, [...redact, '--part-id', part, ...key]),
      await run(database, [...redact, '--part-id', part, ...key]),
      await run(database, [...redact, '--source-id', source, ...key]),
    ]

    expect(JSON.parse(again.stdout)).toEqual(JSON.parse(first.stdout))
    expect(JSON.parse(other.stdout).errors[0].code).toBe('idempotency_key_reused')
    expect([first.code, again.code, other.code]).toEqual([0, 0, 1])
  },
)

test('an interrupted redaction says how to ask for its job', async ({ database }) => {
  const { part, redact } = await imported(database)
  const env = {
    ...environmentOf(database),
    REDIS_URL: 'redis://127.0.0.1:1',
    LOG_LEVEL: 'debug',
  }
  const running = startUnsaid([...redact, '--part-id', part], { env })
  await running.said('queue worker error')
  running.child.kill('SIGINT')
  const { code, stderr } = await running.ended
  const [, job = ''] = /^accepted as job (\S+): unsaid status \1$/m.exec(stderr) ?? []

  expect(code).toBe(130)
  expect(JSON.parse((await run(database, ['status', job, '--json'])).stdout).id).toBe(job)
})

test('does not find the job of another workspace', async ({ database }) => {
  const { part, redact } = await imported(database)
  const { id } = JSON.parse((await run(database, [...redact, '--part-id', part, '--json'])).stdout)
  await run(database, ['workspace', 'create', 'acme'])
  const { code, stdout } = await run(database, ['status', id, '--workspace', 'acme', '--json'])

  expect(JSON.parse(stdout)).toMatchObject({
    type: 'error.list',
    errors: [{ code: 'job_not_found' }],
  })
  expect(code).toBe(1)
})
