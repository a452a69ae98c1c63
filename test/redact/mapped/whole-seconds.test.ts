import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import { inWorkspace } from '../../../src/database/in-workspace.ts'
import { decide } from '../../../src/eligibility/decide.ts'
import { redact } from '../../../src/redact/redact.ts'
import { storeOf } from '../../../src/redact/store-of.ts'
import { test } from '../../database-test.ts'
import { HELP_DESK_SQL, helpDeskWith, locatedMap } from '../../maps/help-desk.ts'
import { asOwnerOf, makeMapped } from '../../scene/mapped-workspace.ts'
import { HELP_DESK_ROWS } from './help-desk-rows.ts'

const WORKSPACE = 'desk'

describe('a map of a system that reads no fractions of a second', () => {
  test('has the time of a change written without them', async ({ database }) => {
    const located = locatedMap(helpDeskWith('edited_at: now', 'edited_at: now_second'))
    await makeMapped(database, located, HELP_DESK_SQL + HELP_DESK_ROWS, { [WORKSPACE]: null })

    await inWorkspace(database.db, WORKSPACE, async (trx) => {
      const store = await storeOf(trx, WORKSPACE)
      await redact({
        asked: [
          {
            request: { type: 'conversation_part', conversationId: '10', conversationPartId: '100' },
          },
        ],
        lock: (some) => store.lock(trx, WORKSPACE, some),
        rule: decide,
        record: () => [],
      })
    })

    const { rows } = await asOwnerOf(database, (owner) =>
      sql<{ at: string | null }>`
        select edited_at::text as at from public.replies where id = 100`.execute(owner),
    )
    expect(rows).toEqual([{ at: expect.stringMatching(/^[\d-]+ \d\d:\d\d:\d\d\+00$/) as string }])
  })
})
