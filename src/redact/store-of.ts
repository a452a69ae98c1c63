import type { MessageStore } from './message-store.ts'
import { ownTables } from './rows/own-tables.ts'

/** Where the messages of a workspace are kept: all of them, so far, in the tables of Unsaid. */
export const storeOf: (workspace: string) => MessageStore = () => ownTables
