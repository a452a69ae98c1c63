import { scenePerson, type ScenePerson } from '../scene-person.ts'
import type { SceneRows } from '../scene-rows.ts'

export const TEAM = idOf('team', 1)
export const BOT = idOf('bot', 1)
/** No tenants: people belong to several teams, and direct channels to none. */
export const EVERYBODY = 'everybody'
/** Milliseconds. */
export const LONG_AGO = 1_740_000_000_000

/** Ids have 26 characters. */
export function idOf(kind: string, nth: number): string {
  return `${kind}${String(nth).padStart(26 - kind.length, '0')}`
}

/** What stands in the server whoever is on it. */
export function storeServer({ add }: SceneRows): void {
  add('teams', null, { id: TEAM, name: 'desk', displayname: 'Desk', type: 'O' })
  const roles = { roles: 'system_user', locale: 'en', props: {}, notifyprops: {}, timezone: {} }
  const email = { email: 'bot@localhost', authdata: null }
  add('users', null, { id: BOT, username: 'helper-bot', ...email, ...roles })
  add('bots', null, { userid: BOT, description: 'answers', ownerid: 'a-plugin' })
  const value = { pluginid: 'a-plugin', pkey: 'settings', pvalue: '\\x7b7d' }
  add('pluginkeyvaluestore', null, value)
  add('propertygroups', null, { id: idOf('group', 1), name: 'profile' })
  add('linkmetadata', null, { hash: 1, url: 'https://example.com', type: 'opengraph', data: {} })
  add('emoji', null, { id: idOf('emoji', 1), name: 'shipit', deleteat: 0 })
  add('termsofservice', null, { id: idOf('terms', 1), text: 'Be kind.' })
}

/** Guests are the contacts; everybody else is the team. */
export function storeUsers(
  rows: SceneRows,
  count: number,
  kind: 'guest' | 'member',
): ScenePerson[] {
  return Array.from({ length: count }, (_, at) => {
    const owner = `${kind === 'guest' ? 'p' : 'a'}${at + 1}`
    const externalId = `${kind}.zq${owner}ownzq`
    const person = scenePerson(owner, { id: idOf(kind, at + 1), tenant: EVERYBODY, externalId })
    storeUser(rows, person, kind)
    storeSecrets(rows, person)
    storeNotices(rows, person, at)
    return person
  })
}

function storeUser({ add, next, words }: SceneRows, person: ScenePerson, kind: string): void {
  const { id, own, email, externalId } = person
  const roles = kind === 'guest' ? 'system_guest' : 'system_user'
  const name = { username: externalId, firstname: `Ada${own}`, lastname: own }
  add('users', own, { id, email, ...name, roles, locale: 'en', deleteat: 0, createat: LONG_AGO })
  add('teammembers', null, { teamid: TEAM, userid: id, roles: '', deleteat: 0 })
  add('status', own, { userid: id, status: 'online', prevstatus: own })
  const setting = { category: 'display_settings', name: 'name_format', value: own }
  add('preferences', own, { userid: id, ...setting })
  const list = { id: `favourites_${id}`, sorting: 'manual', type: 'custom', displayname: own }
  add('sidebarcategories', own, { ...list, userid: id, teamid: TEAM })
  add('recentsearches', own, {
    userid: id,
    searchpointer: 0,
    query: { terms: `${words()} ${own}` },
  })
  const field = { groupid: idOf('group', 1), fieldid: idOf('field', 1), deleteat: 0 }
  const target = { targetid: id, targettype: 'user' }
  add('propertyvalues', own, {
    id: idOf('profile', next('profile')),
    ...target,
    ...field,
    value: own,
  })
  const prompt = { id: idOf('prompt', next('prompt')), creatorid: id }
  add('llm_customprompts', own, prompt)
}

function storeSecrets({ add, next }: SceneRows, { id, own }: ScenePerson): void {
  const nth = next('secret')
  add('sessions', own, { id: idOf('session', nth), userid: id, roles: 'system_user' })
  add('useraccesstokens', own, { id: idOf('access', nth), token: idOf('secret', nth), userid: id })
  add('desktoptokens', own, { userid: id })
  const client = { clientid: idOf('client', 1), userid: id }
  add('oauthaccessdata', own, { ...client, token: idOf('oauth', nth) })
  add('oauthauthdata', own, { ...client, codechallengemethod: 'S256' })
  add('uploadsessions', own, { id: idOf('upload', nth), userid: id })
}

/** What the server itself took down about somebody. */
function storeNotices({ add, next }: SceneRows, person: ScenePerson, at: number): void {
  const { id, own, email, externalId } = person
  const nth = next('about')
  const action = { action: '/api/v4/users/login' }
  add('audits', own, { id: idOf('audit', nth * 2), userid: id, ...action })
  const about = { userid: idOf('member', 1), extrainfo: `attempt login_id=${email}`, ipaddress: '' }
  add('audits', own, { id: idOf('audit', nth * 2 + 1), ...about, ...action })
  if (at % 4 > 0) return
  const token = { token: `${own}token`, type: 'guest_invitation' }
  add('tokens', own, { ...token, extra: JSON.stringify({ email, guest: id }) })
  const state = { type: 'export', status: 'success' }
  add('jobs', own, { id: idOf('job', nth), ...state, data: { who: externalId } })
  const wanted = { keywords: `invoice ${email}`, emails: email, desc: 'a review', ...state }
  add('compliances', own, { id: idOf('compliance', nth), userid: idOf('member', 1), ...wanted })
}
