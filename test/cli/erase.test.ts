import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { test, type TestDatabase } from '../database-test.ts'
import { tempFolder } from '../database/embedded/temp-folder.ts'
import { marksOf, storePerson } from '../erasure/erasable-person.ts'
import { importWithPepper } from '../erasure/pepper.ts'
import { storeRecycledAddress } from '../erasure/recycled-address.ts'
import { rowsWith } from '../scene/stored-copies.ts'
import { environmentOf } from './database-environment.ts'
import { MANY_COMMANDS, runUnsaid, start, startUnsaid, UNSAID } from './run-unsaid.ts'

const JOB = /job ([0-9a-f-]{36})/

/** As in test/erasure/pepper.ts. */
const UNSAID_PEPPER = 'a pepper for the tests of erasure'

const envOf = (database: TestDatabase) => ({ ...environmentOf(database), UNSAID_PEPPER })

const run = (database: TestDatabase, args: readonly string[], input?: string) =>
  runUnsaid(args, { env: envOf(database), ...(input !== undefined && { input }) })

async function fileWith(text: string, name = 'file'): Promise<string> {
  const file = join(await tempFolder(), name)
  await writeFile(file, text)
  return file
}

describe('unsaid erase', { timeout: MANY_COMMANDS }, () => {
  test('names both who had an address, and erases neither', async ({ database }) => {
    const { email, contacts } = await storeRecycledAddress(database)
    const file = await fileWith(email)
    const { code, stdout, stderr } = await run(database, ['erase', '--email', `@${file}`, '--yes'])
    expect(stdout).toContain(
      `Several contacts have had this value: ${contacts.join(', ')}. Name the one`,
    )
    expect(code).toBe(1)
    expect(stdout + stderr).not.toContain(email)
  })

  test('plans, runs, and leaves a certificate that can be checked', async ({ database }) => {
    const person = await storePerson(database)
    const email = await fileWith(`${person.email}\r\n`)
    const planned = await run(database, ['erase', '--email', `@${email}`, '--due', '2099-01-31'])
    const job = JOB.exec(planned.stdout)?.[1] ?? ''
    expect(planned.stdout.split('\n')).toEqual([
      `ready: 0 of 4 items done (job ${job})`,
      'plan of 4 items; nothing is redacted yet',
      '  redacted: 4',
      '  conversations to be cleared of names and e-mail metadata: 2',
      '  files to be detached, not deleted: 2',
      `  scope: authored; contact ${person.id}`,
      '  requested by: cli; no reason given',
      expect.stringMatching(/^ {2}due: 2099-01-31, \d+ days left$/),
      `to go on: unsaid run ${job} --yes`,
      '',
    ])
    expect(planned.code).toBe(4)
    expect(await rowsWith(database, person.text)).not.toEqual({})

    const ran = await run(database, ['run', job, '--yes'])
    expect(ran.stdout.split('\n').slice(0, 2)).toEqual([
      `succeeded: 4 of 4 items done (job ${job})`,
      '  redacted: 4',
    ])
    expect(ran.stdout).toMatch(/due: 2099-01-31, ended \d+ days early\n {2}files detached.*: 2\n/)
    expect(ran.stdout).toContain(`certificate: unsaid certificate ${job}\n`)
    expect(ran.code).toBe(0)
    for (const mark of marksOf(person)) expect(await rowsWith(database, mark)).toEqual({})
    await checkCertificateOf(database, job)
  })

  test.for(['--email', '--external-id', '--id'])(
    'takes %s from standard input, and shows nothing of it',
    async (flag, { database }) => {
      const person = await storePerson(database)
      const value = { '--email': person.email, '--external-id': person.externalId }[flag]
      const args = ['erase', flag, '-', '--yes', '--json']
      const ran = await run(database, args, `${value ?? person.id}\n`)
      expect(JSON.parse(ran.stdout)).toMatchObject({ state: 'succeeded', kind: 'erasure' })
      for (const mark of marksOf(person)) expect(ran.stdout + ran.stderr).not.toContain(mark)
      expect(ran.code).toBe(0)
    },
  )

  test('takes an id as it is', async ({ database }) => {
    const { id } = await storePerson(database)
    const ran = await run(database, ['erase', '--id', id, '--yes', '--no-wait'])
    expect(ran.stdout).toMatch(/^accepted as job /)
    expect(ran.code).toBe(0)
  })

  test.for(['--email', '--external-id'])(
    'refuses %s as an argument, without repeating it',
    async (flag, { database }) => {
      const { code, stdout, stderr } = await run(database, ['erase', flag, 'ada@example.com'])
      expect(stderr).toMatch(new RegExp(`^unsaid: ${flag} does not take the value itself: .ps. `))
      expect(stdout + stderr).not.toContain('ada')
      expect(code).toBe(2)
    },
  )

  test.for<[string, string[], string?]>([
    ['exactly one of', []],
    ['exactly one of', ['--id', '1', '--email', '-'], 'a@example.com'],
    ['it is empty', ['--email', '-'], ' \n'],
    ['one line', ['--email', '-'], 'a@example.com\nb@example.com\n'],
    ['one line', ['--email', '-'], 'a'.repeat(5_000)],
    ["can't be read", ['--email', '@/nowhere/at/all']],
    ['needs the name of a file', ['--email', '@']],
    ['needs a terminal', ['--email', 'ask']],
    ['--due must be', ['--id', '1', '--due', '2030-02-30']],
    ['--reason must be', ['--id', '1', '--reason', 'Ada asked']],
    ['--due 2020-01-31 is over', ['--id', '1', '--due', '2020-01-31', '--yes']],
    ['--due 2020-01-31 is over', ['--id', '1', '--due', '2020-01-31', '--dry-run']],
    ['--max needs the plan', ['--id', '1', '--max', '3', '--no-wait', '--yes']],
  ])('says "%s" to %j', async ([message, args, input], { database }) => {
    const ran = await run(database, ['erase', ...args], input)
    expect(ran.stderr).toContain(message)
    expect({ code: ran.code, stdout: ran.stdout }).toEqual({ code: 2, stdout: '' })
  })

  test('says when there is no such contact, and when there is no pepper', async ({ database }) => {
    const nobody = await run(database, ['erase', '--email', '-', '--yes'], 'nobody@example.com')
    expect(nobody).toEqual({
      code: 1,
      stdout: 'contact_not_found: Contact not found\n',
      stderr: '',
    })
    const without = await runUnsaid(['erase', '--id', '1'], { env: environmentOf(database) })
    expect(without.stderr).toContain('UNSAID_PEPPER')
    expect(without.code).toBe(3)
  })

  test('is late from the start when that is meant', async ({ database }) => {
    const { id } = await storePerson(database)
    const args = ['erase', '--id', id, '--due', '2020-01-31', '--overdue', '--dry-run']
    const ran = await run(database, args)
    expect(ran.stdout).toMatch(/ {2}due: 2020-01-31, \d+ days overdue\n/)
    expect(ran.code).toBe(0)
  })

  test('shows every contact that matched', async ({ database }) => {
    const [first, second] = [await storePerson(database), await storePerson(database)]
    const shared = { type: 'contact', email: 'shared@example.com', role: 'user' }
    const both = [first, second].map(({ id }) => ({ ...shared, id }))
    await importWithPepper(database.db, 'default', ...both)
    const ran = await run(database, ['erase', '--email', '-', '--dry-run'], 'shared@example.com')
    const ids = [first.id, second.id].sort().join(', ')
    expect(ran.stdout).toContain(`  scope: authored; 2 contacts: ${ids}\n`)
  })

  test('erases nothing when the plan has more than --max', async ({ database }) => {
    const { id, text } = await storePerson(database)
    const ran = await run(database, ['erase', '--id', id, '--yes', '--max', '3'])
    expect(ran.stdout).toContain('more than --max 3')
    expect(ran.code).toBe(1)
    expect(await rowsWith(database, text)).not.toEqual({})
  })

  test('with the same key is the same job', async ({ database }) => {
    const { email } = await storePerson(database)
    const args = ['erase', '--email', '-', '--yes', '--no-wait', '--idempotency-key', 't-1']
    const first = await run(database, args, email)
    expect((await run(database, args, ` ${email}\n`)).stdout).toBe(first.stdout)
    const other = await run(database, args, 'other@example.com')
    expect(other.stdout).toMatch(/^idempotency_key_reused: /)
  })

  test('is seen by nobody in the list of processes', async ({ database }) => {
    const { email } = await storePerson(database)
    const args = ['erase', '--email', '-', '--yes']
    const running = startUnsaid(args, { env: envOf(database), input: { open: true } })
    running.child.stdin!.end(email)
    let seen = ''
    running.child.stdout!.on('data', () => undefined)
    for (let isOver = false; !isOver;) {
      const { stdout } = await start('ps', ['-eo', 'args'], {}).ended
      seen += stdout
      isOver = running.child.exitCode !== null
    }
    expect(seen).toContain('erase --email - --yes')
    expect(seen).not.toContain(email)
    expect((await running.ended).code).toBe(0)
  })

  test.skipIf(process.platform !== 'linux')('asks at a terminal', async ({ database }) => {
    const { id, email, text } = await storePerson(database)
    const args = ['erase', '--email', 'ask', '--due', '2020-01-31']
    const command = [...UNSAID, ...args].join(' ')
    const options = { env: envOf(database), input: { open: true } } as const
    const running = start('script', ['-qefc', command, '/dev/null'], options)
    await running.said('email of the contact: ')
    running.child.stdin!.write(`${email}\n`)
    await running.said('The due date 2020-01-31 was ')
    running.child.stdin!.write('y\n')
    const asked = await running.said(
      'Erase the contact: 4 messages in 2 conversations, for good? [y/N] ',
    )
    expect(asked).toContain(`  scope: authored; contact ${id}`)
    expect(asked).toContain('  requested by: cli; no reason given')
    expect(asked).toMatch(/ {2}due: 2020-01-31, \d+ days overdue/)
    running.child.stdin!.write('y\n')
    expect((await running.ended).stdout).toContain('succeeded: 4 of 4 items done')
    expect(await rowsWith(database, text)).toEqual({})
  })
})

