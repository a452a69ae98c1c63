import { groupedBy } from '../../grouped-by.ts'
import { sql } from 'kysely'
import type { Trx } from '../../database/in-workspace.ts'
import { together } from '../../database/together.ts'
import type { Copy } from '../../maps/format/copy-format.ts'
import { asList } from '../../maps/format/map-names.ts'
import type { Words } from '../../maps/values/words.ts'
import { conversationsBeside } from './conversations-beside.ts'
import { columnsOfCopy, searchedColumns } from './columns-read.ts'
import { mappedRow, rowColumns, type MappedRow, type SelectedRow } from './mapped-row.ts'
import { conversationKey } from './message-sql.ts'
import type { MappedSchema } from './mapped-schema.ts'
import type { Descendant } from './root.ts'
import { soughtWords } from './sought-words.ts'
import { allNamed, type NamedTest, type StatedColumn } from './where-named.ts'
import { whereTests } from './where-sql.ts'

/** A row that words led to, with what is to be taken out of it. */
export interface WordRow extends Descendant {
  readonly parent: MappedRow
  readonly words: Words
}

/**
 * Finds the rows that hold words of the given ones, where no key leads to them: in their
 * conversations, in all where the same people take part, or in all that the workspace has. The texts are compared in this process, where
 * they can be decoded.
 */
export async function wordRows(
  trx: Trx,
  schema: MappedSchema,
  copy: Copy,
  parents: readonly Descendant[],
): Promise<readonly WordRow[]> {
  const places = await searchesOf(trx, schema, copy, parents)
  const found = await Promise.all(places.map((place) => searched(trx, schema, copy, place)))
  return found.flat()
}

interface Search {
  readonly words: Words
  readonly first: Descendant
  /** Conversations, as the table refers to them; undefined: everywhere. */
  readonly within: readonly string[] | undefined
}

/** One for each conversation, so that nobody's words are taken out of somebody else's talk. */
async function searchesOf(
  trx: Trx,
  schema: MappedSchema,
  copy: Copy,
  parents: readonly Descendant[],
): Promise<readonly Search[]> {
  if (copy.in === 'workspace') return searchFor(copy, parents, undefined)
  const byConversation = groupedBy(
    parents.flatMap((parent) => parent.root.conversations.map((id) => ({ id, parent }))),
    ({ id }) => id,
  )
  const searches = await together(
    [...byConversation].map(async ([id, some]) => {
      const within = copy.in === 'people' ? await conversationsBeside(trx, schema, id) : [id]
      return searchFor(
        copy,
        some.map(({ parent }) => parent),
        within,
      )
    }),
  )
  return searches.flat()
}

function searchFor(
  copy: Copy,
  parents: readonly Descendant[],
  within: readonly string[] | undefined,
): readonly Search[] {
  const [first] = parents
  const words = soughtWords(copy, parents)
  return first === undefined || words.isEmpty ? [] : [{ words, first, within }]
}

async function searched(
  trx: Trx,
  schema: MappedSchema,
  copy: Copy,
  { words, first, within }: Search,
): Promise<readonly WordRow[]> {
  const columns = columnsOfCopy(schema, copy)
  const looked = searchedColumns(copy)
  const tests = [...whereTests(schema, copy.where), ...withinTests(schema, copy, within)]
  const { rows } = await sql<SelectedRow>`
    select ${rowColumns('t', columns)} from ${schema.from(copy.table)} t
     where ${schema.isOwn('t', copy.table)}
       and ${allNamed(schema, { alias: 't', table: copy.table }, tests)}`.execute(trx)
  return rows.flatMap((selected) => {
    const row = mappedRow(selected, columns)
    const holds = looked.some((name) => words.occurIn(row.columns[name] ?? ''))
    return holds ? [{ row, root: first.root, parent: first.row, words }] : []
  })
}

function withinTests(
  schema: MappedSchema,
  copy: Copy,
  within: readonly string[] | undefined,
): readonly NamedTest[] {
  if (within === undefined) return []
  const isPassed = ({ alias, table, column }: StatedColumn) =>
    sql<boolean>`${sql.ref(`${alias}.${column}`)} = any(${schema.typed(within, table, column)})`
  return [{ column: conversationColumn(schema, copy), isPassed }]
}

/** The column by which a row of the table says in which conversation it is. */
function conversationColumn(schema: MappedSchema, { table, by }: Copy): string {
  const { conversation, message } = schema.map
  const kind = asList(message).find((one) => one.table === table)
  if (kind) return kind.conversation
  if (table === conversation.table) return conversationKey(schema)
  const [[column] = ['']] = Object.entries(by ?? {})
  return column
}
