import type { Trx } from '../database/in-workspace.ts'
import type { RedactionRequest } from '../request/redaction-request.ts'

/** What a job will take back after the piece at hand, so that a table is searched once for all of it. */
export interface JobAhead {
  readonly job: string
  /** The next requests, in order; those of chunks that are done already may be among them. */
  read(trx: Trx, most: number): Promise<readonly RedactionRequest[]>
}
