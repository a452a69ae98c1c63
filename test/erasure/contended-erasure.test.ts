import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { parseItem } from '../../src/items/parse-item.ts'
import { describeBackends } from '../each-backend.ts'
import { pollUntil } from '../scene/poll-until.ts'
import { rowsWith } from '../scene/stored-copies.ts'
import { bob, ada, conversationOf, NAME, WORDS } from './adas-conversations.ts'
import {
  certificateOf,
  ends,
  erase,
  openErasureScene,
  store,
  work,
  type ErasureScene,
} from './erasure-scene.ts'

const CONVERSATIONS = 300
const PARTS = 6

/** Every message that is redacted, and how many records the ledger has of it. */
async function recordsOfRedacted({ database }: ErasureScene): Promise<unknown> {
  const { rows } = await sql`
    with record as (
      select item ->> 4 as conversation_id, item ->> 5 as target_id, count(*)::int as times
        from ledger_entry cross join jsonb_array_elements(records) item
       where item ->> 6 = 'redacted' group by 1, 2),
    message as (
      select conversation_id, id from conversation_part where redacted_at is not null
       union all
      select id, source_id from conversation where source_redacted_at is not null)
    select times, count(*)::int as messages
      from message full join record
        on record.conversation_id = message.conversation_id and target_id = id
     group by times`.execute(database.admin)
  return rows
}

async function bulk({ lists }: ErasureScene): Promise<string> {
  const items = Array.from({ length: CONVERSATIONS * PARTS }, (_, at) => {
    const [conversation, part] = [Math.floor(at / PARTS), at % PARTS]
    return parseItem(at + 1, {
      ...{ type: 'conversation_part', conversation_id: `c${conversation}` },
      conversation_part_id: `p${conversation}-${part}`,
    })
  })
  const answer = await lists.accept('default', {
    ...{ items: [items.toReversed()], dryRun: false },
    ask: () => ({ kind: 'bulk', requestedBy: 'library' }),
  })
  if (answer.kind !== 'accepted') throw new Error(answer.kind)
  return answer.job
}

describeBackends('at once', (kind) => {
  test(
    'two erasures of people in the same conversations, a list and singles have one effect each',
    { timeout: 120_000 },
    async () => {
      const scene = await openErasureScene(kind, 4)
      const { database } = scene
      const shape = { parts: PARTS, authors: [ada, bob] }
      const all = Array.from({ length: CONVERSATIONS }, (_, at) => conversationOf(at, shape))
      await store(scene, ...all)
      const jobs = [
        await erase(scene, { scope: 'conversations' }),
        await erase(scene, { selector: { kind: 'id', value: 'bob' } }),
        await erase(scene),
        await bulk(scene),
      ]
      work(scene)
      const singles = await Promise.all(
        Array.from({ length: 200 }, (_, at) =>
          scene.accept({
            ...{ type: 'conversation_part', conversationId: `c${at}` },
            conversationPartId: `p${at}-${at % PARTS}`,
          }),
        ),
      )
      const states = await Promise.all(jobs.map((job) => ends(scene, job)))
      // Whoever comes last may find that all is done, and that is no success of its own.
      for (const { state, outcome_code: code } of states) {
        expect(['succeeded/null', 'failed/nothing_to_redact']).toContain(`${state}/${String(code)}`)
      }
      await pollUntil(
        () => singlesLeft(scene),
        (left) => left === 0,
      )
      expect(singles).toHaveLength(200)
      expect(await recordsOfRedacted(scene)).toEqual([
        { times: 1, messages: CONVERSATIONS * (PARTS + 1) },
      ])
      for (const text of [WORDS, NAME, 'words of bob', '"Bob"']) {
        expect(await rowsWith(database, text), text).toEqual({})
      }
      expect(await certificateOf(scene, jobs[0]!)).toBeDefined()
    },
  )
})

async function singlesLeft({ database }: ErasureScene): Promise<number> {
  const { rows } = await sql<{ left: number }>`
    select count(*)::int as left from job where kind = 'redaction' and state <> 'succeeded'`.execute(
    database.admin,
  )
  return rows[0]!.left
}
