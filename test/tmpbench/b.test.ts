import { test } from 'vitest'
import { foreignDatabase } from '../maps/catalog-of.ts'
import { storeForeign } from '../scene/foreign/store-foreign.ts'
import { snapshotOf } from '../scene/foreign/snapshot-of.ts'
import { traceDatabase } from '../../src/trace/trace-database.ts'
test('bench', { timeout: 600000 }, async () => {
  const d = await foreignDatabase('')
  const t0 = performance.now()
  const s = await storeForeign(d.db, (process.env.SYS ?? 'chatwoot') as 'chatwoot', { people: 2000, messages: 100000 })
  const t1 = performance.now()
  const r = await d.db.transaction().execute((trx) => traceDatabase(trx, { terms: [{ kind: 'text', value: s.people[3]!.markers.own }] }))
  const t2 = performance.now()
  const r2 = await d.db.transaction().execute((trx) => traceDatabase(trx, { terms: [{ kind: 'email', value: s.people[3]!.email }, ...s.people[3]!.markers.authored.map((value) => ({ kind: 'text' as const, value }))] }))
  const t3 = performance.now()
  await snapshotOf(d.db)
  console.log({ store: t1 - t0, trace: t2 - t1, trace50: t3 - t2, snap: performance.now() - t3, rows: r.rows, n: r2.found.length, rss: process.memoryUsage().rss / 1e6 })
  await d.close()
})
