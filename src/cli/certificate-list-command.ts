import { allErasures } from '../status/all-erasures.ts'
import { timeOf } from '../status/erasures-csv.ts'
import type { ErasureView } from '../status/erasure-view.ts'
import { readPeriod, type PeriodOptions } from './erasures-command.ts'
import { EXIT } from './exit-code.ts'
import { openForCommand, withSession } from './session.ts'

/** `unsaid certificate list`: the newest first, also those whose job is purged. */
export async function certificateListCommand(options: PeriodOptions): Promise<number> {
  const period = readPeriod(options)
  return withSession(options, async (session) => {
    const { db } = await openForCommand(session)
    const all = await allErasures(db, session.workspace, period)
    const certified = all.filter((one) => one.certificate !== null)
    const lines = certified.length === 0 ? ['no certificates'] : certified.map(lineOf)
    session.print({ type: 'list', data: certified }, lines)
    return EXIT.done
  })
}

function lineOf({ job, state, finished_at: end, contact_ids, certificate, proof }: ErasureView) {
  const ended = end === null ? '' : timeOf(end)
  const contacts = contact_ids.join(', ')
  return `${ended}  job ${job}  ${state}  contact ${contacts}  ${String(certificate)}  proof: ${proof}`
}
