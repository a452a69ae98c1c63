import { describe, expect, onTestFinished, vi } from 'vitest'
import { createLogger } from '../../src/logger.ts'
import { openUnsaid, type Unsaid } from '../../src/library/open-unsaid.ts'
import { startWorker } from '../../workers/start-worker.ts'
import { environmentOf } from '../cli/database-environment.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { marksOf, storePerson } from '../erasure/erasable-person.ts'
import { PEPPER } from '../erasure/pepper.ts'
import { storeRecycledAddress } from '../erasure/recycled-address.ts'
import { rowsWith } from '../scene/stored-copies.ts'

/** As in test/erasure/pepper.ts. */
const UNSAID_PEPPER = 'a pepper for the tests of erasure'

async function open(database: TestDatabase, more = { UNSAID_PEPPER }): Promise<Unsaid> {
  for (const [name, value] of Object.entries({ ...environmentOf(database), ...more })) {
    vi.stubEnv(name, value)
  }
  onTestFinished(() => {
    vi.unstubAllEnvs()
  })
  const unsaid = await openUnsaid()
  onTestFinished(() => unsaid.close())
  return unsaid
}

function work({ db, backend }: TestDatabase): void {
  const logger = createLogger('silent')
  const worker = startWorker({
    ...{ db, backend: backend('postgres'), logger, pepper: PEPPER },
  })
  onTestFinished(() => worker.close())
}

const code = (error: string) =>
  expect.objectContaining({ problems: [expect.objectContaining({ code: error })] })

describe('eraseContact', () => {
  test('erases a contact and gives the certificate', async ({ database }) => {
    const person = await storePerson(database)
    const unsaid = await open(database)
    work(database)
    const dueAt = new Date('2099-01-31T00:00:00Z')
    const { id } = await unsaid.eraseContact({ email: person.email }, { dueAt, reason: 'ticket-1' })
    const job = await unsaid.wait(id)
    expect(job).toMatchObject({ state: 'succeeded', progress: { redacted: 4 }, files_detached: 2 })
    expect(job?.erasure).toMatchObject({
      contact_ids: [person.id],
      due_at: dueAt.getTime() / 1_000,
    })
    expect(await unsaid.certificate(id)).toMatchObject({ job: id, requested_by: 'library' })
    for (const mark of marksOf(person)) expect(await rowsWith(database, mark)).toEqual({})
  })

  test('plans only with dryRun, and has no certificate yet', async ({ database }) => {
    const person = await storePerson(database)
    const unsaid = await open(database)
    work(database)
    const options = { dryRun: true, scope: 'conversations', idempotencyKey: person.id } as const
    const { id } = await unsaid.eraseContact({ id: person.id }, options)
    expect((await unsaid.wait(id))?.state).toBe('ready')
    await expect(unsaid.certificate(id)).rejects.toEqual(code('conflict'))
    expect((await unsaid.eraseContact({ id: person.id }, options)).id).toBe(id)
    await expect(
      unsaid.eraseContact({ id: person.id }, { ...options, scope: 'authored' }),
    ).rejects.toEqual(code('idempotency_key_reused'))
    await unsaid.run(id)
    expect((await unsaid.wait(id))?.state).toBe('succeeded')
  })

  test('names both who had an address, and erases neither', async ({ database }) => {
    const { email, contacts } = await storeRecycledAddress(database)
    const unsaid = await open(database)
    const refusal: unknown = await unsaid.eraseContact({ email }).catch((error: unknown) => error)
    expect(refusal).toEqual(code('conflict'))
    expect(String(refusal)).toContain(contacts.join(', '))
    expect(String(refusal)).not.toContain(email)
  })

  test('refuses what is no request, and names nobody in its errors', async ({ database }) => {
    const unsaid = await open(database)
    const email = 'nobody@example.com'
    const refusal = await unsaid.eraseContact({ email }).catch((error: unknown) => error)
    expect(refusal).toEqual(code('contact_not_found'))
    expect(String(refusal)).not.toContain('nobody')
    for (const bad of [{}, null, { email, id: '1' }, { email: '' }]) {
      await expect(unsaid.eraseContact(bad as never)).rejects.toThrow(/^parameter_/)
    }
    for (const options of [{ scope: 'all' }, { dueAt: 'soon' }, { reason: 'Ada asked' }]) {
      await expect(unsaid.eraseContact({ email }, options as never)).rejects.toEqual(
        code('parameter_invalid'),
      )
    }
    await expect(unsaid.eraseContact({ email }, { workspace: 'elsewhere' })).rejects.toEqual(
      code('contact_not_found'),
    )
    await expect(unsaid.certificate('unknown')).rejects.toEqual(code('job_not_found'))
  })
})
