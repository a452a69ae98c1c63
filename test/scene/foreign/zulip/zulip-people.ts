import { scenePerson, type ScenePerson } from '../scene-person.ts'
import type { SceneRows } from '../scene-rows.ts'
import { CHOICE_FIELD, CLIENT, REALMS } from './zulip-realms.ts'

export interface ZulipPerson extends ScenePerson {
  readonly key: number
  readonly realm: number
  readonly name: string
}

const GUEST = 600
const MEMBER = 400
/** Each so many have the address of somebody in the other realm. */
const SHARED_EVERY = 8
/** What the columns of a row hold that is nobody's: words from fixed lists. */
const FIXED = {
  ...{ default_language: 'en', web_home_view: 'inbox', web_animate_image_previews: 'on_hover' },
  ...{ emojiset: 'google', notification_sound: 'zulip', rate_limits: '', avatar_source: 'G' },
}

/** People in turn of the first realm and of the second. */
export function storeUsers(
  rows: SceneRows,
  count: number,
  { kind, from }: { readonly kind: 'p' | 'a'; readonly from: number },
): ZulipPerson[] {
  return Array.from({ length: count }, (_, at) => {
    const realm = REALMS[at % 2 === 0 ? 0 : 1]
    const pair = Math.floor(at / 2)
    const isShared = kind === 'p' && pair % SHARED_EVERY === 0
    const [key, owner] = [from + at, `${kind}${from + at}`]
    const ids = { id: String(key), tenant: String(realm), externalId: null }
    const email = isShared ? { email: `shared${pair}@example.com` } : {}
    const base = scenePerson(owner, { ...ids, ...email })
    const person = { ...base, key, realm, name: `Ada ${base.own}` }
    storeUser(rows, person, kind === 'p' ? GUEST : MEMBER)
    storeKept(rows, person)
    storeLogins(rows, person)
    if (at % 4 === 0) storeBotOf(rows, person)
    return person
  })
}

function storeUser(
  { add }: SceneRows,
  { key, realm, own, email, name }: ZulipPerson,
  role: number,
) {
  add('zerver_userprofile', own, {
    ...{ id: key, realm_id: realm, delivery_email: email, email: `${own}@realm.example.com` },
    ...{ full_name: name, role, is_active: true, is_bot: false, ...FIXED },
  })
}

/** What somebody set up or wrote for themselves. */
function storeKept({ add, next, words }: SceneRows, { key, realm, own, email }: ZulipPerson): void {
  const of = { realm_id: realm, user_profile_id: key }
  add('zerver_savedsnippet', own, { id: key, ...of })
  add('zerver_alertword', own, { id: key, ...of })
  add('zerver_userstatus', own, {
    id: key,
    user_profile_id: key,
    client_id: CLIENT,
    reaction_type: 'unicode_emoji',
  })
  add('zerver_navigationview', own, { id: key, user_id: key })
  add('zerver_useractivity', own, { id: key, client_id: CLIENT, user_profile_id: key })
  add('zerver_customprofilefieldvalue', own, {
    id: key,
    field_id: 10 + realm,
    user_profile_id: key,
  })
  const draft = { topic: own, content: `${words()} ${own}`, recipient_id: null }
  add('zerver_draft', own, { id: next('zerver_draft'), user_profile_id: key, ...draft })
  const audit = { realm_id: realm, modified_user_id: key, acting_user_id: key, event_type: 101 }
  add('zerver_realmauditlog', own, { id: next('zerver_realmauditlog'), ...audit })
  const mail = { id: key, realm_id: realm, address: email, data: JSON.stringify({ to: own }) }
  add('zerver_scheduledemail', own, { ...mail, type: 1 })
  add('zerver_scheduledemail_users', null, { id: key, scheduledemail_id: key, userprofile_id: key })
}

function storeLogins({ add }: SceneRows, { key, realm, own, email }: ZulipPerson): void {
  const of = { id: key, user_id: key }
  add('zerver_pushdevicetoken', own, { ...of, kind: 2 })
  add('zerver_device', own, { ...of, push_key_id: key })
  add('otp_totp_totpdevice', own, of)
  add('otp_static_staticdevice', own, of)
  add('otp_static_statictoken', own, { id: key, device_id: key, token: own.slice(0, 16) })
  add('two_factor_phonedevice', own, of)
  add('social_auth_usersocialauth', own, of)
  if (email.includes(own)) add('social_auth_code', own, { id: key, email })
  add('zerver_externalauthid', own, { ...of, realm_id: realm })
  const change = { id: key, realm_id: realm, user_profile_id: key, new_email: email }
  add('zerver_emailchangestatus', own, change)
  const signup = { id: key, email, created_user_id: key }
  const method = { external_auth_method_name: 'google', realm_id: realm }
  add('zerver_preregistrationuser', own, { ...signup, ...method })
  const organisation = { name: 'Desk', string_id: 'desk', default_language: 'en' }
  add('zerver_preregistrationrealm', own, { ...signup, ...organisation })
}

/** A bot is its owner's. */
function storeBotOf({ add, next }: SceneRows, { key, realm, own }: ZulipPerson): void {
  const id = 900_000 + next('bot')
  const email = `bot${id}@localhost`
  add('zerver_userprofile', null, {
    ...{ id, realm_id: realm, delivery_email: email, email, full_name: `Bot of ${own}`, ...FIXED },
    ...{ is_bot: true, bot_type: 1, bot_owner_id: key, role: MEMBER, api_key: `bot${id}` },
  })
  for (const table of ['zerver_botstoragedata', 'zerver_botconfigdata']) {
    add(table, own, { id, bot_profile_id: id })
  }
  add('zerver_service', own, { id, user_profile_id: id })
}

/** Who names somebody in their profile; and a bot that belongs to nobody. */
export function storeBeside(rows: SceneRows, people: readonly ZulipPerson[]): number {
  const { add } = rows
  for (const { key, realm } of people.filter((_, at) => at % 5 === 0)) {
    const other = people.find((one) => one.realm === realm && one.key !== key)
    const value = JSON.stringify([other?.key ?? key])
    const id = 100_000 + key
    const row = { id, field_id: realm, user_profile_id: key, value, rendered_value: null }
    add('zerver_customprofilefieldvalue', null, row)
  }
  const email = { delivery_email: 'notice@localhost', email: 'notice@localhost', api_key: 'notice' }
  const bot = { id: 999_999, realm_id: REALMS[0], is_bot: true, full_name: 'Notification Bot' }
  add('zerver_userprofile', null, { ...bot, ...email, ...FIXED, role: CHOICE_FIELD })
  return bot.id
}
