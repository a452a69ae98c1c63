import { authorizationFor } from './authorization-for.ts'
import type { Call } from './list-job.ts'
import { startUnsaidApi } from './plain-processes.ts'
import type { Scene } from './scene.ts'

/**
 * Starts an API, and makes a token that may send lists of a workspace to it.
 *
 * @param env its settings, if they are not the defaults
 */
export async function openListApi(
  scene: Scene,
  env: Record<string, string> = {},
  workspace = 'default',
): Promise<Call & { readonly pid: number }> {
  const { told: address, pid } = await startUnsaidApi(scene, env)
  const headers = await authorizationFor(scene, ['erase:write', 'jobs:read'], workspace)
  return { address, pid, headers }
}
