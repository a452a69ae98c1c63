import { randomUUID } from 'node:crypto'
import { describe, expect } from 'vitest'
import { rowsWith } from '../scene/stored-copies.ts'
import { test } from './api-test.ts'
import { everyPage, linesOf, placeOf, postLines, postList, settled } from './bulk-lists.ts'
import { storeConversation } from './store-conversation.ts'

/** What people paste into a column of ids; each bears a word that is nowhere else. */
const PASTED: readonly [string, (word: string) => string][] = [
  ['an address', (word) => `${word}@example.org`],
  ['an address with its name', (word) => `Ada <${word}@example.org>`],
  ['an address and a blank', (word) => ` ${word}@example.org`],
  ['a name', (word) => `Ada ${word}`],
  ['a sentence', (word) => `call me at ${word} please`],
  ['a mention', (word) => `@${word}`],
  ['an id with a blank before it', (word) => ` ${word}`],
  ['an id with a blank after it', (word) => `${word} `],
  ['two ids', (word) => `${word} ${word}`],
  ['an id with a tab', (word) => `${word}\t1`],
  ['an id and a line end', (word) => `${word}\n`],
  ['an id with a no-break space', (word) => `${word}\u00a01`],
]

const wordOf = () => `w${randomUUID().replaceAll('-', '').slice(0, 20)}`
const part = { type: 'conversation_part', conversation_id: '1', conversation_part_id: '2' }

describe.for(PASTED)('%s in place of an id', ([, pasted]) => {
  test('is not found, and stored nowhere', async ({ api, database }) => {
    const word = wordOf()
    const asked = [
      { ...part, conversation_id: pasted(word) },
      { ...part, conversation_part_id: pasted(word) },
      { type: 'source', conversation_id: '1', source_id: pasted(word) },
    ]
    for (const body of asked) {
      for (const prefer of ['respond-async', 'return=minimal']) {
        const reply = await api.redact(body, { headers: { prefer } })
        expect(reply.status).toBe(404)
        expect(reply.body.errors[0].code).toBe('conversation_part_or_message_not_found')
        expect(reply.headers.get('location')).toBeNull()
        expect(reply.text).not.toContain(word)
      }
    }
    expect(await rowsWith(database, word)).toEqual({})
  })

  test('is a bad item of a list, and stored nowhere', async ({ api, database }) => {
    const word = wordOf()
    const { redactPart } = await storeConversation(database)
    const items = [
      { ...part, conversation_part_id: pasted(word), external_id: `of ${word}` },
      redactPart,
      { ...part, conversation_id: pasted(word) },
      { ...part, source_id: pasted(word) },
    ]
    const accepted = [
      await postList(api, { items }),
      await postLines(api, linesOf(items)),
      await postLines(api, linesOf(items), '?dry_run=true'),
    ]
    for (const reply of accepted) {
      expect(reply.status).toBe(202)
      await settled(api, placeOf(reply))
      const views = await everyPage(api, `${placeOf(reply)}/items`)
      const bad = { error: { code: 'parameter_invalid' }, external_id: null }
      expect(views).toMatchObject([
        { line: 1, conversation_id: null, ...bad },
        { line: 2, conversation_id: redactPart.conversation_id },
        { line: 3, conversation_id: null, ...bad },
        { line: 4, conversation_id: null, ...bad },
      ])
      expect(views[0].error.message).toBe(
        'conversation_part_id has a blank or an @ in it, which no id has',
      )
      const ends = views.map(({ outcome, planned }) => outcome ?? planned)
      expect(ends).toEqual(['failed', expect.stringMatching(/redacted$/), 'failed', 'failed'])
      expect(JSON.stringify(views)).not.toContain(word)
    }
    expect(await rowsWith(database, word)).toEqual({})
  })
})
