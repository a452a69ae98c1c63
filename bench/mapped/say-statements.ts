import { fileURLToPath } from 'node:url'
import type { Say } from '../alternate.ts'

const FILE = fileURLToPath(new URL('profile-statements.mjs', import.meta.url))

/** The environment of a process that tells, when it ends, what its statements took. */
export const PROFILED = { NODE_OPTIONS: `--import ${FILE}` } as const

export function sayStatements(say: Say, lines: readonly string[]): void {
  for (const line of lines) if (line.startsWith('profile: ')) say(`    ${line}`)
}
