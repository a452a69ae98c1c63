import type { ScenePerson } from '../scene-person.ts'
import type { SceneRows } from '../scene-rows.ts'
import { idOf, LONG_AGO, TEAM } from './mattermost-people.ts'

export interface MattermostChannel {
  readonly id: string
  /** Guests, and one of the team. */
  readonly guests: readonly ScenePerson[]
  readonly member: ScenePerson
}

const IN_A_ROOM = 5

/** A direct channel for each guest, and a room for every few. */
export function storeChannels(
  rows: SceneRows,
  guests: readonly ScenePerson[],
  team: readonly ScenePerson[],
): MattermostChannel[] {
  const direct = guests.map((guest, at) => ({ guests: [guest], member: team[at % team.length]! }))
  const rooms = guests.flatMap((_, at) => {
    const some = guests.slice(at, at + IN_A_ROOM)
    return at % IN_A_ROOM === 0 ? [{ guests: some, member: team[at % team.length]! }] : []
  })
  return [...rooms, ...direct].map((one, at) => {
    const channel = { ...one, id: idOf('channel', at + 1) }
    storeChannel(rows, channel, at)
    return channel
  })
}

function storeChannel(rows: SceneRows, channel: MattermostChannel, at: number): void {
  const { id, guests, member } = channel
  const [guest, ...others] = guests
  if (!guest) return
  const isDirect = others.length === 0
  const type = isDirect ? 'D' : at % 2 === 0 ? 'O' : 'P'
  const name = isDirect ? `${guest.id}__${member.id}` : `room-${at}`
  const texts = { header: `Asked by ${guest.email}`, purpose: `For ${guest.externalId ?? ''}` }
  const shown = { displayname: isDirect ? '' : `Room of ${guest.externalId ?? ''}` }
  const of = { teamid: isDirect ? '' : TEAM, deleteat: 0, defaultcategoryname: '' }
  const made = {
    creatorid: member.id,
    createat: LONG_AGO,
    bannerinfo: { text: `Ada${guest.own} ${guest.own}` },
  }
  rows.add('channels', guest.own, {
    id,
    type,
    name: name.slice(0, 64),
    ...texts,
    ...shown,
    ...of,
    ...made,
  })
  if (type === 'O') storeCopies(rows, channel, { ...texts, ...shown })
  for (const { id: userid } of [...guests, member]) {
    rows.add('channelmembers', null, { channelid: id, userid, roles: '', notifyprops: {} })
    rows.add('channelmemberhistory', null, { channelid: id, userid, jointime: LONG_AGO })
  }
  for (const one of guests) storeUse(rows, channel, one)
}

function storeCopies(
  { add }: SceneRows,
  { id, guests }: MattermostChannel,
  texts: { readonly header: string; readonly purpose: string; readonly displayname: string },
): void {
  const own = guests[0]?.own ?? null
  const { header, purpose, displayname } = texts
  add('publicchannels', own, { id, teamid: TEAM, name: `room-${id}`, ...texts, deleteat: 0 })
  const shared = { sharename: displayname, sharedisplayname: displayname, sharepurpose: purpose }
  add('sharedchannels', own, { channelid: id, teamid: TEAM, ...shared, shareheader: header })
}

/** What somebody keeps in a channel. */
function storeUse(
  { add, next, words }: SceneRows,
  { id }: MattermostChannel,
  one: ScenePerson,
): void {
  const { own, id: userid } = one
  const of = { userid, channelid: id, type: '', priority: '{}', fileids: '[]' }
  const draft = { message: `${words()} ${own}`, props: JSON.stringify({ note: own }) }
  add('drafts', own, { ...of, rootid: '', ...draft })
  add('scheduledposts', own, { id: idOf('later', next('later')), ...of, rootid: '', ...draft })
  const link = { type: 'link', emoji: 'star', ownerid: userid, channelid: id }
  add('channelbookmarks', own, { id: idOf('bookmark', next('bookmark')), ...link })
  const asked = { channelid: id, userid, status: 'pending' }
  add('channeljoinrequests', own, { id: idOf('join', next('join')), ...asked })
  const view = { channelid: id, creatorid: userid, type: 'board', props: {} }
  add('views', own, { id: idOf('view', next('view')), ...view })
  const ai = {
    id: idOf('chat', next('chat')),
    userid,
    botid: 'helper',
    channelid: id,
    rootpostid: '',
  }
  add('llm_conversations', own, { ...ai, operation: 'chat' })
  const turn = { id: idOf('turn', next('turn')), conversationid: ai.id, postid: null, role: 'user' }
  add('llm_turns', own, turn)
  const file = {
    path: `2025/${own}.pdf`,
    extension: 'pdf',
    mimetype: 'application/pdf',
    postid: '',
  }
  add('fileinfo', own, {
    id: idOf('loose', next('loose')),
    creatorid: userid,
    channelid: id,
    ...file,
  })
}
