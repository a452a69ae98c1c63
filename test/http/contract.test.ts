import { Readable } from 'node:stream'
import { expect } from 'vitest'
import { importRecords } from '../../src/conversation/import-records.ts'
import { readRecords } from '../../src/json-stream/read-records.ts'
import { conversationSchema } from '../contract/conversation-schema.ts'
import { errorListSchema } from '../contract/error-schema.ts'
import { jobSchema } from '../contract/job-schema.ts'
import { outsideJudge, type OutsideJudge } from '../contract/outside-judge.ts'
import { readSamples, sampleIdsNotIn216, type Sample } from '../contract/read-samples.ts'
import type { TestDatabase } from '../database-test.ts'
import { atScale } from '../scene/at-scale.ts'
import { createToken, test, type Reply, type TestApi } from './api-test.ts'
import { targetsOf, type SampleTarget } from './sample-targets.ts'

type Judge = Record<keyof OutsideJudge, (value: unknown) => unknown[]>

const ours: Judge = {
  conversation: (value) => conversationSchema.safeParse(value).error?.issues ?? [],
  error: (value) => errorListSchema.safeParse(value).error?.issues ?? [],
  job: (value) => jobSchema.safeParse(value).error?.issues ?? [],
}
const theirs: Judge | undefined = outsideJudge()
const judges = theirs ? [ours, theirs] : [ours]

/** What each judge has found good. */
const upheld = judges.map(() => ({ conversation: 0, error: 0, job: 0 }))

const samples = readSamples().map((sample) => ({ ...sample, name: `${sample.file} ${sample.id}` }))

/** As a person's own file, so that it comes in by the same door. */
async function importSample({ db }: TestDatabase, { conversation }: Sample): Promise<void> {
  const records = readRecords(Readable.from([Buffer.from(JSON.stringify(conversation))]))
  const counts = await importRecords(db, 'default', records, { onBad: () => undefined })
  expect(counts).toMatchObject({ conversations: 1, bad: 0 })
}

/** Messages of one sample that are redacted; the longest has 700, and each reply 500 of them. */
const MOST = atScale({ small: 100, full: 1_000 })
const MANY = atScale({ small: 200, full: 500 })

interface Redaction extends SampleTarget {
  readonly reply: Reply
  readonly job: Reply
}

/** The first jobs are polled with their result, which is the same conversation once more. */
async function redactAll(
  api: TestApi,
  sample: Sample,
  blind: string,
  use: (one: Redaction) => void,
) {
  const all = targetsOf(sample)
  const step = Math.ceil(all.length / MOST)
  const targets = all.filter(({ eligible }, at) => !eligible || at % step === 0)
  for (let at = 0; at < targets.length; at += 10) {
    const token = at === 0 ? {} : { token: blind }
    const group = targets.slice(at, at + 10).map(async (target) => {
      const reply = await api.redact(target.request)
      return { ...target, reply, job: await api.call('GET', locationOf(reply), token) }
    })
    for (const redaction of await Promise.all(group)) use(redaction)
  }
}

const locationOf = ({ headers }: Reply) => headers.get('location') ?? ''

test.for(samples)(
  '$name: what was valid when it came in stays so',
  async (sample, { api, database }) => {
    await importSample(database, sample)
    const imported = await api.call('GET', `/conversations/${sample.id}`)
    const wereValid = judges.map((judge) => judge.conversation(imported.body).length === 0)
    expect(wereValid).toEqual(judges.map(() => !sampleIdsNotIn216().includes(sample.id)))

    const blind = await createToken(database, ['jobs:read'])
    await redactAll(api, sample, blind, ({ eligible, reply, job }) => {
      expect([reply.status, job.status]).toEqual([eligible ? 200 : 400, 200])
      judges.forEach((judge, nth) => {
        const holds = (kind: keyof Judge, value: unknown) => {
          expect(judge[kind](value)).toEqual([])
          upheld[nth]![kind] += 1
        }
        if (!eligible) holds('error', reply.body)
        else if (wereValid[nth]) holds('conversation', reply.body)
        if (wereValid[nth]) holds('job', job.body)
      })
    })
  },
)

test('hundreds of replies were judged by our own schemas', () => {
  expect(upheld[0]!.conversation).toBeGreaterThan(MANY)
  expect(upheld[0]!.error).toBeGreaterThan(50)
  expect(upheld[0]!.job).toBeGreaterThan(MANY)
})

test('a schema by others upheld as many', ({ skip }) => {
  if (!theirs) return skip('UNSAID_CONTRACT_SCHEMA names no schema by others')
  expect(upheld[1]).toEqual(upheld[0])
})

test('errors of every other kind are valid, too', async ({ api }) => {
  const replies = await Promise.all([
    api.redact({}),
    api.redact('x'),
    api.redact({}, { token: undefined }),
    api.call('GET', '/nope'),
    api.call('GET', '/jobs/status/nope'),
    api.call('GET', '/conversations/nope'),
    api.call('GET', '/conversations/%zz'),
    api.redact('x'.repeat(70_000)),
    api.redact({}, { headers: { 'intercom-version': '0.1' } }),
    api.redact({ type: 'source', conversation_id: 'nope', source_id: 'nope' }),
  ])
  expect(replies.map(({ status }) => status)).toEqual([
    ...[400, 400, 401, 404, 404, 404, 400, 413, 400, 404],
  ])
  for (const judge of judges) {
    expect(replies.flatMap(({ body }) => judge.error(body))).toEqual([])
  }
})
