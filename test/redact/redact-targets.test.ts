import { expect } from 'vitest'
import { inWorkspace } from '../../src/database/in-workspace.ts'
import { lockTargets } from '../../src/redact/rows/lock-targets.ts'
import { redactTargets } from '../../src/redact/rows/redact-targets.ts'
import { test } from '../database-test.ts'
import { partOf, storeConversations } from '../scene/stored-conversations.ts'

/** A place beyond the end of a small table. */
const NOWHERE = '(99999,1)'

test.for(['conversation_part', 'source'] as const)(
  'a %s that is not where it was locked fails, and nothing is written',
  async (type, { database }) => {
    const { sources } = await storeConversations(database.db, { conversations: 2, parts: 2 })
    const requests = type === 'source' ? sources : [partOf(0, 0), partOf(1, 0)]
    const lost = requests[1]
    const redacted = inWorkspace(database.db, 'default', async (trx) => {
      const locked = await lockTargets(trx, 'default', requests)
      const placeOf: typeof locked.placeOf = (one) => (one === lost ? NOWHERE : locked.placeOf(one))
      await redactTargets(trx, 'default', requests, { ...locked, placeOf })
    })
    await expect(redacted).rejects.toThrow('1 of 2 locked rows were written')
    const found = await inWorkspace(database.db, 'default', (trx) =>
      lockTargets(trx, 'default', requests),
    )
    expect(requests.map((one) => found.of(one)?.redacted)).toEqual([false, false])
  },
)
