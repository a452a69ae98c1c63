import { setTimeout as after } from 'node:timers/promises'
import type { Db } from '../database/connection.ts'
import { stopJob } from '../erasure/stop-job.ts'
import { cancelJobsOf } from '../bulk/cancel-jobs-of.ts'
import { listTokens, revokeToken } from '../access/store-token.ts'
import { EXIT } from './exit-code.ts'
import { openForCommand, withSession, type CommonOptions } from './session.ts'

export interface TokenRevokeOptions extends CommonOptions {
  readonly cancelJobs?: boolean
}

/** Milliseconds for which a process of an older version may still take the token for a good one. */
const REMEMBERED = 1_000

/**
 * `unsaid token revoke ID`: from its commit on nothing is accepted in the token's name, and no
 * text is given to it a second later. What it was accepted for before goes on, unless its jobs are
 * canceled, too: those of a token that was revoked before, as well.
 */
export async function tokenRevokeCommand(
  id: string,
  { cancelJobs = false, ...options }: TokenRevokeOptions,
): Promise<number> {
  return withSession(options, async (session) => {
    const { db } = await openForCommand(session)
    const revoked = await revokeToken(db, session.workspace, id)
    const isKnown = revoked || (cancelJobs && (await isThere(db, session.workspace, id)))
    const canceled = cancelJobs && isKnown ? await cancelAll(db, session.workspace, id) : undefined
    session.print({ type: 'token', id, revoked, ...(canceled !== undefined && { canceled }) }, [
      revoked ? `revoked ${id}; it is refused within a second` : saidOf(isKnown),
      ...(canceled === undefined ? [] : [`${String(canceled)} of its jobs were canceled`]),
    ])
    return isKnown ? EXIT.done : EXIT.refused
  })
}

function saidOf(isKnown: boolean): string {
  return isKnown ? 'it was revoked before' : 'there is no such valid token'
}

async function isThere(db: Db, workspace: string, id: string): Promise<boolean> {
  return (await listTokens(db, workspace)).some((token) => token.id === id)
}

/** Once more when the token is surely forgotten everywhere: something may have slipped in. */
async function cancelAll(db: Db, workspace: string, id: string): Promise<number> {
  const canceled = await cancelJobsOf(db, workspace, `token:${id}`, stopJob)
  await after(REMEMBERED)
  return canceled + (await cancelJobsOf(db, workspace, `token:${id}`, stopJob))
}
