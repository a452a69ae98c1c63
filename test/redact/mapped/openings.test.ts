import { expect } from 'vitest'
import { inWorkspace } from '../../../src/database/in-workspace.ts'
import { storeOf } from '../../../src/redact/store-of.ts'
import { test } from '../../database-test.ts'
import { HELP_DESK_SQL, helpDeskWith, locatedMap } from '../../maps/help-desk.ts'
import { makeMapped } from '../../scene/mapped-workspace.ts'
import { HELP_DESK_ROWS } from './help-desk-rows.ts'

const OPENED = helpDeskWith(
  '  created_at: created_at\n',
  '  created_at: created_at\n  opening: { where: { author_kind: customer } }\n',
)

test('of several openings none is the source, and all are shown', async ({ database }) => {
  const located = locatedMap(OPENED)
  await makeMapped(database, located, HELP_DESK_SQL + HELP_DESK_ROWS, { desk: null })
  const read = (id: string) =>
    inWorkspace(database.db, 'desk', async (trx) => {
      const store = await storeOf(trx, 'desk')
      const outline = await store.readOutline(trx, 'desk', id, { parts: 10, text: false })
      return { conversation: await store.readConversation(trx, 'desk', id), outline }
    })

  const several = await read('10')
  const ids = ['100', '101', '102'].map((id) => expect.objectContaining({ id }))
  expect(several.conversation).toMatchObject({
    source: null,
    conversation_parts: { conversation_parts: ids, total_count: 3 },
  })
  expect(several.outline).toMatchObject({ source: null, parts: ids, part_count: 3 })

  const one = await read('20')
  expect(one.conversation).toMatchObject({
    source: { id: '200' },
    conversation_parts: { conversation_parts: [], total_count: 0 },
  })
  expect(one.outline).toMatchObject({ source: { id: '200' }, parts: [], part_count: 0 })
})
