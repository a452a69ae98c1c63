import { isKeepPath } from '../conversation/keep-paths.ts'
import { addKeep, listKeeps, removeKeep } from '../access/keeps.ts'
import { EXIT } from './exit-code.ts'
import { refuseMapped } from './refuse-mapped.ts'
import { openForCommand, withSession, type CommonOptions } from './session.ts'
import { UsageError } from './usage-error.ts'

export interface KeepOptions extends CommonOptions {
  readonly remove?: boolean
}

/** `unsaid workspace keep [PATH] [--remove]` */
export async function workspaceKeepCommand(
  path: string | undefined,
  options: KeepOptions,
): Promise<number> {
  if (path !== undefined && !isKeepPath(path)) {
    throw new UsageError(
      'only attributes can be kept: custom_attributes.NAME or contact.custom_attributes.NAME',
    )
  }
  if (path === undefined && options.remove) throw new UsageError('name the path to be removed')
  return withSession(options, async (session) => {
    const { db } = await openForCommand(session)
    await refuseMapped(db, session.workspace, 'that says what stays of people')
    const change = options.remove ? removeKeep : addKeep
    if (path !== undefined) await change(db, session.workspace, path)
    const paths = await listKeeps(db, session.workspace)
    session.print(
      { type: 'list', data: paths.map((one) => ({ type: 'workspace_keep', path: one })) },
      paths.length === 0 ? ['an erasure keeps nothing'] : paths,
    )
    return EXIT.done
  })
}
