import { appendFile, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Head } from '../../src/ledger/head.ts'
import { openHeadsFile, readHeadsFile } from '../../src/ledger/heads-file.ts'
import { headsInForce } from '../../src/ledger/heads-in-force.ts'
import { tempFolder } from '../database/embedded/temp-folder.ts'

const head = (seq: number, hash = 'a', workspace = 'default'): Head => ({
  ...{ workspace, seq, entryId: `entry-${seq}` },
  hash: hash.repeat(64),
})
const line = (seq: number, hash?: string, workspace?: string) =>
  ({ type: 'head', ...head(seq, hash, workspace) }) as const
const restored = (seq: number) => ({ type: 'restored', lossAccepted: true, ...head(seq) }) as const

async function heads() {
  const path = join(await tempFolder(), 'heads.ndjson')
  return { path, file: openHeadsFile(path) }
}

test('a file that is not there has no heads, and is made by the first', async () => {
  const { file } = await heads()
  expect(await file.newest()).toEqual(new Map())
  await file.append([line(1)])
  expect((await file.newest()).get('default')).toMatchObject(head(1))
})

test('the newest head of each workspace is that of the greatest seq, whoever wrote it', async () => {
  const { path, file } = await heads()
  await file.append([line(5), line(2, 'b', 'other')])
  expect((await file.newest()).get('default')).toMatchObject(head(5))
  await openHeadsFile(path).append([line(9), line(7)])
  const newest = await file.newest()
  expect(newest.get('default')).toMatchObject(head(9))
  expect(newest.get('other')).toMatchObject(head(2, 'b', 'other'))
})

test('a restored database ends the heads beyond the point that it still had', async () => {
  const { path, file } = await heads()
  await file.append([line(3), line(6), line(8, 'b'), restored(6), line(7, 'c'), line(8, 'c')])
  const lines = await readHeadsFile(path)
  const inForce = headsInForce(lines, 'default').map(({ seq, hash }) => `${seq}${hash[0]}`)
  expect(inForce).toEqual(['3a', '6a', '6a', '7c', '8c'])
  expect((await file.newest()).get('default')).toMatchObject(head(8, 'c'))
  await file.append([restored(0)])
  expect((await file.newest()).get('default')).toMatchObject({ seq: 0 })
})

test('half a line of a crash is passed over, and costs the next line nothing', async () => {
  const { path, file } = await heads()
  await file.append([line(1)])
  await appendFile(path, '{"type":"head","works')
  expect((await file.newest()).get('default')).toMatchObject(head(1))
  await file.append([line(2)])
  expect((await file.newest()).get('default')).toMatchObject(head(2))
  expect(await readHeadsFile(path)).toHaveLength(2)
})

test('what is no head is passed over', async () => {
  const { path, file } = await heads()
  const [good] = (await file.append([line(1)]), (await readFile(path, 'utf8')).split('\n'))
  const record = JSON.parse(good!)
  const bad = [{ seq: -1 }, { seq: 1.5 }, { hash: 'x' }, { workspace: 7 }, { type: 'tail' }]
  const lines = bad.map((one) => JSON.stringify({ ...record, ...one }))
  await writeFile(path, ['null', '7', ...lines, ''].join('\n'))
  expect(await readHeadsFile(path)).toEqual([])
})

test('a file that another has replaced is read anew', async () => {
  const { path, file } = await heads()
  await file.append([line(4), line(5)])
  await file.newest()
  await rm(path)
  expect(await file.newest()).toEqual(new Map())
  await file.append([line(3, 'd')])
  expect((await file.newest()).get('default')).toMatchObject(head(3, 'd'))
})
