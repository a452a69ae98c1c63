import { describe, expect } from 'vitest'
import { test, type TestDatabase } from '../database-test.ts'
import { marksOf, storePerson } from '../erasure/erasable-person.ts'
import { environmentOf } from './database-environment.ts'
import { MANY_COMMANDS, runUnsaid } from './run-unsaid.ts'

const run = (database: TestDatabase, ...args: string[]) =>
  runUnsaid(args, {
    env: { ...environmentOf(database), UNSAID_PEPPER: 'a pepper for the tests of erasure' },
  })

describe('unsaid erasures', { timeout: MANY_COMMANDS }, () => {
  test('tells an auditor of each, in every form, and of nobody more than ids', async ({
    database,
  }) => {
    const person = await storePerson(database)
    const behalf = ['--requested-by', 'ines', '--reason', 'ticket-1', '--due', '2099-01-31']
    expect((await run(database, 'erase', '--id', person.id, '--yes', ...behalf)).code).toBe(0)

    const period = ['--since', '2020-01-01', '--until', '2098-12-31']
    const plain = await run(database, 'erasures', ...period)
    expect(plain.stdout).toMatch(
      new RegExp(
        `^\\S+Z  job \\S+  succeeded  proof: (?:un)?sealed\n` +
          `  scope: authored; contact ${person.id}; 4 messages\n` +
          `  requested by: cli:ines; reason: ticket-1\n` +
          `  due: 2099-01-31T23:59:59Z, ended \\S+Z\n` +
          `1 erasure: 0 not ended, 0 overdue or ended late.\n$`,
      ),
    )
    const json = await run(database, 'erasures', ...period, '--json')
    expect(JSON.parse(json.stdout)).toMatchObject({
      data: [{ contact_ids: [person.id], requested_by: 'cli:ines', messages: 4, overdue: false }],
    })
    const csv = await run(database, 'erasures', ...period, '--csv')
    expect(csv.stdout).toMatch(/^job,contact_ids,.*\r\n\S+,authored,ticket-1,cli:ines,succeeded,/)
    const html = await run(database, 'erasures', ...period, '--html')
    expect(html.stdout).toMatch(/^<!doctype html>[^]*<\/html>\n$/)
    const listed = await run(database, 'certificate', 'list')
    expect(listed.stdout).toContain(`succeeded  contact ${person.id}  `)
    for (const { code, stdout, stderr } of [plain, json, csv, html, listed]) {
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      for (const mark of marksOf(person)) expect(stdout).not.toContain(mark)
    }
    const none = await run(database, 'erasures', '--overdue')
    expect(none.stdout).toBe('0 erasures: 0 not ended, 0 overdue or ended late.\n')
  })

  test.for<[string, string[]]>([
    ['--since must be a date', ['--since', 'yesterday']],
    ['--until must be a date', ['--until', '2030-02-30']],
    ['--since must be before --until', ['--since', '2030-02-01', '--until', '2030-01-31']],
    ["'--csv' cannot be used with option '--html'", ['--csv', '--html']],
    ["cannot be used with option '--json'", ['--html', '--json']],
  ])('says "%s" to %j', async ([message, args], { database }) => {
    const ran = await run(database, 'erasures', ...args)
    expect(ran.stderr).toContain(message)
    expect({ code: ran.code, stdout: ran.stdout }).toEqual({ code: 2, stdout: '' })
  })
})
