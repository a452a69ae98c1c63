import type { Db } from '../database/connection.ts'
import { failureKind } from '../failure.ts'
import type { Asked } from '../gathering/gathering.ts'
import { acceptGroup, type GroupAccepted, type KeyedAsk } from '../jobs/accept-group.ts'
import { UnknownWorkspace } from '../jobs/unknown-workspace.ts'
import { inSpan } from '../traces/in-span.ts'

/** A request that is durable now. */
export interface Accepted {
  readonly job: string
  /** This request made the job; else an equal one did before. */
  readonly isNew: boolean
  /** Resolves when the queue was told, or turned out to be away. Nobody has to wait for it. */
  readonly delivered: Promise<void>
}

/** Somebody who waits for his request to be accepted; undefined: his key is another request's. */
export type WaitingAsk = Asked<KeyedAsk, Accepted | undefined>

/** Tells the queue of jobs; never rejects. */
export type Deliver = (workspace: string, jobs: readonly string[]) => Promise<void>

/**
 * Makes the acceptance of groups: one transaction, one delivery. If that fails each of them is
 * tried once more, alone: one that can't be stored, or whose token was revoked, must not take its
 * neighbours with it. What is
 * about none of them they are all told: the workspace is unknown, or Postgres is away.
 */
export function createAcceptTogether(db: Db, deliver: Deliver) {
  async function accept(workspace: string, group: readonly WaitingAsk[]): Promise<void> {
    const asks = group.map(({ item }) => item)
    const attributes = { 'unsaid.workspace': workspace, 'unsaid.jobs': asks.length }
    const accepted = await inSpan({ name: 'accept', attributes }, () =>
      acceptGroup(db, workspace, asks),
    )
    const made = accepted.flatMap((one) => (isMade(one) ? one.job : []))
    const delivered = made.length > 0 ? deliver(workspace, made) : Promise.resolve()
    for (const [at, one] of accepted.entries()) {
      group[at]?.resolve(one.kind === 'accepted' ? { ...one, delivered } : undefined)
    }
  }

  async function acceptAlone(workspace: string, one: WaitingAsk): Promise<void> {
    await accept(workspace, [one]).catch((error: unknown) => {
      one.reject(error)
    })
  }

  return async function acceptTogether(
    workspace: string,
    group: readonly WaitingAsk[],
  ): Promise<void> {
    try {
      await accept(workspace, group)
    } catch (error) {
      if (group.length === 1 || isAboutNone(error)) throw error
      await Promise.all(group.map((one) => acceptAlone(workspace, one)))
    }
  }
}

function isMade(one: GroupAccepted): one is GroupAccepted & { kind: 'accepted' } {
  return one.kind === 'accepted' && one.isNew
}

function isAboutNone(error: unknown): boolean {
  return error instanceof UnknownWorkspace || failureKind(error) === 'away'
}
