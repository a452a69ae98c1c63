import { isWorkspaceId } from '../request/workspace-id.ts'
import { setMaxRate } from '../bulk/max-rate.ts'
import { createWorkspace, listWorkspaces, type WorkspaceOnMap } from '../access/workspaces.ts'
import type { Db } from '../database/connection.ts'
import { setWatch } from '../erasure/watch/set-watch.ts'
import { findMap } from '../maps/stored/find-map.ts'
import { EXIT } from './exit-code.ts'
import { openAnyWorkspace, withSession, type CommonOptions } from './session.ts'
import { UsageError } from './usage-error.ts'
import { readMode } from './workspace-watch-command.ts'

export interface WorkspaceCreateOptions extends CommonOptions {
  readonly map?: string
  readonly key?: string
  readonly maxRate?: number
  readonly watch?: string
}

/** `unsaid workspace create ID [--map NAME --key COLUMN=VALUE --max-rate N --watch MODE]` */
export async function workspaceCreateCommand(
  id: string,
  options: WorkspaceCreateOptions,
): Promise<number> {
  if (!isWorkspaceId(id)) {
    throw new UsageError('a workspace is named by 1 to 32 of a-z, 0-9 and -, not beginning with -')
  }
  const mode = options.watch === undefined ? 'off' : readMode(options.watch)
  if (mode !== 'off' && options.map === undefined) throw new UsageError('--watch goes with --map')
  return withSession(options, async (session) => {
    const { db } = await openAnyWorkspace(session)
    const on = await placeOf(db, options)
    const created = await createWorkspace(db, id, on)
    const { maxRate = 0 } = options
    if (created && maxRate > 0) await setMaxRate(db, id, maxRate)
    // One that was there already stays as it is.
    if (created && mode !== 'off') await setWatch(db, id, mode)
    const where = on ? ` on the map ${on.map}` : ''
    session.print({ type: 'workspace', id, created, ...(on && { map: on.map }) }, [
      created ? `made workspace ${id}${where}` : `${id} exists already`,
    ])
    return EXIT.done
  })
}

async function placeOf(
  db: Db,
  { map: name, key, maxRate }: WorkspaceCreateOptions,
): Promise<WorkspaceOnMap | undefined> {
  if (name === undefined) {
    if (key !== undefined) throw new UsageError('--key goes with --map')
    if (maxRate !== undefined) throw new UsageError('--max-rate goes with --map')
    return undefined
  }
  const found = await findMap(db, name)
  if (!found) throw new UsageError(`there is no map ${name} here: unsaid map add ${name}`)
  const { tenantColumn: column } = found
  if (column === undefined) {
    if (key !== undefined) throw new UsageError(`the map ${name} knows no tenants: leave --key out`)
    return { map: name, tenant: null }
  }
  const [told, ...value] = (key ?? '').split('=')
  const tenant = value.join('=')
  if (told !== column || tenant === '') {
    throw new UsageError(`the map ${name} has a tenant for each ${column}: --key ${column}=VALUE`)
  }
  if (!found.isTenant(tenant)) {
    throw new UsageError(`--key: ${column} can't be ${tenant}: it is of type ${found.tenantType}`)
  }
  return { map: name, tenant }
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
