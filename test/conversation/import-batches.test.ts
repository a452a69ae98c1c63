import { expect, test } from 'vitest'
import { importBatches, type ImportBatch } from '../../src/conversation/import-batches.ts'
import { readRecords } from '../../src/json-stream/read-records.ts'

async function batchesOf(...lines: unknown[]): Promise<ImportBatch[]> {
  const text = lines.map((one) => JSON.stringify(one)).join('\n')
  const input = (async function* () {
    yield await Promise.resolve(Buffer.from(text))
  })()
  const batches: ImportBatch[] = []
  for await (const batch of importBatches(readRecords(input))) batches.push(batch)
  return batches
}

const conversation = (id: string, parts = 0, body = '') => ({
  id,
  conversation_parts: {
    conversation_parts: Array.from({ length: parts }, (_, place) => ({ id: String(place), body })),
  },
})

const idsOf = (batches: readonly ImportBatch[]) => batches.map(({ ids }) => [...ids].join())

test('a conversation that comes again begins a new batch, a contact does not', async () => {
  const contact = { type: 'contact', id: 'k' }
  const [a, b] = [conversation('a'), conversation('b')]
  const batches = await batchesOf(contact, a, b, contact, a, a, b)
  expect(idsOf(batches)).toEqual(['a,b', 'a', 'a,b'])
  expect(batches[0]?.rows).toHaveLength(4)
})

test.for([
  ['parts', [conversation('a', 1_999), conversation('b', 1), conversation('c', 1)]],
  ['bytes', [conversation('a'), conversation('b', 1, 'x'.repeat(5e6)), conversation('c')]],
] as const)('a batch is full at so many %s', async ([, conversations]) => {
  expect(idsOf(await batchesOf(...conversations))).toEqual(['a,b', 'c'])
})

test('nothing but bad records makes batches, too, so that they are told of on the way', async () => {
  const batches = await batchesOf(...Array.from({ length: 1_001 }, () => 1))
  expect(batches.map(({ told }) => told.length)).toEqual([500, 500, 1])
  expect(batches[2]?.told).toEqual([{ kind: 'bad', line: 1_001, reason: 'not a JSON object' }])
})

test('no record makes no batch', async () => {
  expect(await batchesOf()).toEqual([])
})
