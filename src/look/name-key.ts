import { keyedHash, type Pepper } from '../database/pepper.ts'

/**
 * The keyed hash that stands for one word of a name in one workspace. Names are kept from the plan
 * to the last look as these, so that none leaves the tables of messages.
 *
 * @param word as `nameWords` gives it
 */
export function nameKey(pepper: Pepper, workspace: string, word: string): Buffer {
  return keyedHash(pepper, [workspace, 'name', word])
}
