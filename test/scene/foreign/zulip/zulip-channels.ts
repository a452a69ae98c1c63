import type { SceneRows } from '../scene-rows.ts'
import type { ZulipPerson } from './zulip-people.ts'
import { groupsIn } from './zulip-realms.ts'

/** What messages are sent to: a channel, or a group of people. */
export interface ZulipRecipient {
  readonly id: number
  readonly realm: number
  readonly stream: number | null
  readonly guests: readonly ZulipPerson[]
  readonly member: ZulipPerson
}

const STREAM = 2
const GROUP = 3
const IN_A_CHANNEL = 5

/** A group with a member for each guest, and a channel for every few. */
export function storeRecipients(
  rows: SceneRows,
  guests: readonly ZulipPerson[],
  team: readonly ZulipPerson[],
): ZulipRecipient[] {
  const realms = [...new Set(guests.map(({ realm }) => realm))]
  const planned = realms.flatMap((realm) => {
    const own = guests.filter((one) => one.realm === realm)
    const members = team.filter((one) => one.realm === realm)
    const rooms = own.flatMap((_, at) =>
      at % IN_A_CHANNEL === 0 ? [own.slice(at, at + IN_A_CHANNEL)] : [],
    )
    const all = [
      ...rooms.map((of) => ({ of, isStream: true })),
      ...own.map((one) => ({ of: [one], isStream: false })),
    ]
    return all.map((one, at) => ({ ...one, realm, member: members[at % members.length]! }))
  })
  return planned.map(({ of, isStream, realm, member }, at) => {
    const recipient = {
      id: 201 + at,
      realm,
      stream: isStream ? 501 + at : null,
      guests: of,
      member,
    }
    storeRecipient(rows, recipient, at)
    return recipient
  })
}

function storeRecipient(rows: SceneRows, recipient: ZulipRecipient, at: number): void {
  const { id, realm, stream, guests, member } = recipient
  const target = stream ?? 700 + at
  rows.add('zerver_recipient', null, {
    id,
    type: stream === null ? GROUP : STREAM,
    type_id: target,
  })
  if (stream === null) {
    const group = { id: target, recipient_id: id, huddle_hash: `hash${id}`, group_size: 2 }
    rows.add('zerver_huddle', null, group)
  } else {
    const guest = guests[0]
    const texts = {
      description: `Asked by ${guest?.name ?? ''}`,
      rendered_description: `<p>Asked by ${guest?.name ?? ''}</p>`,
    }
    const of = { realm_id: realm, recipient_id: id, creator_id: member.key, folder_id: realm }
    const named = { name: `channel ${stream}`, ...texts, ...groupsIn('zerver_stream', realm) }
    rows.add('zerver_stream', guest?.own ?? null, { id: stream, ...of, ...named })
  }
  for (const one of [...guests, member]) {
    const subscription = {
      id: rows.next('zerver_subscription'),
      recipient_id: id,
      color: '#c2c2c2',
    }
    rows.add('zerver_subscription', null, {
      ...subscription,
      user_profile_id: one.key,
      active: true,
    })
  }
  for (const { key, own } of stream === null ? [] : guests) {
    const topic = { id: rows.next('zerver_usertopic'), stream_id: stream, recipient_id: id }
    rows.add('zerver_usertopic', own, { ...topic, user_profile_id: key })
  }
}
