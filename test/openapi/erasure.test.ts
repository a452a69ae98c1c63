import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, onTestFinished } from 'vitest'
import { createLogger } from '../../src/logger.ts'
import { SCHEMAS } from '../../src/openapi/schemas.ts'
import { startWorker } from '../../workers/start-worker.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { storePerson } from '../erasure/erasable-person.ts'
import { PEPPER } from '../erasure/pepper.ts'
import { openApi } from '../http/api-test.ts'
import { placeOf, postList, settled } from '../http/bulk-lists.ts'
import { complaints } from './complaints.ts'

async function openAll(database: TestDatabase) {
  const { db } = database
  const [logger, backend] = [createLogger('silent'), database.backend('postgres')]
  const worker = startWorker({ db, backend, logger, pepper: PEPPER })
  const api = await openApi(database, { pepper: PEPPER })
  onTestFinished(async () => {
    await api.close()
    await worker.close()
  })
  return api
}

test('the replies about an erasure are as the document says', async ({ database }) => {
  const api = await openAll(database)
  const { id } = await storePerson(database)
  const without = await openApi(database)
  onTestFinished(() => without.close())
  const created = [
    await postList(api, { contact: { id } }),
    await postList(api, { contact: { id: 'nobody' } }),
    await postList(api, { contact: {} }),
    await postList(api, { contact: null }),
    await postList(without, { contact: { id } }),
  ]
  expect(created.map(({ status }) => status)).toEqual([202, 404, 400, 400, 503])
  for (const reply of created) expect(complaints('/redaction_jobs', 'post', reply)).toEqual([])

  const place = placeOf(created[0]!)
  const read = await settled(api, place)
  expect(read.body.state).toBe('succeeded')
  expect(complaints('/redaction_jobs/{id}', 'get', read)).toEqual([])
  expect(Object.keys(SCHEMAS.job.properties)).toEqual(
    expect.arrayContaining(Object.keys(read.body)),
  )
  for (const path of [place, '/redaction_jobs/nope']) {
    const reply = await api.call('GET', `${path}/certificate`)
    expect(complaints('/redaction_jobs/{id}/certificate', 'get', reply)).toEqual([])
  }
  for (const path of [place, '/redaction_jobs/nope']) {
    const reply = await api.call('GET', `${path}/findings`)
    expect(complaints('/redaction_jobs/{id}/findings', 'get', reply)).toEqual([])
  }
  const { body } = await api.call('GET', `${place}/certificate`)
  expect(Object.keys(SCHEMAS.certificate.properties)).toEqual(
    expect.arrayContaining(Object.keys(body)),
  )
})

test('the document says what may be asked of a contact', () => {
  const may = new Ajv2020({ strict: false }).compile(SCHEMAS.erasure_request)
  for (const contact of [{ id: 1 }, { external_id: 'a' }, { email: 'a@example.com' }]) {
    expect(may({ contact, scope: 'conversations', due: '2030-01-31' })).toBe(true)
  }
  for (const contact of [{}, { id: 1, email: 'a' }, { phone: '1' }, { email: '' }, 'a']) {
    expect(may({ contact })).toBe(false)
  }
})
