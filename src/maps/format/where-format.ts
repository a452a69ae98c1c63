import * as z from 'zod'
import { knownMembers } from './known-members.ts'
import { oneOrMore, scalar, says } from './map-names.ts'

const texts = oneOrMore(z.string({ error: 'must be a text' }))

const inverted = z.union(
  [
    scalar,
    z.array(scalar).min(1),
    knownMembers({ starts_with: texts.optional(), has: scalar.optional() }),
  ],
  { error: 'must be a value, a list, { starts_with } or { has }' },
)

const test = z.union(
  [
    scalar,
    z.array(scalar).min(1),
    knownMembers({
      not: inverted.optional(),
      starts_with: texts.optional(),
      has: scalar.optional(),
      before: scalar.optional(),
      after: scalar.optional(),
    }).refine((given) => Object.keys(given).length > 0, { error: 'must test something' }),
  ],
  { error: 'must be a value, a list of values, null, or { not, starts_with, has, before, after }' },
)

export type WhereTest = z.infer<typeof test>

const testedColumn = z.string().regex(/^[^\0.]{1,63}(?:\.[^\0.]{1,63})?$/, {
  error: 'must be column, or column.column of the row that it leads to',
})

/** Which rows: every column must pass its test. */
export const whereFormat = z.record(testedColumn, test, {
  error: says('must be columns with their tests'),
})

export type Where = z.infer<typeof whereFormat>

/** A column of the parent; a text made of some, such as `Draft-{id}`. */
const parentColumn = z.string({ error: 'must be a column of the parent' }).min(1)

/** How a row is found from its parent: own column, or one of the row that it leads to: the parent's. */
export const rowFormat = z.record(
  testedColumn,
  z.union(
    [
      parentColumn,
      z.array(parentColumn).min(1),
      knownMembers({ has: parentColumn, as: z.literal('json_text').optional() }),
    ],
    { error: "must be a column of the parent, a list of them, 'text {id}' or { has: id }" },
  ),
  { error: says('must be own column: column of the parent') },
)

export type Row = z.infer<typeof rowFormat>
