import { certifyAgain } from './certify-again.ts'
import { eraseAgain } from './erase-again.ts'
import { redactAgain } from './redact-again.ts'
import type { ReplayHandler } from './replay-handler.ts'

/** Who replays which type of record: a new type gets its line here. */
export const REPLAY_HANDLERS: ReadonlyMap<string, ReplayHandler> = new Map([
  ['conversation_part', redactAgain],
  ['source', redactAgain],
  ['contact', eraseAgain],
  ['certificate', certifyAgain],
])
