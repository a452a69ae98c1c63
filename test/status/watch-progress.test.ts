import type { KyselyPlugin } from 'kysely'
import { expect, onTestFinished } from 'vitest'
import { createLogger } from '../../src/logger.ts'
import { watchProgress, type Standing } from '../../src/status/watch-progress.ts'
import { createWorkspace } from '../../src/access/workspaces.ts'
import { runChunk } from '../../workers/chunks/run-chunk.ts'
import { test } from '../database-test.ts'
import { acceptedList } from '../bulk/accepted-list.ts'
import { asAdmin } from '../workers/job-rows.ts'

const logger = createLogger('silent')
const ITEMS = Array.from({ length: 20 }, () => ({}))

/** Counts the statements that go through it. */
function counter(): { readonly plugin: KyselyPlugin; statements: number } {
  const state = {
    statements: 0,
    plugin: {
      transformQuery: ({ node }) => {
        state.statements += 1
        return node
      },
      transformResult: ({ result }) => Promise.resolve(result),
    } satisfies KyselyPlugin,
  }
  return state
}

const processed = ({ list }: Standing) => list?.progress.processed ?? 0

test('however many follow a job, it is read once for all of them', async ({ database }) => {
  const count = counter()
  const watch = watchProgress(database.db.withPlugin(count.plugin), logger, 50)
  onTestFinished(() => watch.close())
  const job = await acceptedList(database.db, ITEMS)
  const first: Promise<unknown>[] = []
  const untilHalf = async () => {
    let begun = () => {}
    first.push(new Promise<void>((resolve) => (begun = resolve)))
    for await (const standing of watch.follow('default', job, new AbortController().signal)) {
      begun()
      if (processed(standing) >= 10) return
    }
  }
  const all = Promise.all(Array.from({ length: 200 }, untilHalf))
  await Promise.all(first)
  await runChunk(database.db, 'default', { job, chunk: 1 }, logger)
  count.statements = 0
  await all
  // A look that was under way, and the one that saw it; each sets its workspace, too.
  expect(count.statements).toBeGreaterThan(0)
  expect(count.statements).toBeLessThan(50)
})

test('nobody is read for who no longer follows', async ({ database }) => {
  const count = counter()
  const watch = watchProgress(database.db.withPlugin(count.plugin), logger, 5)
  onTestFinished(() => watch.close())
  const [left, kept] = [
    await acceptedList(database.db, ITEMS),
    await acceptedList(database.db, [{}]),
  ]
  const stop = new AbortController()
  for await (const _ of watch.follow('default', left, stop.signal)) stop.abort()
  const before = count.statements
  const other = watchProgress(database.db, logger, 5)
  onTestFinished(() => other.close())
  let looks = 0
  for await (const _ of other.follow('default', kept, new AbortController().signal)) {
    if ((looks += 1) === 10) break
  }
  expect(count.statements).toBe(before)
})

test('a job of another workspace, or one that is gone, ends', async ({ database }) => {
  await createWorkspace(database.db, 'other')
  const watch = watchProgress(database.db, logger, 10)
  onTestFinished(() => watch.close())
  const job = await acceptedList(database.db, [{}])
  const { signal } = new AbortController()
  for await (const _ of watch.follow('other', job, signal)) throw new Error('seen')
  let seen = 0
  for await (const standing of watch.follow('default', job, signal)) {
    expect(standing.job.id).toBe(job)
    if ((seen += 1) === 1) await asAdmin(database, `delete from job where id = '${job}'`)
  }
  expect(seen).toBeGreaterThan(0)
})

test('a database that is away for a moment ends nothing', async ({ database }) => {
  const job = await acceptedList(database.db, [{}])
  let isAway = true
  const away: KyselyPlugin = {
    transformQuery: ({ node }) => {
      if (isAway) throw new Error('away')
      return node
    },
    transformResult: ({ result }) => Promise.resolve(result),
  }
  const lines: string[] = []
  const heard = createLogger('debug', { write: (line) => void lines.push(line) })
  const watch = watchProgress(database.db.withPlugin(away), heard, 5)
  onTestFinished(() => watch.close())
  const seen = watch.follow('default', job, new AbortController().signal)[Symbol.asyncIterator]()
  const next = seen.next()
  await expect.poll(() => lines.join('')).toContain('could not look for progress')
  isAway = false
  expect((await next).value?.job.id).toBe(job)
  await seen.return?.()
})

test('closing ends who follows', async ({ database }) => {
  const watch = watchProgress(database.db, logger, 5)
  const job = await acceptedList(database.db, [{}])
  const { signal } = new AbortController()
  for await (const _ of watch.follow('default', job, signal)) await watch.close()
})
