import * as z from 'zod'
import { knownMembers } from './known-members.ts'
import { identifier, oneOrMore, sentence, tableColumn } from './map-names.ts'
import { whereFormat } from './where-format.ts'

const SUBJECTS = ['column', 'columns', 'tables', 'table', 'trigger', 'publication'] as const

const pattern = z
  .string()
  .regex(/^[^\s]+$/, { error: 'must be a pattern such as *_type or users.*' })

/** What stays as it is, and why; the reason is for whoever asks, and goes into certificates. */
export const keptFormat = knownMembers({
  column: oneOrMore(tableColumn).optional(),
  columns: oneOrMore(pattern).optional(),
  except: oneOrMore(pattern).optional(),
  tables: oneOrMore(identifier).optional(),
  table: identifier.optional(),
  where: whereFormat.optional(),
  trigger: oneOrMore(tableColumn).optional(),
  writes: oneOrMore(identifier).optional(),
  publication: oneOrMore(identifier).optional(),
  because: sentence,
  if_exists: z.boolean().optional(),
}).superRefine((kept, context) => {
  const given = SUBJECTS.filter((subject) => kept[subject] !== undefined)
  const problem =
    given.length === 1 ? memberProblem(kept) : `must have one of ${SUBJECTS.join(', ')}`
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem })
})

function memberProblem(kept: Record<string, unknown>): string | undefined {
  if ((kept.table === undefined) !== (kept.where === undefined)) {
    return '`table` and `where` go together: some rows; whole tables are `tables`'
  }
  if (kept.except !== undefined && kept.columns === undefined) return '`except` goes with `columns`'
  if (kept.writes !== undefined && kept.trigger === undefined) {
    return '`writes` goes with `trigger`: the tables into which it inserts'
  }
  return undefined
}

export type KeptEntry = z.infer<typeof keptFormat>

/** What is filled by somebody else out of what the map rewrites, and by whom. */
export const rebuiltFormat = knownMembers({
  column: tableColumn.optional(),
  view: identifier.optional(),
  by: sentence,
  after: knownMembers({ table: identifier, empty: z.literal(true) }).optional(),
  if_exists: z.boolean().optional(),
}).refine(({ column, view }) => (column === undefined) !== (view === undefined), {
  error: 'must have either `column` or `view`',
})

export type Rebuilt = z.infer<typeof rebuiltFormat>
