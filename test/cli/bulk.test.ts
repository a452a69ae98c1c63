import { sql } from 'kysely'
import { describe, expect, onTestFinished } from 'vitest'
import { findJob } from '../../src/jobs/find-jobs.ts'
import { asAdmin, onRewriteOf } from '../workers/job-rows.ts'
import { dropStaleLists } from '../../src/bulk/drop-list.ts'
import { pollUntil } from '../scene/poll-until.ts'
import { holdPart } from '../workers/held-part.ts'
import { createTestDatabase, test, type TestDatabase } from '../database-test.ts'
import { NO_REDIS, startRedis } from '../redis-server.ts'
import { environmentOf } from './database-environment.ts'
import { fileOf, listFile, runOn, storedItems } from './list-files.ts'
import { MANY_COMMANDS, runUnsaid, startUnsaid } from './run-unsaid.ts'

const JOB = /job ([0-9a-f-]{36})/

const jobIn = (text: string) => JOB.exec(text)?.[1] ?? ''

async function redactedCount({ admin }: TestDatabase): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from conversation_part
     where redacted_at is not null`.execute(admin)
  return rows[0]!.count
}

/** How many lists are being received. */
async function received({ admin }: TestDatabase): Promise<number> {
  const { rows } = await sql`select from job_list where accepted_at is null`.execute(admin)
  return rows.length
}

async function isAnyoneBlocked({ admin }: TestDatabase): Promise<boolean> {
  const { rows } = await sql`
    select from pg_stat_activity
     where datname = current_database() and wait_event_type = 'Lock'`.execute(admin)
  return rows.length > 0
}

describe('unsaid bulk', { timeout: MANY_COMMANDS }, () => {
  test('takes back what a CSV file names, and its own CSV again', async ({ database }) => {
    const { parts, sources, empty } = await storedItems(database, 1)
    const [part, source, none] = [parts[0]!, sources[0]!, empty[0]!]
    const rows = [
      [
        '\ufeffexternal_id',
        'source_id',
        'ignored',
        'conversation_part_id',
        'conversation_id',
        'type',
      ],
      [
        `"=HYPERLINK(""x"", 1)"`,
        '',
        'a',
        part.conversation_part_id,
        part.conversation_id,
        part.type,
      ],
      [`"two\r\nlines"`, source.source_id, '', '', source.conversation_id, source.type],
      ['-3', source.source_id, '', '', source.conversation_id, source.type],
      ['', '', '', none.conversation_part_id, none.conversation_id, none.type],
      ['', '', '', '', '', 'source'],
    ]
    const file = await fileOf(rows.map((row) => `${row.join(',')}\r\n`).join(''), 'list.csv')
    const ran = await runOn(database, ['bulk', file, '--yes', '--reason', 'card_number'])
    expect(ran.stdout.split('\n').slice(0, 4)).toEqual([
      `completed_with_errors: 5 of 5 items done (job ${jobIn(ran.stdout)})`,
      '  redacted: 2',
      expect.stringMatching(
        /^ {2}not_redactable: 1 {2}for a list: unsaid items .* --outcome not_redactable/,
      ),
      expect.stringMatching(
        /^ {2}failed: 2 {2}for a list: unsaid items .* --outcome failed --format ndjson$/,
      ),
    ])
    expect([ran.code, ran.stderr]).toEqual([1, ''])

    const csv = await runOn(database, ['items', jobIn(ran.stdout), '--format', 'csv'])
    expect(csv.stdout).toContain(`,"'=HYPERLINK(""x"", 1)",redacted,`)
    expect(csv.stdout).toContain(`,'-3,redacted,`)
    const again = await runOn(database, ['bulk', '-', '--yes', '--json'], csv.stdout)
    expect(JSON.parse(again.stdout)).toMatchObject({
      ...{ type: 'job', kind: 'bulk', status: 'success', state: 'completed_with_errors' },
      progress: { total: 5, redacted: 0, already_redacted: 2, not_redactable: 1, failed: 2 },
    })
    const items = await runOn(database, ['items', JSON.parse(again.stdout).id, '--json'])
    expect(JSON.parse(items.stdout)[0]).toMatchObject({
      ...{ line: 2, external_id: '=HYPERLINK("x", 1)', outcome: 'already_redacted' },
    })
  })

  test('plans, and redacts what is still there when the plan is run', async ({ database }) => {
    const { parts, sources } = await storedItems(database, 2)
    const file = await listFile([...parts, ...sources])
    const dry = await runOn(database, ['bulk', file, '--dry-run'])
    const job = jobIn(dry.stdout)
    expect(dry.stdout.split('\n').slice(0, 4)).toEqual([
      `ready: 0 of 4 items done (job ${job})`,
      'plan of 4 items; nothing is redacted yet',
      '  redacted: 4',
      `to go on: unsaid run ${job} --yes`,
    ])
    expect(dry.code).toBe(0)

    const { code } = await runOn(database, ['bulk', await listFile([parts[1]!]), '--yes'])
    expect(code).toBe(0)
    const run = await runOn(database, ['run', job, '--yes', '--json'])
    expect(JSON.parse(run.stdout)).toMatchObject({
      ...{ state: 'succeeded', plan: { redacted: 4, already_redacted: 0 } },
      progress: { redacted: 3, already_redacted: 1 },
    })
    expect(run.code).toBe(0)
    const again = await runOn(database, ['run', job, '--yes'])
    expect(again).toMatchObject({ code: 0, stderr: '' })
    expect(again.stdout).toContain('already_redacted: 1')
  })

  test('redacts nothing when its plan has more than --max', async ({ database }) => {
    const { parts } = await storedItems(database, 2)
    const before = await redactedCount(database)
    const file = await listFile(parts)
    const tooMany = await runOn(database, ['bulk', file, '--yes', '--max', '1'])
    const job = jobIn(tooMany.stdout)
    expect(tooMany.stdout).toBe(
      'conflict: The plan redacts 2 messages, more than --max 1: nothing is redacted, ' +
        `and job ${job} is canceled\n`,
    )
    expect(tooMany.code).toBe(1)
    expect(await redactedCount(database)).toBe(before)
    expect((await findJob(database.db, 'default', job))?.state).toBe('canceled')
    const canceled = await runOn(database, ['run', job, '--yes'])
    expect(canceled).toMatchObject({ code: 1, stdout: 'conflict: The job was canceled\n' })

    expect((await runOn(database, ['bulk', file, '--yes', '--max', '2'])).code).toBe(0)
    expect(await redactedCount(database)).toBe(before + 2)
  })

  test('shows its plan where nobody can be asked, and how to go on', async ({ database }) => {
    const { parts } = await storedItems(database, 1)
    const before = await redactedCount(database)
    const { code, stdout } = await runOn(database, ['bulk', await listFile(parts)])
    const job = jobIn(stdout)
    expect(stdout).toContain(`  redacted: 1\nto go on: unsaid run ${job} --yes\n`)
    expect(code).toBe(4)
    expect(await redactedCount(database)).toBe(before)
  })

  test('writes out the items that failed, which can be sent again', async ({ database }) => {
    const { parts } = await storedItems(database, 3)
    const bad = parts[1]!.conversation_part_id!
    await onRewriteOf(database, bad, `raise exception 'no';`)
    const first = await runOn(database, ['bulk', await listFile(parts), '--yes'])
    const [, command = ''] = /failed: 1 {2}for a list: unsaid (.*)/.exec(first.stdout) ?? []
    expect(first.code).toBe(1)

    const failed = await runOn(database, command.split(' '))
    expect(JSON.parse(failed.stdout)).toMatchObject({
      ...{ line: 2, conversation_part_id: bad, outcome: 'failed' },
      error: { code: 'server_error' },
    })
    await asAdmin(
      database,
      `drop trigger poison_${bad.replaceAll('-', '_')} on unsaid.conversation_part`,
    )
    const again = await runOn(database, ['bulk', '-', '--yes', '--json'], failed.stdout)
    expect(JSON.parse(again.stdout)).toMatchObject({
      state: 'succeeded',
      progress: { redacted: 1 },
    })
    expect(again.code).toBe(0)
  })

  test('makes one job of one key and list, and refuses the key for another', async ({
    database,
  }) => {
    const { parts } = await storedItems(database, 2)
    const key = ['--yes', '--json', '--idempotency-key', 'ticket-4711']
    const file = await listFile([parts[0]!])
    const first = await runOn(database, ['bulk', file, ...key])
    const again = await runOn(database, ['bulk', file, ...key])
    expect(JSON.parse(again.stdout)).toEqual(JSON.parse(first.stdout))
    const other = await runOn(database, ['bulk', await listFile([parts[1]!]), ...key])
    expect(JSON.parse(other.stdout).errors[0].code).toBe('idempotency_key_reused')
    expect([first.code, again.code, other.code]).toEqual([0, 0, 1])
  })

  test('calls what is no list wrong usage, and an empty one nothing', async ({ database }) => {
    const noHeader = await runOn(database, ['bulk', '-'], 'a,b\n1,2\n')
    expect(noHeader.stderr).toContain('unsaid: -: The first line must name the columns')
    const cut = await runOn(database, ['bulk', '-', '--yes'], '[{"type": "source"}')
    expect(cut.stderr).toContain('ends before its closing bracket')
    expect([noHeader.code, noHeader.stdout, cut.code, cut.stdout]).toEqual([2, '', 2, ''])

    const empty = await runOn(database, ['bulk', '-', '--format', 'csv'], 'type,conversation_id\n')
    expect(empty.stdout).toContain('nothing_to_redact: ')
    expect(empty.code).toBe(1)
    expect(await received(database)).toBe(0)
  })

  test('that is interrupted says how to follow its job', async ({ database }) => {
    const { parts } = await storedItems(database, 1)
    const holder = await holdPart(database, parts[0]!.conversation_part_id!)
    const running = startUnsaid(['bulk', await listFile(parts), '--yes'], {
      env: environmentOf(database),
    })
    await pollUntil(
      () => isAnyoneBlocked(database),
      (is) => is,
      { within: 120_000 },
    )
    running.child.kill('SIGINT')
    await holder.end()
    const { code, stderr } = await running.ended
    const [, job = ''] = /^accepted as job (\S+): unsaid status \1 --watch$/m.exec(stderr) ?? []
    expect(code).toBe(130)
    expect(await findJob(database.db, 'default', job)).toMatchObject({ kind: 'bulk' })
  })

  test('that is interrupted while it reads says that nothing was accepted', async ({
    database,
  }) => {
    const running = startUnsaid(['bulk', '-', '--yes'], {
      ...{ env: { ...environmentOf(database), LOG_LEVEL: 'silent' }, input: { open: true } },
    })
    running.child.stdin!.write('{"type": "source", "conversation_id": 1, "source_id": 2}\n')
    await pollUntil(
      () => received(database),
      (count) => count > 0,
    )
    running.child.kill('SIGTERM')
    const { code, stderr } = await running.ended
    expect(stderr).toContain('the list was not accepted yet: nothing of it is redacted')
    expect(code).toBe(143)
  })

  test('says so when its list was dropped, because nothing came of it', async ({ database }) => {
    await dropStaleLists(database.db, '0 seconds')
    const env = { ...environmentOf(database), LOG_LEVEL: 'silent' }
    const running = startUnsaid(['bulk', '-', '--yes'], { env, input: { open: true } })
    const { stdin } = running.child
    stdin!.write('{"type": "source", "conversation_id": 1, "source_id": 2}\n')
    await pollUntil(
      () => received(database),
      (count) => count > 0,
    )
    await dropStaleLists(database.db, '0 seconds')
    stdin!.end()
    const { code, stdout } = await running.ended
    expect(stdout).toContain('service_unavailable: The list was dropped')
    expect(code).toBe(1)
  })

  test('works by a queue on Redis', async ({ skip }) => {
    const redis = await startRedis()
    if (!redis) return skip(NO_REDIS)
    onTestFinished(() => redis.stop())
    const { database, close } = await createTestDatabase()
    onTestFinished(close)
    const { parts } = await storedItems(database, 3)
    const env = { ...environmentOf(database), REDIS_URL: redis.url }
    const planned = await runUnsaid(['bulk', await listFile(parts)], { env })
    const run = await runUnsaid(['run', jobIn(planned.stdout), '--yes', '--json'], { env })
    expect(JSON.parse(run.stdout)).toMatchObject({ state: 'succeeded', progress: { redacted: 3 } })
    expect([planned.code, run.code, planned.stderr, run.stderr]).toEqual([4, 0, '', ''])
  })
})
