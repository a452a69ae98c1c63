import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { createLogger } from '../../src/logger.ts'
import { describeBackends } from '../each-backend.ts'
import { ASK, endOf, everyItem, outcomesOfItems } from '../bulk/accepted-list.ts'
import { bodyOf, itemsOf } from '../bulk/bodies.ts'
import { onRewriteOf } from '../workers/job-rows.ts'
import { keptLog } from './kept-log.ts'
import { openQueueScene, type QueueScene } from '../scene/queue-scene.ts'
import { copiesIn } from '../scene/stored-copies.ts'
import { storeConversations } from '../scene/stored-conversations.ts'

/** The only places where the text of messages and people may be. */
const MESSAGE_TABLES = ['unsaid.contact', 'unsaid.conversation', 'unsaid.conversation_part']

/** What a caller may paste into the wrong place; too long for an id and for an `external_id`. */
const messageOf = (marker: string) =>
  `<p>${marker}: please take my new number and my card back. ${'It was never meant for you. '.repeat(4)}</p>`

/** Items that quote a message where it doesn't belong, and how they end. */
const quoting = (text: string): readonly (readonly [unknown, string])[] => [
  [{ type: text, conversation_id: 'c1', source_id: 's1' }, 'failed/parameter_invalid'],
  [{ type: 'source', conversation_id: text, source_id: 's1' }, 'failed/parameter_invalid'],
  [{ type: 'source', conversation_id: 'c1', source_id: text }, 'failed/parameter_invalid'],
  [{ type: 'source', conversation_id: 'c1', source_id: { text } }, 'failed/parameter_invalid'],
  [{ type: 'source', conversation_id: [text], source_id: 's1' }, 'failed/parameter_invalid'],
  [{ body: text }, 'failed/parameter_invalid'],
  [{ [text]: text, type: 'source', conversation_id: 'c1', source_id: 's0' }, 'not_found'],
  [{ type: 'source', conversation_id: 'c1', source_id: 's0', body: text }, 'not_found'],
  [
    { type: 'source', conversation_id: 'c1', source_id: 's1', external_id: text },
    'failed/parameter_invalid',
  ],
  [text, 'failed/parameter_invalid'],
  [[text], 'failed/parameter_invalid'],
]

describeBackends('the text of messages that a list takes back', (kind) => {
  test(
    'is in the message tables alone, whatever the list quotes',
    { timeout: 120_000 },
    async () => {
      const marker = `marker${randomUUID().replaceAll('-', '')}`
      const log = keptLog()
      const scene = await openQueueScene(kind, createLogger('trace', log.stream))
      const { database } = scene
      const { parts } = await storeConversations(database.db, {
        conversations: 40,
        parts: 6,
        marker,
      })
      await makeRewritesFail(scene)
      const quotes = quoting(messageOf(marker))
      const values = [
        ...quotes.map(([value]) => value),
        ...parts.map((part, at) => ({ ...bodyOf(part), external_id: `mine-${at}` })),
      ]
      const job = await accept(scene, values)
      const worker = scene.startWorker({ LOG_LEVEL: 'trace' })
      await endOf(database, job)

      const outcomes = await outcomesOfItems(database.db, job)
      expect(outcomes.slice(0, quotes.length)).toEqual(quotes.map(([, outcome]) => outcome))
      const failed = outcomes.slice(quotes.length).filter((one) => one !== 'redacted')
      expect(failed).toEqual(Array(2).fill('failed/server_error'))
      expect(JSON.stringify(await everyItem(database.db, job))).not.toContain(marker)

      const found = await copiesIn(scene, marker)
      expect(Object.keys(found).filter((place) => !MESSAGE_TABLES.includes(place))).toEqual([])
      expect(Object.keys(await copiesIn(scene, 'mine-7'))).toEqual(['unsaid.job_item'])
      expect(worker.output).toContain('a chunk is split')
      expect(log.text() + worker.output).not.toContain(marker)
      expect(log.text() + worker.output).not.toContain('mine-')
    },
  )
})

async function accept({ lists }: QueueScene, values: readonly unknown[]): Promise<string> {
  const items = [itemsOf(values)]
  const answer = await lists.accept('default', { items, dryRun: false, ask: () => ASK })
  if (answer.kind !== 'accepted') throw new Error(answer.kind)
  return answer.job
}

/** Errors that quote the row in message, detail and hint. */
async function makeRewritesFail({ database }: QueueScene): Promise<void> {
  const raise = `raise exception 'refused: %', old.body using detail = old.data::text, hint = old.body;`
  await onRewriteOf(database, 'p3-1', raise)
  await onRewriteOf(database, 'p4-2', `perform old.body::integer;`)
}
