import type { Copy } from '../format/copy-format.ts'
import type { DataMap } from '../format/map-format.ts'
import { asList } from '../format/map-names.ts'
import type { Message } from '../format/message-format.ts'

/** What `if: after` compares. */
export interface AfterColumns {
  /** Of the copy: when its row was made. */
  readonly own: string
  /** Of the message. */
  readonly parent: string
}

/**
 * The times that a copy with `if: after` and a message are compared by. Where the copy's rows are no
 * messages, the column of theirs has the same name.
 */
export function afterColumns({ message }: DataMap, copy: Copy, parent: Message): AfterColumns {
  const ownKind = asList(message).find(({ table }) => table === copy.table) ?? parent
  return { own: createdColumn(ownKind), parent: createdColumn(parent) }
}

/** The column that says when a message was made. */
export function createdColumn({ created_at: created }: Message): string {
  return typeof created === 'string' ? created : created.column
}
