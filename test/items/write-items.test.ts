import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Item } from '../../src/items/item.ts'
import type { ItemView, OutcomeWord } from '../../src/items/item-view.ts'
import { parseItem } from '../../src/items/parse-item.ts'
import { readItems } from '../../src/items/read-items.ts'
import { writeItems } from '../../src/items/write-items.ts'
import { isMessageId } from '../../src/request/id.ts'
import { gathered, inChunks } from './in-chunks.ts'

const OUTCOMES: OutcomeWord[] = ['redacted', 'already_redacted', 'not_found', 'failed', 'canceled']

/** Mostly what CSV and spreadsheets trip over. */
const tricky = fc.constantFrom(...Array.from(`'=+-@",;#\\ {}[]a7`))
const id = fc
  .string({ unit: fc.oneof(tricky, fc.string({ minLength: 1, maxLength: 1 })), maxLength: 64 })
  .filter(isMessageId)
const externalId = fc
  .string({ unit: fc.oneof(tricky, fc.string({ unit: 'grapheme', minLength: 1 })), maxLength: 60 })
  .filter((text) => parseItem(1, { external_id: text }).externalId === text)

const optional = {
  planned: fc.constantFrom(...OUTCOMES),
  error: fc.record({ code: fc.constant('not_found'), message: fc.constant('Not, "found"') }),
}
const common = {
  line: fc.nat(),
  external_id: fc.option(externalId),
  outcome: fc.option(fc.constantFrom(...OUTCOMES)),
}
const targets = [
  fc.record({
    type: fc.constant('conversation_part'),
    conversation_id: id,
    conversation_part_id: id,
  }),
  fc.record({ type: fc.constant('source'), conversation_id: id, source_id: id }),
  fc.constant({ type: null, conversation_id: null }),
]
const view: fc.Arbitrary<ItemView> = fc
  .tuple(fc.oneof(...targets), fc.record(common), fc.record(optional, { requiredKeys: [] }))
  .map(([target, always, sometimes]) => ({ ...target, ...always, ...sometimes }))

const withoutLine = ({ request, externalId: name }: Item) => ({ request, name })

describe.each(['ndjson', 'csv'] as const)('a list written as %s', (format) => {
  const writer = writeItems(format)

  it('is taken back, item by item', async () => {
    const lineEnds = fc.constantFrom('\n', '\r\n')
    const sizes = fc.integer({ min: 1, max: 300 })
    const property = fc.asyncProperty(
      ...[fc.array(view, { maxLength: 20 }), fc.constantFrom('', '\ufeff'), lineEnds, sizes],
      async (views, bom, lineEnd, size) => {
        const text = bom + writer.header() + views.map(writer.row).join('')
        const input = text.replaceAll(/\r?\n/g, lineEnd)
        const items = await gathered(readItems(inChunks(input, size), format))
        const expected = views.map((one) => withoutLine(parseItem(0, one)))
        expect(items.map(withoutLine)).toEqual(expected)
      },
    )
    await fc.assert(property, { numRuns: 150 })
  })

  it('keeps a broken item broken, with what it takes to find it', async () => {
    const error = { code: 'parameter_not_found', message: 'type is a required parameter' }
    const broken: ItemView = {
      ...{ line: 7, type: null, conversation_id: null },
      ...{ external_id: 'mine', outcome: null, error },
    }
    const text = writer.header() + writer.row(broken)
    expect(text).toContain(error.message)

    const [item, ...others] = await gathered(readItems(inChunks(text), format))
    expect(others).toEqual([])
    expect(item).toMatchObject({ request: null, externalId: 'mine' })
    expect(item!.problems).not.toEqual([])
  })
})

const sample: ItemView = {
  ...{ line: 3, type: 'conversation_part', conversation_id: '1', conversation_part_id: '2' },
  ...{ external_id: '=SUM(A1, "x")', outcome: 'not_found', planned: 'redacted' },
  error: { code: 'not_found', message: 'Not found' },
}

it('CSV has a header, and quotes and guards what it must', () => {
  const { header, row } = writeItems('csv')
  expect(header()).toBe(
    'line,type,conversation_id,conversation_part_id,source_id,external_id,' +
      'outcome,planned,error_code,error_message\r\n',
  )
  expect(row(sample)).toBe(
    `3,conversation_part,1,2,,"'=SUM(A1, ""x"")",not_found,redacted,not_found,Not found\r\n`,
  )
})

it.each(['=1', '+1', '-1', '@a', '\ta', '\ra', `'=1`])('CSV guards %j', (text) => {
  const cells = writeItems('csv').row({ ...sample, external_id: text })
  expect(cells).toMatch(/,"?''?[=+\-@\t\r]/)
})

it.each(['a=1', `'a`, '1-2', ' =1'])('CSV leaves %j as it is', (text) => {
  expect(writeItems('csv').row({ ...sample, external_id: text })).toContain(text)
  expect(writeItems('csv').row({ ...sample, external_id: text })).not.toContain(`'${text}`)
})

it('NDJSON has the API’s item objects, one per line', () => {
  const { header, row } = writeItems('ndjson')
  expect(header()).toBe('')
  expect(row(sample)).toMatch(/^\{.*\}\n$/)
  expect(JSON.parse(row(sample))).toEqual(sample)
})
