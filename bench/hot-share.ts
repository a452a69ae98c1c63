import type { HotShare } from './result.ts'
import type { Scene } from './scene.ts'

/** Milliseconds within which a backend whose client has gone reports its counts. */
const REPORTED_WITHIN = 5_000

/** How many updates of messages and of jobs were HOT. Ask once the worker has ended. */
export async function hotShare(scene: Scene, id: string, updates: number): Promise<HotShare> {
  const until = Date.now() + REPORTED_WITHIN
  for (;;) {
    await scene.admin.query('select pg_stat_clear_snapshot()')
    const { rows } = await scene.admin.query<{ table: string; all: number; hot: number }>(
      `select relname as table, n_tup_upd::int as all, n_tup_hot_upd::int as hot
         from pg_stat_user_tables where schemaname = 'unsaid'`,
    )
    const [messages, jobs] = ['conversation_part', 'job'].map((table) =>
      rows.find((row) => row.table === table),
    )
    const isComplete = (messages?.all ?? 0) >= updates && (jobs?.all ?? 0) >= updates
    if (isComplete || Date.now() > until) {
      return { id, backend: scene.backend, messages: share(messages), jobs: share(jobs) }
    }
  }
}

function share(counts: { all: number; hot: number } | undefined): number {
  return counts && counts.all > 0 ? Number((counts.hot / counts.all).toFixed(3)) : NaN
}
