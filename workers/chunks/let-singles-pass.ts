import { setTimeout as pause } from 'node:timers/promises'
import type { Singles } from '../singles/singles.ts'

/** Milliseconds a single redaction may have waited before chunks stand back. */
const PATIENCE = 50

/** Milliseconds between looks, and looks at most: a flood of singles must not stop bulk work. */
const LOOK_EVERY = 10
const MOST_LOOKS = 100

/** Resolves when a chunk may start: somebody waits for a single redaction, nobody for a chunk. */
export async function letSinglesPass(singles: Pick<Singles, 'oldestWait'>): Promise<void> {
  for (let looks = 0; looks < MOST_LOOKS && singles.oldestWait() > PATIENCE; looks += 1) {
    await pause(LOOK_EVERY)
  }
}