async function checkCertificateOf(database: TestDatabase, job: string): Promise<void> {
  const { stdout } = await run(database, ['certificate', job])
  expect(JSON.parse(stdout)).toMatchObject({ job, messages: { redacted: 4 }, files_detached: 2 })
  const page = await run(database, ['certificate', job, '--format', 'html'])
  expect(page.stdout).toMatch(/^<!doctype html>[^]*<\/html>\n$/)

  const file = await fileWith(stdout, 'certificate.json')
  const intact = await runUnsaid(['certificate', 'verify', file])
  expect(intact.stdout).toContain(`the certificate of job ${job} is unchanged`)
  expect(intact.stdout).toContain('not checkable: ')
  expect({ code: intact.code, stderr: intact.stderr }).toEqual({ code: 5, stderr: '' })
  const other = (await readFile(file, 'utf8')).replace('"redacted": 4', '"redacted": 5')
  const changed = await runUnsaid(['certificate', 'verify', '-', '--json'], { input: other })
  expect(JSON.parse(changed.stdout).problems).toMatchObject([{ code: 'changed' }])
  expect(changed.code).toBe(1)
}

describe('unsaid certificate', { timeout: MANY_COMMANDS }, () => {
  test('is refused while there is none', async ({ database }) => {
    const unknown = await run(database, ['certificate', 'unknown'])
    expect(unknown).toEqual({ code: 1, stdout: 'job_not_found: Job not found\n', stderr: '' })
    const { id } = await storePerson(database)
    const { stdout } = await run(database, ['erase', '--id', id, '--dry-run'])
    const open = await run(database, ['certificate', JOB.exec(stdout)?.[1] ?? ''])
    expect(open.stdout).toBe('conflict: The erasure has not ended yet\n')
  })

  test('verify says what is no certificate, and needs files that are there', async () => {
    const none = await runUnsaid(['certificate', 'verify', '-'], { input: '<!doctype html>' })
    expect(none.stdout).toMatch(/^not_a_certificate: /)
    expect(none.code).toBe(1)
    const missing = await runUnsaid(['certificate', 'verify', '/nowhere/at/all'])
    expect(missing.code).toBe(2)
  })
})
