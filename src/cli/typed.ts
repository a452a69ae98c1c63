import { DEFAULT_WORKSPACE } from '../request/workspace-id.ts'

/** A command as the user would type it, for the workspace that this one is about. */
export function typed(workspace: string, command: string): string {
  return workspace === DEFAULT_WORKSPACE
    ? `unsaid ${command}`
    : `unsaid ${command} --workspace ${workspace}`
}
