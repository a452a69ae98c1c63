import type { ForeignScene, SceneSize } from '../foreign-scene.ts'
import { foreignPerson } from '../scene-person.ts'
import type { SceneRows } from '../scene-rows.ts'
import { storeRecipients } from './zulip-channels.ts'
import { storeZulipMessages } from './zulip-messages.ts'
import { storeBeside, storeUsers } from './zulip-people.ts'
import { REALMS, storeRealms } from './zulip-realms.ts'

const MEMBERS = 6
const FIRST_GUEST = 101

/** Two realms with members and guests, their channels, groups and topics. */
export function zulipScene(rows: SceneRows, { people, messages }: SceneSize): ForeignScene {
  storeRealms(rows)
  const team = storeUsers(rows, MEMBERS, { kind: 'a', from: 1 })
  const guests = storeUsers(rows, people, { kind: 'p', from: FIRST_GUEST })
  const bot = storeBeside(rows, guests)
  const recipients = storeRecipients(rows, guests, team)
  const stored = storeZulipMessages(rows, { recipients, bot, count: messages })
  return {
    tenants: REALMS.map(String),
    people: guests.map(foreignPerson),
    team: team.map(foreignPerson),
    messages: stored,
  }
}
