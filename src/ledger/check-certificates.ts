import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'
import { inWorkspace } from '../database/in-workspace.ts'
import { readContent } from './certificate-content.ts'
import type { Finding } from './finding.ts'

export interface CertificatesCheck {
  /** Certificates that the ledger tells of. */
  readonly issued: number
  readonly stored: number
  /** Nothing vouches for them: they, or their erasures, are older than the ledger's digests. */
  readonly notProvable: number
  readonly count: number
  /** Examples of what is wrong. */
  readonly findings: readonly Finding[]
}

interface Row {
  readonly issued: number
  readonly stored: number
  readonly not_provable: number
  readonly wrong: readonly { readonly code: Finding['code']; readonly job: string }[] | null
}

/** Certificates whose contents are read at once. */
const PAGE = 500

/**
 * Whether each certificate that the ledger tells of is there, and as it was issued, and whether the
 * ledger tells of each that is there. Digests are computed here, not by the database.
 */
export async function checkCertificates(
  db: Db,
  workspace: string,
  most: number,
): Promise<CertificatesCheck> {
  const row = await inWorkspace(db, workspace, async (trx) => {
    await sql`set local statement_timeout = '30min'`.execute(trx)
    return (await comparison(workspace).execute(trx)).rows[0]
  })
  if (!row) throw new Error('a count has no row')
  const wrong = new Map((row.wrong ?? []).map(({ code, job }) => [job, code]))
  for await (const job of changedJobs(db, workspace)) wrong.set(job, 'certificate_changed')
  return {
    issued: row.issued,
    stored: row.stored,
    notProvable: row.not_provable,
    count: wrong.size,
    findings: [...wrong].slice(0, most).map(([job, code]) => {
      return { code, type: 'certificate', target_id: job }
    }),
  }
}

/**
 * Of a certificate of version 1 no digest is known, nor of one that an older version lost in a replay.
 * Contacts are the first records of their entry, a certificate is the last of its own.
 */
function comparison(workspace: string) {
  return sql<Row>`
    with record as (
      select record ->> 3 as type, record ->> 0 as job, record ->> 7 as digest
        from ledger_entry e cross join lateral jsonb_array_elements(e.records) as record
       where e.workspace_id = ${workspace} and 
             (record ->> 3 = 'certificate' or record ->> 6 in ('erased_authored', 'erased_conversations'))
         and (e.records -> 0 ->> 3 = 'contact' or e.records -> -1 ->> 3 = 'certificate')),
    issued as (select distinct job, digest from record where type = 'certificate'),
    stored as (
      select job_id as job, content ->> 'digest' as digest, content ->> 'version' = '1' as is_old,
             exists (select from certificate newer
                      where newer.workspace_id = ${workspace}
                        and newer.content ->> 'supersedes' = certificate.content ->> 'digest')
               as is_superseded
        from certificate where workspace_id = ${workspace}),
    compared as (
      select issued.job is not null as is_issued, stored.job is not null as is_stored,
             coalesce(stored.is_old and issued.job is null, false) as is_old,
             coalesce(issued.job, stored.job) as job
        from issued full join stored on stored.job = issued.job and stored.digest = issued.digest),
    wrong as (
      select job, case when bool_or(is_issued) and bool_or(is_stored) then 'certificate_changed'
                       when bool_or(is_issued) then 'certificate_missing'
                       else 'certificate_unproven' end as code
        from compared
       where job in (select job from compared where not is_old and is_issued <> is_stored)
       group by job)
    select (select count(*)::integer from issued) as issued,
           (select count(*)::integer from stored) as stored,
           (select count(*)::integer from compared join stored using (job)
             where compared.is_old and not stored.is_superseded)
           + (select count(distinct job)::integer from record
               where type = 'contact' and job not in (select job from compared)) as not_provable,
           (select jsonb_agg(jsonb_build_object('job', job, 'code', code)) from wrong) as wrong`
}

/** The jobs of certificates that are not what their own digests say. */
async function* changedJobs(db: Db, workspace: string): AsyncGenerator<string> {
  for (let after: string | undefined = ''; after !== undefined;) {
    const page: readonly { job: string; content: unknown }[] = await readPage(db, workspace, after)
    for (const { job, content } of page) {
      const read = readContent(content)
      if (read?.isIntact !== true || read.job !== job || read.workspace !== workspace) yield job
    }
    after = page.length < PAGE ? undefined : page.at(-1)?.job
  }
}

async function readPage(db: Db, workspace: string, after: string) {
  const { rows } = await inWorkspace(db, workspace, (trx) =>
    sql<{ job: string; content: unknown }>`
      select job_id as job, content from certificate
       where workspace_id = ${workspace} and job_id > ${after}
       order by job_id limit ${PAGE}::integer`.execute(trx),
  )
  return rows
}
