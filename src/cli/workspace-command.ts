import { isWorkspaceId } from '../request/workspace-id.ts'
import { createWorkspace, listWorkspaces } from '../access/workspaces.ts'
import { EXIT } from './exit-code.ts'
import { openAnyWorkspace, withSession, type CommonOptions } from './session.ts'
import { UsageError } from './usage-error.ts'

/** `unsaid workspace create ID` */
export async function workspaceCreateCommand(id: string, options: CommonOptions): Promise<number> {
  if (!isWorkspaceId(id)) {
    throw new UsageError('a workspace is named by 1 to 32 of a-z, 0-9 and -, not beginning with -')
  }
  return withSession(options, async (session) => {
    const { db } = await openAnyWorkspace(session)
    const created = await createWorkspace(db, id)
    session.print({ type: 'workspace', id, created }, [
      created ? `made workspace ${id}` : `${id} exists already`,
    ])
    return EXIT.done
  })
}

/** `unsaid workspace list` */
export async function workspaceListCommand(options: CommonOptions): Promise<number> {
  return withSession(options, async (session) => {
    const { db } = await openAnyWorkspace(session)
    const ids = await listWorkspaces(db)
    session.print({ type: 'list', data: ids.map((id) => ({ type: 'workspace', id })) }, ids)
    return EXIT.done
  })
}
