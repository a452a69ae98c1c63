import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../database/connection.ts'
import { inOneTrip, type Trx } from '../database/in-workspace.ts'
import { together } from '../database/together.ts'
import type { Period } from '../request/period.ts'
import { findVouchers, voucherOf } from './find-vouchers.ts'
import { listedErasure, type ErasureRow, type ListedErasure } from './listed-erasure.ts'

export interface ErasureQuery extends Period {
  /** Only those that were not done by when they were due. */
  readonly isOverdue?: boolean | undefined
  /** Only erasures behind this job: `next` of the page before. */
  readonly before?: string | undefined
  readonly limit: number
}

export interface ErasurePage {
  readonly erasures: readonly ListedErasure[]
  /** `before` of the next page; undefined when this is the last one. */
  readonly next: string | undefined
}

/**
 * Erasures that were accepted in a period, the newest first: those with a job, and those of which
 * only the certificate is left. Ours are UUIDv7, so that their order is that of acceptance.
 */
export async function listErasures(
  db: Db,
  workspace: string,
  query: ErasureQuery,
): Promise<ErasurePage> {
  const read = (trx: Trx) =>
    together([
      withJob(workspace, query).execute(trx),
      withCertificateOnly(workspace, query).execute(trx),
    ])
  const [jobs, certificates] = await inOneTrip(db, workspace, read, 'by_key')
  const found = [...jobs.rows, ...certificates.rows].sort((a, b) => (a.job < b.job ? 1 : -1))
  const page = found.slice(0, query.limit)
  return {
    erasures: await listed(db, workspace, page),
    next: found.length > query.limit ? page.at(-1)?.job : undefined,
  }
}

async function listed(
  db: Db,
  workspace: string,
  rows: readonly ErasureRow[],
): Promise<readonly ListedErasure[]> {
  const certificates = rows.flatMap(({ content }) => content ?? [])
  const vouchers = await findVouchers(db, workspace, certificates)
  return rows.map((row) => {
    const id = row.content ? voucherOf(row.content) : undefined
    return listedErasure(workspace, row, id === undefined ? undefined : vouchers.get(id))
  })
}

function withJob(workspace: string, query: ErasureQuery) {
  const late = sql`coalesce(job.finished_at, now()) > erasure.due_at`
  return sql<ErasureRow>`
    select job.id as job, contact_ids, selector, scope, reason, requested_by, state,
           created_at as accepted_at, due_at, finished_at, ${late} as overdue, content
      from job
      join erasure on erasure.workspace_id = job.workspace_id and erasure.job_id = job.id
      left join certificate
        on certificate.workspace_id = job.workspace_id and certificate.job_id = job.id
     where job.workspace_id = ${workspace} and kind = 'erasure'
       and ${isAsked({ id: sql`job.id`, acceptedAt: sql`created_at`, late }, query)}
     order by job.id desc limit ${query.limit + 1}`
}

function withCertificateOnly(workspace: string, query: ErasureQuery) {
  const at = (name: string) => sql`(content ->> ${sql.lit(name)})::timestamptz`
  const said = (name: string) => sql`content ->> ${sql.lit(name)}`
  const late = sql`${at('finished_at')} > ${at('due_at')}`
  return sql<ErasureRow>`
    select job_id as job, content -> 'contact_ids' as contact_ids, ${said('selector')} as selector,
           ${said('scope')} as scope, ${said('reason')} as reason,
           ${said('requested_by')} as requested_by, ${said('result')} as state,
           ${at('accepted_at')} as accepted_at, ${at('due_at')} as due_at,
           ${at('finished_at')} as finished_at, ${late} as overdue, content
      from certificate
     where workspace_id = ${workspace}
       and ${isAsked({ id: sql`job_id`, acceptedAt: at('accepted_at'), late }, query)}
       and not exists (
         select from job where job.workspace_id = certificate.workspace_id
                           and job.id = certificate.job_id)
     order by job_id desc limit ${query.limit + 1}`
}

interface Asked {
  readonly id: RawBuilder<unknown>
  readonly acceptedAt: RawBuilder<unknown>
  readonly late: RawBuilder<unknown>
}

function isAsked({ id, acceptedAt, late }: Asked, query: ErasureQuery): RawBuilder<unknown> {
  const { since, until, isOverdue = false, before } = query
  return sql.join(
    [
      sql`true`,
      ...(before === undefined ? [] : [sql`${id} < ${before}`]),
      ...(since === undefined
        ? []
        : [sql`${id} >= ${idAt(since, -SLACK)} and ${acceptedAt} >= ${since}`]),
      ...(until === undefined
        ? []
        : [sql`${id} < ${idAt(until, SLACK)} and ${acceptedAt} < ${until}`]),
      ...(isOverdue ? [late] : []),
    ],
    sql` and `,
  )
}

/** Milliseconds that the clock of a process may differ from the database's; ids are made by it. */
const SLACK = 86_400_000

/** What the ids made from then on are not less than: the beginning of a UUIDv7 is its time. */
function idAt(time: Date, slack: number): string {
  const hex = Math.max(0, time.getTime() + slack)
    .toString(16)
    .padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}`
}
