import { describe, expect } from 'vitest'
import { rowsWith } from '../scene/stored-copies.ts'
import { test } from './api-test.ts'
import { everyPage, linesOf, NDJSON, placeOf, postLines, settled } from './bulk-lists.ts'
import { storeConversation } from './store-conversation.ts'

const BOM = '\ufeff'
const REPLACEMENT = '\ufffd'

describe('a byte order mark', () => {
  test.for<[string, (json: string) => string]>([
    ['before the body', (json) => `${BOM}${json}`],
    ['before blanks', (json) => `${BOM} \r\n\t${json}`],
    ['in a body of several lines', (json) => `${BOM}${json.replaceAll(',', ',\n')}\n`],
  ])('%s is taken', async ([, written], { api, database }) => {
    const { redactPart, redactSource } = await storeConversation(database)
    expect((await api.redact(written(JSON.stringify(redactPart)))).status).toBe(200)
    const list = { items: [redactSource] }
    const reply = await api.call('POST', '/redaction_jobs', { body: written(JSON.stringify(list)) })
    expect(reply.status).toBe(202)
    expect((await settled(api, placeOf(reply))).body.progress.redacted).toBe(1)
  })

  test('before a stream is taken', async ({ api, database }) => {
    const { redactPart } = await storeConversation(database)
    const reply = await postLines(api, `${BOM}${linesOf([redactPart])}`)
    expect((await settled(api, placeOf(reply))).body.progress).toMatchObject({ redacted: 1 })
  })

  test.for([`${BOM}${BOM}{}`, ` ${BOM}{}`, `{${BOM}}`, `{}${BOM}`, BOM])(
    'elsewhere is no JSON: %j',
    async (body, { api }) => {
      const { status, body: said } = await api.redact(body)
      expect([status, said.errors[0].message]).toEqual([400, 'The request body must be JSON'])
    },
  )
})

describe('bytes that are not UTF-8', () => {
  const replaced = (json: string, ...bytes: number[]) => {
    const [before = '', after = ''] = json.split('?')
    return Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)])
  }
  const part = { type: 'conversation_part', conversation_id: '1', conversation_part_id: '2' }

  test.for<[string, number[]]>([
    ['a byte of Latin-1', [0xe4]],
    ['a byte that never stands', [0xff]],
    ['a continuation alone', [0x80]],
    ['a character that is cut off', [0xe2, 0x82]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['beyond Unicode', [0xf4, 0x90, 0x80, 0x80]],
    ['a mark of UTF-16', [0xfe, 0xff]],
  ])('%s: refused, and nothing is stored', async ([, bytes], { api, database }) => {
    const mark = `m${bytes.join('x')}y`
    for (const body of [
      { ...part, conversation_part_id: '?' },
      { ...part, note: '?' },
      { ...part, '?': 1 },
    ]) {
      const { status, body: said } = await api.redact(replaced(JSON.stringify(body), ...bytes))
      expect(said.errors).toMatchObject([
        { code: 'parameter_invalid', message: 'The request body must be UTF-8' },
      ])
      expect(status).toBe(400)
    }
    const list = JSON.stringify({ items: [{ ...part, external_id: `${mark}?` }] })
    const refused = await api.call('POST', '/redaction_jobs', { body: replaced(list, ...bytes) })
    expect(refused.status).toBe(400)

    const { redactPart } = await storeConversation(database)
    const line = replaced(JSON.stringify({ ...part, external_id: `${mark}?` }), ...bytes)
    const lines = Buffer.concat([line, Buffer.from(`\n${JSON.stringify(redactPart)}\n`)])
    const reply = await api.call('POST', '/redaction_jobs', { headers: NDJSON, body: lines })
    await settled(api, placeOf(reply))
    const items = await everyPage(api, `${placeOf(reply)}/items`)
    expect(items).toMatchObject([
      { line: 1, error: { code: 'parameter_invalid', message: 'The line is not UTF-8' } },
      { line: 2, outcome: 'redacted' },
    ])
    expect(await rowsWith(database, mark)).toEqual({})
    expect(await rowsWith(database, REPLACEMENT)).toEqual({})
  })

  test('UTF-16 is no UTF-8', async ({ api }) => {
    const text = JSON.stringify(part)
    const bodies = [
      Buffer.from(`${BOM}${text}`, 'utf16le'),
      Buffer.from(`${BOM}${text}`, 'utf16le').swap16(),
    ]
    for (const body of bodies) expect((await api.redact(body)).status).toBe(400)
  })
})
