import { describe, expect } from 'vitest'
import { readConversation } from '../../src/redact/read-conversation.ts'
import { acceptRedactions } from '../jobs/accept-redactions.ts'
import { redactGroup } from '../../src/redact/redact-group.ts'
import { partRequest, sourceRequest } from '../conversation/redact-now.ts'
import { importObjects } from '../conversation/import-objects.ts'
import { test } from '../database-test.ts'
import { capturing, plansOf } from './captured-queries.ts'
import { CONVERSATIONS, fillWorkspace, PARTS } from './many-rows.ts'

const GROUP = 500

/** Targets all over the table, parts and sources by turns. */
const requests = Array.from({ length: GROUP }, (_, turn) => {
  const conversation = String(1 + turn * (CONVERSATIONS / GROUP))
  return turn % 2 === 0
    ? partRequest(conversation, `${conversation}-${String(1 + ((turn / 2) % PARTS))}`)
    : sourceRequest(conversation, conversation)
})

/** Conversations that are there already, as an import brings them again. */
const known = requests.map(({ conversationId: id }, turn) => ({
  id,
  title: 'Card',
  source: { id, body: 'later', author: { type: 'user', id } },
  conversation_parts: { conversation_parts: [{ id: `${id}-1`, body: String(turn) }] },
}))

describe('at 100,000 parts', () => {
  test('no statement of a group, a read or an import reads a whole table', async ({ database }) => {
    const workspace = 'many'
    await fillWorkspace(database, workspace)
    const { db, queries } = capturing(database)
    const asks = requests.map((request) => ({ request, requestedBy: 'cli' }))
    const ids = await acceptRedactions(database.db, workspace, asks)

    await redactGroup(db, workspace, ids)
    await readConversation(db, workspace, '42')
    await importObjects(db, workspace, ...known)
    await importObjects(db, workspace, ...known)

    const plans = await plansOf(db, [...queries])
    await db.destroy()
    expect(plans.length).toBeGreaterThan(15)
    for (const { sql, plan } of plans) {
      expect(plan, sql).not.toMatch(/Seq Scan on (conversation|conversation_part|job|wakeup)\b/)
    }
    const byPlace = plans.filter(({ sql }) => /ctid = /.test(sql))
    expect(byPlace).toHaveLength(3)
    for (const { sql, plan } of byPlace) expect(plan, sql).toMatch(/Tid Scan on/)
  })

  test('a workspace that is newer than the statistics is not taken for empty', async ({
    database,
  }) => {
    await fillWorkspace(database, 'counted')
    await fillWorkspace(database, 'newer', false)
    const asks = requests.map((request) => ({ request, requestedBy: 'cli' }))
    const ids = await acceptRedactions(database.db, 'newer', asks)
    const { db, queries } = capturing(database)

    await redactGroup(db, 'newer', ids)
    await redactGroup(db, 'newer', await acceptRedactions(database.db, 'newer', asks.slice(0, 1)))

    const plans = await plansOf(db, [...queries])
    await db.destroy()
    expect(plans.some(({ plan }) => /on conversation_part/.test(plan))).toBe(true)
    // The workspace alone: everything in it is read.
    for (const { sql: text, plan } of plans) {
      expect(plan, text).not.toMatch(/Index Cond: \(workspace_id = [^)]*\)$/m)
    }
  })
})
