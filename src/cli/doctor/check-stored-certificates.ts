import type { Db } from '../../database/connection.ts'
import { jobsToRecheck } from '../../erasure/recheck.ts'
import { ok, warning, type Check } from './check.ts'

/** Whether there are certificates that rest on no look at what is stored. */
export async function checkStoredCertificates(
  db: Db,
  workspaces: readonly string[],
): Promise<Check> {
  const old: string[] = []
  let count = 0
  for (const workspace of workspaces) {
    const jobs = await jobsToRecheck(db, workspace, { all: false })
    count += jobs.length
    if (jobs.length > 0) old.push(workspace)
  }
  if (count === 0) return ok('certificates', 'all rest on a look at what is stored')
  return warning(
    'certificates',
    `not rechecked: ${String(count)}, in ${old.join(', ')}`,
    'look again at what is stored with `unsaid recheck`, in each workspace',
  )
}
