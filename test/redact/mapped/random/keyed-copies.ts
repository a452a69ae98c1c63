import type { Copy } from '../../../../src/maps/format/copy-format.ts'
import { namedValues, type BaseTables } from './base-tables.ts'
import { quoted, type Draft, type DraftTable } from './draft.ts'
import { filledBy, typesOf, valueColumnsBy } from './value-columns.ts'

/** Makes tables with copies that keys lead to. */
export type AddCopy = (draft: Draft, base: BaseTables) => void

/** Of messages, by one key, with or without a foreign key; written or deleted. */
export const oneKey: AddCopy = (draft, { message, scene, types }) => {
  const columns = valueColumnsBy(draft, 1 + draft.random.below(3))
  const table = draft.table('files', { mail: types.message, ...typesOf(columns) }, true)
  if (draft.oneIn(2)) refersTo(draft, table, 'mail', message, 'id')
  for (const { id, tenant, marker } of scene.messages) {
    table.add(tenant, [marker], { mail: id, ...filledBy(columns, marker) })
  }
  const does = draft.oneIn(2) ? 'delete' : namedValues(table, {}, columns)
  addCopy(draft, table, { name: 'files', of: 'message', by: { mail: message.of('id') }, do: does })
}

/** By two columns: one of a pair alone leads to others. */
export const twoKeys: AddCopy = (draft, { message, scene, types }) => {
  const table = draft.table('versions', {
    ...{ talk: types.key, mail: types.message, text: 'text not null' },
  })
  for (const { id, tenant, marker, conversation } of scene.messages) {
    table.add(tenant, [marker], { talk: conversation.key, mail: id, text: marker })
    table.add(tenant, [], { talk: null, mail: id, text: 'of another' })
  }
  const by = { talk: message.of('talk'), mail: message.of('id') }
  addCopy(draft, table, { name: 'versions', of: 'message', by, do: 'delete' })
}

/** By either of two columns of the message. */
export const eitherKey: AddCopy = (draft, { message, scene, types }) => {
  if (!/text|char/.test(types.message)) return
  const table = draft.table('previews', { about: 'varchar(90)', text: 'text' })
  for (const { id, ref, tenant, marker } of scene.messages) {
    table.add(tenant, [marker], { about: draft.oneIn(2) ? id : ref, text: marker })
  }
  const by = { about: [message.of('id'), message.of('ref')] }
  const does = { text: 'placeholder' }
  addCopy(draft, table, { name: 'previews', of: 'message', by, do: does })
}

/** By a text with the id in it. */
export const textKey: AddCopy = (draft, { message, scene }) => {
  const table = draft.table('drafts', { key: 'varchar(90) primary key', text: 'json' })
  for (const { id, tenant, marker } of scene.messages) {
    table.add(tenant, [marker], { key: `draft-${id}`, text: { text: marker } })
    table.add(tenant, [], { key: `draft-${id}x`, text: {} })
  }
  draft.kept.push(`${table.name}.${table.of('key')}`)
  const by = { key: `draft-{${message.of('id')}}` }
  const does = draft.oneIn(2) ? ('delete' as const) : { text: null }
  addCopy(draft, table, { name: 'drafts', of: 'message', by, do: does })
}

/** Three tables that refer to each other, named in any order; what the last is of goes if unused. */
export const chain: AddCopy = (draft, { message, scene, types }) => {
  const blob = draft.table('blobs', { id: 'int8 primary key', text: 'text' }, true)
  const link = draft.table(
    'attached',
    { id: 'uuid primary key', mail: types.message, blob: 'int8' },
    true,
  )
  const thumb = draft.table('thumbs', { link: 'uuid', text: 'bytea' }, true)
  refersTo(draft, link, 'blob', blob, 'id')
  refersTo(draft, thumb, 'link', link, 'id')
  for (const [nth, { id, tenant, marker }] of scene.messages.entries()) {
    const uuid = `00000000-0000-4000-8000-${String(nth).padStart(12, '0')}`
    blob.add(tenant, [marker], { id: nth, text: marker })
    link.add(tenant, [marker], { id: uuid, mail: id, blob: nth })
    thumb.add(tenant, [marker], { link: uuid, text: `\\x${Buffer.from(marker).toString('hex')}` })
  }
  const copies = [
    () =>
      addCopy(draft, link, {
        name: 'attached',
        of: 'message',
        by: { mail: message.of('id') },
        do: 'delete',
      }),
    () =>
      addCopy(draft, blob, {
        name: 'blobs',
        of: 'attached',
        by: { id: link.of('blob') },
        do: 'delete',
        ...(link.of('blob') === 'blob' ? { unless_used: [link.name] } : {}),
      }),
    () =>
      addCopy(draft, thumb, {
        name: 'thumbs',
        of: 'attached',
        by: { link: link.of('id') },
        do: 'delete',
      }),
  ]
  while (copies.length > 0) copies.splice(draft.random.below(copies.length), 1)[0]!()
}

/** Adds a copy whose own columns are said by their plain names. */
export function addCopy(draft: Draft, table: DraftTable, copy: Omit<Copy, 'table'>): void {
  const { by = {}, do: does, ...rest } = copy
  const own = (values: object) =>
    Object.fromEntries(Object.entries(values).map(([name, one]) => [table.of(name), one]))
  draft.copies.push({
    ...{ ...rest, table: table.name, do: typeof does === 'string' ? does : own(does) },
    ...(copy.by ? { by: own(by) } : {}),
  })
}

function refersTo(
  draft: Draft,
  table: DraftTable,
  column: string,
  to: DraftTable,
  key: string,
): void {
  const shared = draft.sharesIds && draft.tenant ? `${quoted(draft.tenant.column)}, ` : ''
  const target = `${quoted(draft.schema)}.${quoted(to.name)} (${shared}${quoted(to.of(key))})`
  const own = `${shared}${quoted(table.of(column))}`
  table.constraints.push(`foreign key (${own}) references ${target}`)
}
