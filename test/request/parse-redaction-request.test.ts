import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  parseRedactionRequest,
  type ParsedRequest,
} from '../../src/request/parse-redaction-request.ts'
import { targetIdOf } from '../../src/request/redaction-request.ts'

const part = { type: 'conversation_part', conversation_id: '1', conversation_part_id: '2' }
const source = { type: 'source', conversation_id: '1', source_id: '3' }

const NOT_FOUND = 'conversation_part_or_message_not_found'

/** Each problem as `code field`. */
function problems(parsed: ParsedRequest): string[] {
  return parsed.ok ? [] : parsed.problems.map(({ code, field }) => `${code} ${field ?? '-'}`)
}

describe('a request is understood', () => {
  it('for a part', () => {
    const request = { type: 'conversation_part', conversationId: '1', conversationPartId: '2' }
    expect(parseRedactionRequest(part)).toEqual({ ok: true, request })
  })

  it('for a source', () => {
    const request = { type: 'source', conversationId: '1', sourceId: '3' }
    expect(parseRedactionRequest(source)).toEqual({ ok: true, request })
  })

  it.each([
    ['integers as ids', { ...part, conversation_id: 1, conversation_part_id: 2 }],
    ['members nobody knows', { ...part, body: 'hello', __proto__x: 1 }],
    ['both ids at once', { ...part, source_id: '3' }],
    ['the other id in a wrong shape', { ...part, source_id: {} }],
  ])('with %s', (_, body) => {
    const request = { type: 'conversation_part', conversationId: '1', conversationPartId: '2' }
    expect(parseRedactionRequest(body)).toEqual({ ok: true, request })
  })

  it.each(['12345678901234567890', '-2', 'a'.repeat(64), '__proto__'])('with the id %j', (id) => {
    const parsed = parseRedactionRequest({ ...part, conversation_part_id: id })
    expect(parsed.ok && targetIdOf(parsed.request)).toBe(id)
  })
})

describe('what is not a JSON object is refused', () => {
  it.each([[null], [undefined], ['text'], [1], [true], [[]], [[part]]])('%j', (body) => {
    expect(problems(parseRedactionRequest(body))).toEqual(['parameter_invalid -'])
  })
})

const TYPE = 'parameter_not_found type'
const CONVERSATION = 'parameter_not_found conversation_id'

describe('every problem is named, missing ones first, in the order of the parameters', () => {
  it.each<[string, unknown, string[]]>([
    ['nothing', {}, [TYPE, CONVERSATION]],
    ['nulls', { type: null, conversation_id: null }, [TYPE, CONVERSATION]],
    ['empty texts', { type: '', conversation_id: '' }, [TYPE, CONVERSATION]],
    ['no type', { ...part, type: undefined }, [TYPE]],
    [
      'only a part type',
      { type: 'conversation_part' },
      [CONVERSATION, 'parameter_not_found conversation_part_id'],
    ],
    ['only a source type', { type: 'source' }, [CONVERSATION, 'parameter_not_found source_id']],
    ['the id of the other type', { ...part, type: 'source' }, ['parameter_not_found source_id']],
    ['an unknown type', { ...part, type: 'part' }, ['type_mismatch type']],
    ['a type in capitals', { ...part, type: 'Source' }, ['type_mismatch type']],
    ['a type that is a number', { ...part, type: 0 }, ['type_mismatch type']],
    ['a type that is a list', { ...source, type: ['source'] }, ['type_mismatch type']],
    ['a type JavaScript has', { ...source, type: 'constructor' }, ['type_mismatch type']],
    ['an unknown type alone', { type: 'x' }, [CONVERSATION, 'type_mismatch type']],
    [
      'an unknown type and a wrong id',
      { type: 'x', conversation_id: {} },
      ['type_mismatch type', 'parameter_invalid conversation_id'],
    ],
    [
      'one missing, one wrong',
      { type: 'source', source_id: [] },
      [CONVERSATION, 'parameter_invalid source_id'],
    ],
    [
      'two wrong',
      { type: 'source', conversation_id: true, source_id: 1.5 },
      ['parameter_invalid conversation_id', 'parameter_invalid source_id'],
    ],
  ])('%s', (_, body, expected) => {
    expect(problems(parseRedactionRequest(body))).toEqual(expected)
  })

  it.each([[true], [1.5], [2 ** 53], [12345678901234567890], [{}], [[]], [['1']]])(
    'an id may not be %j',
    (id) => {
      const parsed = parseRedactionRequest({ ...part, conversation_part_id: id })
      expect(problems(parsed)).toEqual(['parameter_invalid conversation_part_id'])
    },
  )
})

describe('an id that no message can bear is not found', () => {
  it.each(['  ', '\t', 'a\0b', '1\n', 'a'.repeat(65), '\ud800', '\udc00\ud83d', '🧾', 'ż'])(
    '%j',
    (id) => {
      const asked = [
        { ...part, conversation_part_id: id },
        { ...part, conversation_id: id },
        { ...source, source_id: id },
      ]
      for (const body of asked) {
        expect(problems(parseRedactionRequest(body))).toEqual([`${NOT_FOUND} -`])
      }
    },
  )
})

describe('the messages', () => {
  it('are the words of the contract', () => {
    const parsed = parseRedactionRequest({ type: 'x' })
    expect(parsed).toMatchObject({
      problems: [
        { message: 'conversation_id is a required parameter' },
        {
          message: "The type attribute provided should be either 'conversation_part' or 'source'",
        },
      ],
    })
  })

  it('quote nothing of what was sent', () => {
    const parsed = parseRedactionRequest({ type: 'xyzzy', conversation_id: ['xyzzy'] })
    expect(parsed.ok).toBe(false)
    expect(JSON.stringify(parsed)).not.toContain('xyzzy')
  })
})

describe('anything at all', () => {
  it('is a request or has problems, and never throws', () => {
    const value = fc.option(fc.anything({ withNullPrototype: true }), { nil: 'source' })
    const body = fc.record(
      { type: value, conversation_id: value, source_id: value },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(fc.oneof(body, fc.anything()), (anything) => {
        const parsed = parseRedactionRequest(anything)
        expect(parsed.ok || parsed.problems.length > 0).toBe(true)
      }),
    )
  })
})
