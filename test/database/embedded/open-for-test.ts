import { onTestFinished } from 'vitest'
import { openEmbedded } from '../../../src/database/embedded/open-embedded.ts'
import type { EmbeddedServer } from '../../../src/database/embedded/open-embedded.ts'

/** Opens the server of a data folder and leaves it when the test ends, also by failing. */
export async function openForTest(
  ...args: Parameters<typeof openEmbedded>
): Promise<EmbeddedServer> {
  const server = await openEmbedded(...args)
  onTestFinished(() => server.close())
  return server
}
