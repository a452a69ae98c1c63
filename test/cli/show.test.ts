import { describe, expect } from 'vitest'
import { test, type TestDatabase } from '../database-test.ts'
import { importWithPepper } from '../erasure/pepper.ts'
import { environmentOf } from './database-environment.ts'
import { MANY_COMMANDS, runUnsaid } from './run-unsaid.ts'

const run = (database: TestDatabase, ...args: string[]) =>
  runUnsaid(args, { env: environmentOf(database) })

const ada = { type: 'user', id: 'ada', name: 'Ada Marker', email: 'ada@example.com' }
const part = {
  type: 'conversation_part',
  part_type: 'comment',
  author: ada,
  created_at: 1_700_000_001,
}
const file = { type: 'upload', name: 'marker.pdf' }
const CONVERSATION = {
  ...{ type: 'conversation', id: 'c1', title: 'Marker', created_at: 1_700_000_000 },
  source: {
    type: 'email',
    id: 's1',
    subject: 'Marker',
    body: 'first\u001b[2J Marker',
    author: ada,
  },
  conversation_parts: {
    conversation_parts: [
      { ...part, id: 'p1', body: 'Marker', attachments: [file] },
      { ...part, id: 'p2', body: null, part_type: 'assignment', author: { type: 'bot', id: 'b' } },
      { ...part, id: 'p3', body: 'two\nlines', created_at: 'Marker' },
    ],
  },
}

describe('unsaid show', { timeout: MANY_COMMANDS }, () => {
  test('shows ids, types, times and what can be redacted, and no text', async ({ database }) => {
    await importWithPepper(database.db, 'default', CONVERSATION)
    await run(database, 'redact', '--conversation-id', 'c1', '--part-id', 'p1')
    const { code, stdout } = await run(database, 'show', 'c1')
    expect(stdout.split('\n')).toEqual([
      'conversation c1: 3 parts, 1 message redacted',
      '  created: 2023-11-14T22:13:20.000Z, updated: unknown',
      '  contacts: ada',
      '  source s1  email  2023-11-14T22:13:20.000Z  by user ada  redactable',
      '  part p1  comment  2023-11-14T22:13:21.000Z  by user ada  redacted',
      '  part p2  assignment  2023-11-14T22:13:21.000Z  by bot b  not redactable',
      '  part p3  comment  unknown  by user ada  redactable',
      '',
    ])
    expect(code).toBe(0)
    const json = await run(database, 'show', 'c1', '--json', '--parts', '1')
    expect(JSON.parse(json.stdout)).toMatchObject({
      ...{ type: 'conversation_outline', id: 'c1', part_count: 3, redacted_count: 1 },
      source: { id: 's1', redaction: 'redact', has_body: true },
      parts: [{ id: 'p3', redaction: 'redact', files: 0 }],
    })
    for (const mark of ['Marker', 'marker', 'example.com', 'lines']) {
      expect(stdout + json.stdout).not.toContain(mark)
    }
  })

  test('shows text when it is asked for, and none that steers the terminal', async ({
    database,
  }) => {
    await importWithPepper(database.db, 'default', { ...CONVERSATION, id: 'c2' })
    const { stdout } = await run(database, 'show', 'c2', '--text', '--parts', '1')
    expect(stdout.split('\n').slice(3)).toEqual([
      '  source s1  email  2023-11-14T22:13:20.000Z  by user ada  redactable',
      '    Marker',
      '    first\ufffd[2J Marker',
      '  2 older parts not shown: --parts 3',
      '  part p3  comment  unknown  by user ada  redactable',
      '    two',
      '    lines',
      '',
    ])
  })

  test('says when there is no such conversation', async ({ database }) => {
    const { code, stdout } = await run(database, 'show', 'nowhere')
    expect(stdout).toMatch(/^conversation_not_found: /)
    expect(code).toBe(1)
  })
})
