import { scenePerson, type ScenePerson } from '../scene-person.ts'
import type { SceneRows } from '../scene-rows.ts'

export const TENANTS = [1, 2] as const

/** A contact or an agent. */
export interface ChatwootPerson extends ScenePerson {
  readonly key: number
  readonly account: number
  readonly name: string
}

/** Each so many contacts has an address that a contact of the other account has as well. */
const SHARED_EVERY = 8
const AGENTS = 5

/** Accounts with what a team sets up: nobody's text. */
export function storeAccounts({ add }: SceneRows): void {
  for (const id of TENANTS) {
    add('accounts', null, { id, name: `Account ${id}`, locale: 0, status: 0 })
    for (const [at, channel_type] of ['Channel::Email', 'Channel::WebWidget'].entries()) {
      const name = `Inbox ${at}`
      add('inboxes', null, { id: id * 10 + at, account_id: id, channel_id: at, name, channel_type })
    }
    add('agent_bots', null, { id: 90 + id, account_id: id, name: 'Bot' })
    add('captain_assistants', null, { id: 80 + id, account_id: id, name: 'Captain' })
    const words = { short_code: 'hi', content: 'Hello, how may we be of use?' }
    add('canned_responses', null, { id, account_id: id, ...words })
    add('labels', null, { id, account_id: id, title: 'urgent', color: '#ff0000' })
    add('teams', null, { id, account_id: id, name: 'support' })
    add('webhooks', null, {
      id,
      account_id: id,
      url: 'https://hooks.example.com',
      subscriptions: [],
    })
  }
  add('tags', null, { id: 1, name: 'urgent', taggings_count: 0 })
}

/** The first that is stored. */
export const SHARED_BLOB = 1

/** Files and answers that are neither of a contact nor of a message. */
export function storeSettings({ add, next }: SceneRows): void {
  for (const [at, record_type] of ['Inbox', 'DataImport'].entries()) {
    storeFile({ add, next }, null, { record_type, record_id: at + 1, name: 'file' })
  }
  for (const documentable_type of ['Captain::Document', 'User', null]) {
    const said = { question: 'When do you open?', answer: 'At nine.', assistant_id: 81 }
    const id = next('captain_assistant_responses')
    const row = { id, account_id: 1, documentable_type, documentable_id: 1, ...said }
    add('captain_assistant_responses', null, row)
  }
}

/** Agents; the third works in both accounts. */
export function storeAgents({ add, next }: SceneRows): ChatwootPerson[] {
  return Array.from({ length: AGENTS }, (_, at) => {
    const [id, account] = [at + 1, at < 3 ? 1 : 2]
    const agent = personOf(id, account, `a${id}`)
    const { own, email, name } = agent
    add('users', own, { id, provider: 'email', uid: email, email, name, type: null })
    for (const one of at === 2 ? TENANTS : [account]) {
      add('account_users', own, {
        id: next('account_users'),
        account_id: one,
        user_id: id,
        role: 0,
      })
    }
    add('access_tokens', own, { id, owner_type: 'User', owner_id: id })
    add('notification_subscriptions', own, { id, user_id: id })
    storeFile({ add, next }, own, { record_type: 'User', record_id: id, name: 'avatar' })
    add('leaves', own, { id, user_id: id, account_id: account })
    const by = { user_id: id, user_type: 'User', version: 1, request_uuid: null }
    const of = { ...by, associated_type: 'Account', associated_id: account, auditable_id: id }
    // Of what they changed in settings, only the name and the address are theirs.
    const settings = { audited_changes: { at: [1, 2] }, comment: null }
    const kinds = { User: {}, Inbox: settings, AutomationRule: settings }
    for (const [auditable_type, about] of Object.entries(kinds)) {
      const audit = { id: next('audits'), auditable_type, action: 'update' }
      add('audits', own, { ...audit, ...of, ...about })
    }
    return agent
  })
}

/** Contacts with what is theirs; in turn of the first account and of the second. */
export function storeContacts(rows: SceneRows, count: number): ChatwootPerson[] {
  return Array.from({ length: count }, (_, at) => {
    const account = TENANTS[at % 2 === 0 ? 0 : 1]
    const pair = Math.floor(at / 2)
    const shared = pair % SHARED_EVERY === 0 ? `shared${pair}@example.com` : undefined
    const person = personOf(101 + at, account, `p${101 + at}`, shared)
    storeContact(rows, person, at)
    return person
  })
}

function storeContact({ add, next, words }: SceneRows, person: ChatwootPerson, at: number): void {
  const { key, account, own, name, email, externalId } = person
  const of = { account_id: account, contact_id: key }
  const about = { company_name: own, social_profiles: { facebook: own }, city: `${words()} ${own}` }
  add('contacts', own, {
    ...{ id: key, account_id: account, name, email, identifier: externalId, contact_type: 2 },
    additional_attributes: about,
  })
  for (const inbox of [0, 1]) {
    const id = next('contact_inboxes')
    const unique = { source_id: `${own}-${inbox}`, pubsub_token: `${own}${id}` }
    add('contact_inboxes', own, { id, contact_id: key, inbox_id: account * 10 + inbox, ...unique })
  }
  add('notes', own, {
    id: next('notes'),
    ...of,
    user_id: account === 1 ? 1 : 4,
    content: `${words()}: ${own}`,
  })
  if (at % 3 === 0)
    storeFile({ add, next }, own, { record_type: 'Contact', record_id: key, name: 'avatar' })
  if (at % 5 === 0) {
    const processing_errors = `row ${at}: ${email}: has already been taken`
    const id = next('data_imports')
    add('data_imports', own, { id, account_id: account, data_type: 'contacts', processing_errors })
  }
  const actor = { primary_actor_type: 'Conversation', primary_actor_id: 0 }
  const second = { secondary_actor_type: 'Contact', secondary_actor_id: key }
  const id = next('notifications')
  add('notifications', own, {
    id,
    account_id: account,
    user_id: account === 1 ? 1 : 4,
    ...actor,
    ...second,
  })
}

interface FileOf {
  readonly record_type: string
  readonly record_id: number
  readonly name: string
  /** Of a blob that is there already. */
  readonly blob?: number
}

/** A file of Active Storage: the row that holds it, its blob, and a smaller picture of it. */
export function storeFile(
  { add, next }: Pick<SceneRows, 'add' | 'next'>,
  marker: string | null,
  { blob, ...of }: FileOf,
): number {
  const blob_id = blob ?? next('active_storage_blobs')
  if (blob === undefined) {
    const name = marker ?? 'of-all'
    const file = { key: `${name}${blob_id}`, filename: `${name}.pdf` }
    const metadata = JSON.stringify({ identified: true, title: marker })
    add('active_storage_blobs', marker, { id: blob_id, ...file, metadata, service_name: 'local' })
    const id = next('active_storage_variant_records')
    add('active_storage_variant_records', marker, { id, blob_id })
  }
  const id = next('active_storage_attachments')
  add('active_storage_attachments', marker, { id, ...of, blob_id })
  return blob_id
}

function personOf(key: number, account: number, owner: string, email?: string): ChatwootPerson {
  const ids = { id: String(key), tenant: String(account), ...(email !== undefined && { email }) }
  const person = scenePerson(owner, ids)
  return { ...person, key, account, name: `Ada ${person.own}` }
}
