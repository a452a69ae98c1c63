import { authorship, messageMarker, ownMarker } from '../../../scene/foreign/marker.ts'
import type { SeededRandom } from '../../../scene/seeded-random.ts'
import type { IdKind } from './odd-ids.ts'

/** Somebody who writes to the team of a made-up system, and what they wrote. */
export interface DraftedPerson {
  readonly id: string
  readonly tenant: number
  readonly email: string
  readonly own: string
  /** What all markers of their messages begin with. */
  readonly authorship: string
}

export interface DraftedConversation {
  readonly id: string
  readonly key: string
  readonly person: DraftedPerson
  readonly messages: DraftedMessage[]
}

export interface DraftedMessage {
  readonly id: string
  readonly tenant: number
  /** Another name of it. */
  readonly ref: string
  readonly marker: string
  /** Undefined: the team. */
  readonly author: DraftedPerson | undefined
  readonly conversation: DraftedConversation
  /** What it says, and with what it quotes. */
  readonly said: string
  readonly body: string
  readonly quoted: DraftedMessage | undefined
}

export interface DraftedScene {
  readonly people: readonly DraftedPerson[]
  readonly conversations: readonly DraftedConversation[]
  readonly messages: readonly DraftedMessage[]
}

export interface SceneIds {
  readonly person: readonly [IdKind, IdKind]
  readonly conversation: readonly [IdKind, IdKind]
  readonly key: readonly [IdKind, IdKind]
  readonly message: readonly [IdKind, IdKind]
}

const PEOPLE = 3
const CONVERSATIONS = 2
const MOST = 4

/** People of both tenants, their conversations, and what they and the team say there. */
export function draftScene(random: SeededRandom, ids: SceneIds, tenants: number): DraftedScene {
  const people = Array.from({ length: tenants * PEOPLE }, (_, nth): DraftedPerson => {
    const owner = `p${nth}`
    const [own, author] = [ownMarker(owner), authorship(owner)]
    const tenant = Math.floor(nth / PEOPLE)
    const email = nth % PEOPLE === 0 ? 'Same@example.com' : `${own}@example.com`
    return { id: ids.person[tenant]!.next(), tenant, email, own, authorship: author }
  })
  const speaking = { random, ids, spoken: 0 }
  const conversations = people.flatMap((person, nth) =>
    Array.from({ length: CONVERSATIONS }, () => {
      const [id, key] = [ids.conversation, ids.key].map((one) => one[person.tenant]!.next())
      const conversation: DraftedConversation = { id: id!, key: key!, person, messages: [] }
      talk(speaking, `p${nth}`, conversation)
      return conversation
    }),
  )
  return { people, conversations, messages: conversations.flatMap(({ messages }) => messages) }
}

interface Speaking {
  readonly random: SeededRandom
  readonly ids: SceneIds
  spoken: number
}

function talk(speaking: Speaking, owner: string, conversation: DraftedConversation): void {
  const { person, messages } = conversation
  const { random, ids } = speaking
  for (let left = 1 + random.below(MOST); left > 0; left -= 1) {
    const isTheirs = messages.length === 0 || random.below(3) > 0
    speaking.spoken += 1
    const marker = messageMarker(isTheirs ? owner : `${owner}team`, speaking.spoken)
    const quoted = isTheirs ? undefined : messages.at(-1)
    const said = `what is said with ${marker} and more of it`
    messages.push({
      ...{
        id: ids.message[person.tenant]!.next(),
        tenant: person.tenant,
        ref: `ref-${speaking.spoken}`,
        marker,
      },
      ...{ author: isTheirs ? person : undefined, conversation },
      ...{ said, body: quoted ? `${said}\n> ${quoted.said}` : said, quoted },
    })
  }
}
