import { describe, expect, onTestFinished } from 'vitest'
import { createLogger } from '../../src/logger.ts'
import { startWorker } from '../../workers/start-worker.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { tempFolder } from '../database/embedded/temp-folder.ts'
import { environmentOf } from './database-environment.ts'
import { listFile, runOn, storedItems } from './list-files.ts'
import { MANY_COMMANDS, startUnsaid } from './run-unsaid.ts'
import { runLine } from './unsaid-on-path.ts'

const logger = createLogger('silent')

function work({ db, backend }: TestDatabase): void {
  const worker = startWorker({ db, logger, backend: backend('postgres') })
  onTestFinished(() => worker.close())
}

/** @returns the job's id; nobody works at it yet */
async function accepted(database: TestDatabase, file: string, ...options: string[]) {
  const { stdout } = await runOn(database, ['bulk', file, '--no-wait', '--json', ...options])
  return (JSON.parse(stdout) as { id: string }).id
}

const codeOf = (stdout: string) =>
  (JSON.parse(stdout) as { errors: { code: string }[] }).errors[0]?.code

describe('jobs of many items', { timeout: MANY_COMMANDS }, () => {
  test('are listed, the newest first, page by page', async ({ database }) => {
    const { parts } = await storedItems(database, 3)
    const file = await listFile(parts)
    const ids = [
      await accepted(database, file, '--yes'),
      await accepted(database, file),
      await accepted(database, file, '--yes'),
    ]
    const all = await runOn(database, ['jobs', '--json', '--state', 'queued'])
    const { data } = JSON.parse(all.stdout)
    expect(data.map(({ id }: { id: string }) => id)).toEqual(ids.toReversed())
    expect(data[0]).toMatchObject({ kind: 'bulk', status: 'pending', progress: { total: 3 } })

    const first = await runOn(database, ['jobs', '--limit', '2'])
    expect(first.stdout.split('\n')).toEqual([
      expect.stringMatching(new RegExp(`^\\S+Z  job ${ids[2]}  bulk  queued  0/3$`)),
      expect.stringContaining(ids[1]!),
      `older ones: unsaid jobs --before ${ids[1]}`,
      '',
    ])
    const second = await runOn(database, ['jobs', '--before', ids[1]!, '--limit', '1'])
    expect(second.stdout).toContain(`job ${ids[0]}`)
    const none = await runOn(database, ['jobs', '--kind', 'erasure'])
    expect(none).toMatchObject({ code: 0, stdout: 'no jobs\n' })
  })

  test('are canceled, and then not run', async ({ database }) => {
    const { parts } = await storedItems(database, 1)
    const job = await accepted(database, await listFile(parts))
    const early = await runOn(database, ['run', job, '--yes'])
    expect(early).toMatchObject({ code: 1, stdout: 'conflict: The job is not planned yet\n' })

    const asked = await runOn(database, ['cancel', job])
    expect(asked.stderr).toBe(`nothing is canceled; to go on: unsaid cancel ${job} --yes\n`)
    const canceled = await runOn(database, ['cancel', job, '--yes', '--json'])
    expect(JSON.parse(canceled.stdout)).toMatchObject({
      ...{ id: job, status: 'failed', state: 'canceled' },
      progress: { total: 1, canceled: 1 },
    })
    const late = await runOn(database, ['run', job, '--yes', '--json'])
    expect(codeOf(late.stdout)).toBe('conflict')
    expect([asked.code, canceled.code, late.code]).toEqual([4, 0, 1])
  })

  test('refuse the steps that they have not', async ({ database }) => {
    const { parts } = await storedItems(database, 1)
    const [{ conversation_id = '', conversation_part_id = '' }] = parts as [Record<string, string>]
    const ids = ['--conversation-id', conversation_id, '--part-id', conversation_part_id]
    const single = JSON.parse((await runOn(database, ['redact', ...ids, '--json'])).stdout).id
    for (const [job, code] of [
      [single, 'conflict'],
      ['unknown', 'job_not_found'],
    ]) {
      for (const command of [['items'], ['run', '--yes'], ['cancel', '--yes']]) {
        const ran = await runOn(database, [...command, job, '--json'])
        expect([codeOf(ran.stdout), ran.code], command[0]).toEqual([code, 1])
      }
    }
    const direct = await accepted(database, await listFile(parts), '--yes')
    const run = await runOn(database, ['run', direct, '--yes'])
    expect(run.stdout).toBe(
      'conflict: The job was not planned (dry_run): it runs, or has run, by itself\n',
    )
  })

  test('are watched until they end, line by line without a terminal', async ({ database }) => {
    const { parts } = await storedItems(database, 2)
    const job = await accepted(database, await listFile(parts), '--yes')
    const watching = startUnsaid(['status', job, '--watch'], { env: environmentOf(database) })
    await watching.said('done: 0 of 2 items')
    work(database)
    const { code, stdout } = await watching.ended
    expect(stdout).toBe(`succeeded: 2 of 2 items done (job ${job})\n  redacted: 2\n`)
    expect(code).toBe(0)
  })

  test('write their items to whoever reads them, as far as he reads', async ({ database }) => {
    const item = { type: 'source', conversation_id: '1', source_id: 'nobody' }
    const job = await accepted(database, await listFile(Array.from({ length: 12_000 }, () => item)))
    const options = { env: environmentOf(database) }
    for (const format of ['--format csv', '--format ndjson', '--json']) {
      const line = `unsaid items ${job} ${format} | head -n 2`
      const { code, stdout, stderr } = await runLine(line, await tempFolder(), options)
      expect({ code, lines: stdout.split('\n').length, stderr }, line).toEqual({
        ...{ code: 0, lines: 3, stderr: '' },
      })
    }
    const all = await runOn(database, ['items', job])
    const lines = all.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).line)
    expect(lines).toEqual(Array.from({ length: 12_000 }, (_, at) => at + 1))
  })
})
