import type { Db } from '../src/database/connection.ts'
import { inWorkspace } from '../src/database/in-workspace.ts'
import { failureKind } from '../src/failure.ts'
import { forgetStarts, noteStart } from '../src/jobs/job-starts.ts'

export interface NotedStart {
  readonly workspace: string
  /** Jobs, or chunks by the names they have in a note. */
  readonly jobs: readonly string[]
  /** The one job, or chunk, runs alone. */
  readonly solo: boolean
}

interface Survived {
  readonly workspace: string
  readonly note: string
}

/** Milliseconds until notes that could not be deleted are tried again. */
const AGAIN = 1_000

/**
 * Makes the runs whose start is noted. Only a dead process may leave its note: one whose run ended,
 * well or not, is deleted, as soon as Postgres is back if it is away.
 *
 * @returns a run; it throws what the work threw, and when Postgres is away
 */
export function createNotedRuns(db: Db) {
  const survived: Survived[] = []
  let timer: NodeJS.Timeout | undefined

  async function forgive(): Promise<void> {
    for (let one = survived.pop(); one; one = survived.pop()) {
      try {
        await forget(db, one)
      } catch (error) {
        survived.push(one)
        if (failureKind(error) === 'away') timer ??= setTimeout(forgiveAgain, AGAIN).unref()
        throw error
      }
    }
  }

  function forgiveAgain(): void {
    timer = undefined
    forgive().catch(() => undefined)
  }

  return async function runNoted<T>(
    { workspace, jobs, solo }: NotedStart,
    work: (note: string) => Promise<T>,
  ): Promise<T> {
    const note = await noteStart(db, workspace, jobs, solo)
    try {
      return await work(note)
    } finally {
      survived.push({ workspace, note })
      await forgive()
    }
  }
}

async function forget(db: Db, { workspace, note }: Survived): Promise<void> {
  await inWorkspace(db, workspace, (trx) => forgetStarts(trx, workspace, note, []))
}
