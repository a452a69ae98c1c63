import { sql } from 'kysely'
import { expect } from 'vitest'
import { test, type TestDatabase } from '../database-test.ts'
import { marksOf, storePerson, type Person } from '../erasure/erasable-person.ts'
import { environmentOf } from './database-environment.ts'
import { MANY_COMMANDS, runUnsaid } from './run-unsaid.ts'

/** As in test/erasure/pepper.ts. */
const UNSAID_PEPPER = 'a pepper for the tests of erasure'

const run = (database: TestDatabase, ...args: readonly string[]) =>
  runUnsaid(args, { env: { ...environmentOf(database), UNSAID_PEPPER } })

async function eraseOne(database: TestDatabase, { id }: Person): Promise<string> {
  const { stdout } = await run(database, 'erase', '--id', id, '--yes', '--json')
  const job = JSON.parse(stdout) as { id: string; state: string }
  expect(job.state).toBe('succeeded')
  return job.id
}

/** Something that an erasure takes, and something that none does. */
async function leave(
  { admin }: TestDatabase,
  { conversations: [first, second], email, id }: Person,
  tag: string,
) {
  const rating = { rating: 1, remark: `from ${email}`, contact: { id } }
  await sql`
    update conversation
       set data = data || jsonb_build_object('conversation_rating', ${JSON.stringify(rating)}::jsonb)
     where id = ${first}`.execute(admin)
  await sql`
    update conversation
       set data = data || jsonb_build_object('tags', jsonb_build_object('tags', jsonb_build_array(
             jsonb_build_object('name', ${tag}::text))))
     where id = ${second}`.execute(admin)
}

async function makeOld({ admin }: TestDatabase, job: string): Promise<void> {
  await sql`
    update certificate set content = content - 'look' || '{"version": 1}'
     where job_id = ${job}`.execute(admin)
}

test(
  'old certificates are told by doctor, looked at again, and superseded',
  { timeout: MANY_COMMANDS },
  async ({ database }) => {
    const person = await storePerson(database)
    const job = await eraseOne(database, person)
    expect((await run(database, 'recheck')).stdout).toContain('every certificate rests on a look')
    await makeOld(database, job)
    await leave(database, person, `VIP ${person.email}`)
    const doctor = await run(database, 'doctor')
    expect(doctor.stdout).toMatch(/warning +certificates: not rechecked: 1, in default; /)

    const found = await run(database, 'recheck')
    expect(found.stdout.split('\n')).toEqual([
      expect.stringMatching(
        /rows read; left: conversation.conversation_rating 1, conversation.tags 1$/,
      ),
      `  where: unsaid findings ${job}`,
      `  to erase it: unsaid recheck ${job} --fix`,
      '',
    ])
    expect(found.code).toBe(1)
    const findings = await run(database, 'findings', job)
    expect(findings.stdout.split('\n').sort()).toEqual([
      '',
      `conversation.conversation_rating: conversation ${person.conversations[0]}`,
      `conversation.tags: conversation ${person.conversations[1]}`,
    ])
    expect((await run(database, 'doctor')).stdout).toMatch(/ok +certificates: /)

    const fixed = await run(database, 'recheck', job, '--fix', '--json')
    expect(fixed.code).toBe(1)
    const { erasures } = JSON.parse(fixed.stdout) as { erasures: { fix: { job: string } }[] }
    expect(erasures).toMatchObject([{ job, fix: { state: 'completed_with_errors' } }])
    const issued = await run(database, 'certificate', erasures[0]!.fix.job)
    expect(JSON.parse(issued.stdout)).toMatchObject({
      ...{ supersedes: expect.stringMatching(/^[0-9a-f]{64}$/), requested_by: 'cli' },
      look: { found: { 'conversation.tags': 1 } },
    })
    expect((await run(database, 'recheck', job)).stdout).toContain('another certificate has taken')
    const told = [doctor, found, findings, fixed, issued].map(
      ({ stdout, stderr }) => stdout + stderr,
    )
    for (const mark of marksOf(person)) expect(told.join('\n')).not.toContain(mark)
  },
)

test('a certificate that is not there is told, and two questions at once', async ({ database }) => {
  expect((await run(database, 'recheck', 'unknown')).stdout).toContain('There is no certificate')
  expect((await run(database, 'findings', 'unknown')).stdout).toContain('job_not_found')
  const both = await run(database, 'recheck', 'unknown', '--all')
  expect(both.stderr).toContain('--all and a job exclude each other')
  expect(both.code).toBe(2)
})
