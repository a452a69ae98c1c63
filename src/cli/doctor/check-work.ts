import { sql } from 'kysely'
import type { Db } from '../../database/connection.ts'
import { inWorkspace } from '../../database/in-workspace.ts'
import { DEFAULT_WORKSPACE } from '../../request/workspace-id.ts'
import { listTokens } from '../../access/store-token.ts'
import { ok, warning, type Check } from './check.ts'

/** The dispatcher looks every 5 s and puts off what it delivers. */
const OVERDUE = '1 minute'

/** Whether somebody may call the API for this workspace. */
export async function checkTokens(db: Db, workspace: string): Promise<Check> {
  const tokens = await listTokens(db, workspace)
  const valid = tokens.filter(
    ({ revoked_at, expires_at }) => !revoked_at && (!expires_at || expires_at > new Date()),
  )
  if (valid.length > 0)
    return ok('tokens', `valid in workspace ${workspace}: ${String(valid.length)}`)
  const cure = 'make one with `unsaid token create` if the API is to be used'
  return warning('tokens', `none is valid in workspace ${workspace}`, cure)
}

/** Whether accepted jobs are waiting for a dispatcher that does not come. */
export async function checkWakeups(db: Db, workspaces: readonly string[]): Promise<Check> {
  let overdue = 0
  for (const workspace of workspaces) overdue += await overdueIn(db, workspace)
  if (overdue === 0) return ok('wakeups', 'none is overdue')
  return warning(
    'wakeups',
    `overdue by more than a minute: ${String(overdue)}`,
    'start `unsaid worker`, or let the queue get shorter: accepted jobs wait for a worker',
  )
}

/** Whom raw jobs may address: writing to the queue is authority over these workspaces. */
export function checkRawWorkspaces(
  workspaces: readonly string[],
  configured: readonly string[] | undefined,
): Check {
  const check = 'raw jobs'
  const unknown = (configured ?? []).filter((one) => !workspaces.includes(one))
  if (unknown.length > 0) {
    const cure = 'make them with `unsaid workspace create`, or take them off the list'
    return warning(check, `UNSAID_RAW_WORKSPACES names what does not exist: ${list(unknown)}`, cure)
  }
  if (configured) return ok(check, `may address ${list(configured)}`)
  return workspaces.length === 1
    ? ok(check, `may address ${DEFAULT_WORKSPACE}, the only workspace`)
    : ok(check, 'refused: there are several workspaces, and UNSAID_RAW_WORKSPACES names none')
}

async function overdueIn(db: Db, workspace: string): Promise<number> {
  const { rows } = await inWorkspace(db, workspace, (trx) =>
    sql<{ overdue: number }>`
      select count(*)::integer as overdue from wakeup
       where workspace_id = ${workspace} and due_at < now() - ${OVERDUE}::interval`.execute(trx),
  )
  return rows[0]?.overdue ?? 0
}

function list(names: readonly string[]): string {
  return names.join(', ')
}
