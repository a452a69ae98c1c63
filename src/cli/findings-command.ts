import { findingsRefusal, readFindings, type FindingView } from '../status/read-findings.ts'
import { EXIT } from './exit-code.ts'
import { refuseWith } from './refuse-with.ts'
import { openForCommand, withSession, type CommonOptions } from './session.ts'

const PAGE = 1_000

/** `unsaid findings JOB`: where the latest look for an erasure found something left over. */
export async function findingsCommand(job: string, options: CommonOptions): Promise<number> {
  return withSession(options, async (session) => {
    const { db } = await openForCommand(session)
    const { workspace } = session
    const refusal = await findingsRefusal(db, workspace, job)
    if (refusal) return refuseWith(session, [refusal])
    const findings: FindingView[] = []
    for (let after: number | undefined = 0; after !== undefined;) {
      const page = await readFindings(db, workspace, job, { after, limit: PAGE })
      findings.push(...page.findings)
      after = page.next
    }
    session.print(findings, findings.length === 0 ? ['nothing was found'] : findings.map(lineOf))
    return EXIT.done
  })
}

function lineOf(one: FindingView): string {
  const { place, conversation_id: conversation, conversation_part_id: part, contact_id } = one
  if (conversation === null) return `${place}: contact ${String(contact_id)}`
  return `${place}: conversation ${conversation}${part === null ? '' : `, part ${part}`}`
}
