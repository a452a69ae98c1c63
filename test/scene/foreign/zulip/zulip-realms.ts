import { schemaFacts } from '../../../maps/build-schema.ts'
import type { Row } from '../filled-row.ts'
import type { SceneRows } from '../scene-rows.ts'

export const REALMS = [1, 2] as const

/** A realm's only group, its client and what its rows of one kind share. */
export const groupOf = (realm: number) => realm * 10
export const CLIENT = 1
export const CHOICE_FIELD = 6

/** Organisations with their settings: nobody's text. */
export function storeRealms(rows: SceneRows): void {
  const { add } = rows
  add('zerver_client', null, { id: CLIENT, name: 'website' })
  add('django_content_type', null, { id: 1, app_label: 'zerver', model: 'realm' })
  for (const id of REALMS) {
    const name = { name: `Realm ${id}`, string_id: `realm${id}`, default_language: 'en' }
    add('zerver_realm', null, { id, ...name, ...groupsIn('zerver_realm', id) })
    add('zerver_realmuserdefault', null, { id, realm_id: id })
    add('zerver_usergroup', null, { id: groupOf(id), realm_id: id })
    const group = { usergroup_ptr_id: groupOf(id), realm_id: id, name: 'members' }
    add('zerver_namedusergroup', null, { ...groupsIn('zerver_namedusergroup', id), ...group })
    const field = { realm_id: id, field_type: CHOICE_FIELD, field_data: '' }
    add('zerver_customprofilefield', null, { id, ...field, name: 'Mentor' })
    add('zerver_customprofilefield', null, { ...field, id: 10 + id, name: 'About', field_type: 2 })
    add('zerver_channelfolder', null, { id, realm_id: id, name: 'Desk', creator_id: null })
    const archive = { id, realm_id: id, type: 1 }
    add('zerver_archivetransaction', null, archive)
  }
}

/** Each permission is a group of the realm. */
export function groupsIn(table: string, realm: number): Row {
  const { references = [] } = schemaFacts('zulip').tables[table] ?? {}
  const groups = references
    .filter(({ table: to }) => to === 'zerver_usergroup' || to === 'zerver_namedusergroup')
    .flatMap(({ columns }) => columns)
  return Object.fromEntries(groups.map((name) => [name, groupOf(realm)]))
}
