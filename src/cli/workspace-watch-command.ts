import { findWatch, setWatch, type Watch } from '../erasure/watch/set-watch.ts'
import type { WatchMode } from '../erasure/watch/watch-state.ts'
import { EXIT } from './exit-code.ts'
import { openForCommand, withSession, type CommonOptions } from './session.ts'
import { UsageError } from './usage-error.ts'
import { watchLines } from './watch-lines.ts'

/** `unsaid workspace watch [report|erase|off]` */
export async function workspaceWatchCommand(
  told: string | undefined,
  options: CommonOptions,
): Promise<number> {
  const mode = told === undefined ? undefined : readMode(told)
  return withSession(options, async (session) => {
    const { db } = await openForCommand(session)
    const { workspace } = session
    if (mode !== undefined && !(await setWatch(db, workspace, mode))) {
      throw new UsageError(
        `the workspace ${workspace} is on no map: imports obey suppression there`,
      )
    }
    const watch = await findWatch(db, workspace)
    session.print({ type: 'watch', workspace, ...shownWatch(watch) }, watchLines(workspace, watch))
    return EXIT.done
  })
}

/** @throws UsageError */
export function readMode(told: string): WatchMode | 'off' {
  if (told === 'report' || told === 'erase' || told === 'off') return told
  throw new UsageError('a watch is report, erase or off')
}

/** Ids and counts; where a look has come to is its own. */
function shownWatch(watch: Watch | undefined) {
  if (!watch) return { mode: 'off' }
  const { mode, lookedAt, passedAt, pass, rowsRead, found, problem, returns } = watch
  return {
    ...{ mode, looked_at: lookedAt, passed_at: passedAt, is_passing: pass !== null },
    ...{ rows_read: rowsRead, found, problem },
    back: returns.map(({ contact, kind, erasedBy, foundAt, tries, job, refusal }) => ({
      ...{ contact_id: contact, recognised_by: kind, erased_by: erasedBy, found_at: foundAt },
      ...{ erasures: tries, job, refusal },
    })),
  }
}
