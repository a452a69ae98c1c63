import { liftSuppression, listSuppressions, type Suppression } from '../erasure/suppressions.ts'
import { EXIT } from './exit-code.ts'
import { openForCommand, withSession, type CommonOptions } from './session.ts'

/** `unsaid suppression list` */
export async function suppressionListCommand(options: CommonOptions): Promise<number> {
  return withSession(options, async (session) => {
    const { db } = await openForCommand(session)
    const all = await listSuppressions(db, session.workspace)
    session.print(
      { type: 'list', data: all.map((one) => ({ type: 'suppression', ...one })) },
      all.length === 0 ? ['nobody is kept from being imported again'] : all.map(lineOf),
    )
    return EXIT.done
  })
}

/** `unsaid suppression lift ID` */
export async function suppressionLiftCommand(id: string, options: CommonOptions): Promise<number> {
  return withSession(options, async (session) => {
    const { db } = await openForCommand(session)
    const lifted = await liftSuppression(db, session.workspace, id)
    session.print(
      { type: 'suppression', id, lifted },
      lifted.length === 0
        ? ['no suppression in force has this id']
        : lifted.map(
            (one) => `lifted ${one}; imports from now on bring this person's messages back`,
          ),
    )
    return lifted.length === 0 ? EXIT.refused : EXIT.done
  })
}

function lineOf({ id, kind, erased_until, job_id, lifted_at }: Suppression): string {
  const state = lifted_at ? `lifted ${lifted_at.toISOString()}` : 'in force'
  return `${id}  ${kind}  until ${erased_until.toISOString()}  job ${job_id}  ${state}`
}
