import { setTimeout as after } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect, onTestFinished } from 'vitest'
import { acceptRedactions } from '../jobs/accept-redactions.ts'
import { parseRedactionRequest } from '../../src/request/parse-redaction-request.ts'
import { SCOPES } from '../../src/access/access-token.ts'
import { redactGroup } from '../../src/redact/redact-group.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { openApi, type TestApi } from '../http/api-test.ts'
import { linesOf, unknownItems } from '../http/bulk-lists.ts'
import {
  beginRequest,
  jobsOf,
  LAST_PIECE,
  LOSSES,
  losingToken,
  piece,
  type LosingToken,
} from '../http/losing-token.ts'
import { storeConversation, type StoredConversation } from '../http/store-conversation.ts'
import { seededRandom, type SeededRandom } from '../scene/seeded-random.ts'

/** `UNSAID_TEST_MOMENTS=1000` is the whole of it. */
const MOMENTS = Number(process.env.UNSAID_TEST_MOMENTS ?? 40)
const AT_ONCE = 20

/** Milliseconds within which both the loss and what is late happen, at moments of their own. */
const SPAN = 2_500

/** What is promised: milliseconds after which nothing is accepted, and no text is given. */
const PROMISED = 1_000

interface Place {
  readonly database: TestDatabase
  readonly api: TestApi
}

/** A request that was begun with a good token. */
interface Begun {
  /** Does what is left to do: the end of its body, or of the job that it waits for. */
  finish(): Promise<void>
  /** All that its caller was sent. */
  readonly answer: Promise<string>
  /** What must not be in there if it was late. */
  readonly secret: string
}

type Begin = (place: Place, one: LosingToken) => Promise<Begun>

const BEGINNINGS = {
  stream: slowBody('/redaction_jobs', linesOf(unknownItems(2)), 'application/x-ndjson'),
  list: slowBody('/redaction_jobs', JSON.stringify({ items: unknownItems(2) })),
  single: slowBody('/conversations/redact', JSON.stringify(unknownItems(1)[0])),
  wait: async ({ api, database }, { token }) => {
    const stored = await storeConversation(database)
    const request = requestOf(stored)
    const [job = ''] = await acceptRedactions(database.db, 'default', [
      { request, requestedBy: 'library' },
    ])
    const answer = api.call('GET', `/jobs/status/${job}?wait=30`, { token })
    return {
      finish: () => redactGroup(database.db, 'default', [job]).then(() => undefined),
      answer: answer.then(({ text }) => text),
      secret: stored.secret,
    }
  },
  redact: async ({ api, database }, one) => {
    const stored = await storeConversation(database)
    const answer = api.redact(stored.redactPart, { token: one.token })
    await expect.poll(() => jobsOf(database, one), { interval: 20 }).toBe(1)
    return {
      finish: async () => {
        const { rows } = await sql<{ id: string }>`
          select id from job where requested_by = ${`token:${one.id}`}`.execute(database.admin)
        await redactGroup(
          database.db,
          'default',
          rows.map(({ id }) => id),
        )
      },
      answer: answer.then(({ text }) => text),
      // The source of the conversation keeps its own.
      secret: stored.secret,
    }
  },
} as const satisfies Record<string, Begin>

type Kind = keyof typeof BEGINNINGS

/** A body that is begun, and ended by `finish`; it is accepted, or it is not. */
function slowBody(path: string, text: string, type?: string): Begin {
  return async ({ api }, { token }) => {
    const request = await beginRequest(api.address, { token, path, ...(type && { type }) })
    await request.send(piece(text.slice(0, 7)))
    return {
      finish: () => request.send(piece(text.slice(7)) + LAST_PIECE),
      answer: request.ended(),
      secret: 'HTTP/1.1 202',
    }
  }
}

function requestOf({ redactPart }: StoredConversation) {
  const parsed = parseRedactionRequest(redactPart)
  if (!parsed.ok) throw new Error('not a request')
  return parsed.request
}

interface Moment {
  readonly kind: Kind
  readonly how: (typeof LOSSES)[number]
  readonly lostAfter: number
  readonly finishedAfter: number
}

function momentsOf(random: SeededRandom): Moment[] {
  const kinds = Object.keys(BEGINNINGS) as Kind[]
  return Array.from({ length: MOMENTS }, () => ({
    kind: random.pick(kinds),
    how: random.pick(LOSSES),
    lostAfter: random.below(SPAN / 2),
    finishedAfter: random.below(SPAN),
  }))
}

interface Seen extends Moment {
  /** Milliseconds from the commit of the loss to what was late; negative: it was not. */
  readonly late: number
  readonly given: boolean
  readonly accepted: number
}

async function live(place: Place, moment: Moment): Promise<Seen> {
  const one = await losingToken(place.database, SCOPES)
  const begun = await BEGINNINGS[moment.kind](place, one)
  const before = await jobsOf(place.database, one)
  const lost = after(moment.lostAfter).then(async () => {
    await one.lose(moment.how)
    return performance.now()
  })
  const finished = after(moment.finishedAfter).then(async () => {
    const at = performance.now()
    // A connection that was cut already can't be written to.
    await begun.finish()
    return at
  })
  const [lostAt, finishedAt, answer] = await Promise.all([lost, finished, begun.answer])
  const accepted = (await jobsOf(place.database, one)) - before
  const given = answer.includes(begun.secret)
  return { ...moment, late: finishedAt - lostAt, given, accepted }
}

test(
  `of ${MOMENTS} tokens lost at random moments none is of use a second later`,
  {
    timeout: 900_000,
  },
  async ({ database }) => {
    const api = await openApi(database)
    onTestFinished(() => api.close())
    const moments = momentsOf(seededRandom('random moments'))
    const seen: Seen[] = []
    const lane = async () => {
      for (let one = moments.pop(); one; one = moments.pop()) {
        seen.push(await live({ database, api }, one))
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, lane))

    expect(seen).toHaveLength(MOMENTS)
    const late = seen.filter((one) => one.late > PROMISED)
    const [early, other] = [seen.filter((one) => one.late < 0), seen.filter((one) => one.late >= 0)]
    // Otherwise nothing was tried.
    expect(Math.min(late.length, early.filter((one) => one.given).length)).toBeGreaterThan(0)
    expect(late.filter((one) => one.given)).toEqual([])
    // What is accepted is allowed in the very transaction that accepts it.
    expect(other.filter((one) => one.accepted > 0)).toEqual([])
  },
)
