import type { ForeignPerson } from '../../test/scene/foreign/foreign-scene.ts'
import type { PartTarget } from '../choose-targets.ts'
import { postContact, postItems, untilEnded, type Call, type ListJob } from '../list-job.ts'
import type { Seeded } from './seed-mapped.ts'
import type { ByHand, HandStatement } from './by-hand/by-hand.ts'

/** What both sides do, and what must be gone afterwards. */
export interface MappedWork {
  readonly name: 'list' | 'erasures'
  /** Messages or people. */
  readonly n: number
  /** Words of theirs that stand nowhere else. */
  readonly markers: readonly string[]
  /** Has Unsaid do it. @returns the jobs as they ended */
  ask(call: Call): Promise<readonly ListJob[]>
  byHand(by: ByHand): readonly HandStatement[]
}

const LISTED = 1_000
const ERASED = 20
/** Of a smaller database as many fewer. */
const MESSAGES_OF_ALL = 100_000

/** Whose text is the same for many, or none. */
const WITHOUT_WORDS: ReadonlySet<string> = new Set(['deleted', 'location', 'poll'])

export function mappedWork({ scene, parts }: Seeded): readonly MappedWork[] {
  const share = scene.messages.length / MESSAGES_OF_ALL
  const tenant = scene.tenants[0]!
  const erased = scene.people
    .filter((one) => one.tenant === tenant)
    .slice(0, Math.max(1, ERASED * share))
  const messages = new Map(scene.messages.map((one) => [one.id, one]))
  const listed = parts
    .filter(({ conversation_part_id: id }) => {
      const message = messages.get(id)
      return message && !WITHOUT_WORDS.has(message.shape)
    })
    .slice(0, Math.max(10, LISTED * share))
  return [
    listOf(
      tenant,
      listed,
      listed.map((one) => messages.get(one.conversation_part_id)!.marker),
    ),
    erasuresOf(tenant, erased),
  ]
}

function listOf(
  tenant: string,
  targets: readonly PartTarget[],
  markers: readonly string[],
): MappedWork {
  return {
    ...{ name: 'list', n: targets.length, markers },
    async ask(call) {
      const job = await postItems(call, targets)
      if (!job) throw new Error('the list was not found')
      return [await untilEnded(call, job.id)]
    },
    byHand: (by) =>
      by.redact(
        tenant,
        targets.map((one) => one.conversation_part_id),
      ),
  }
}

function erasuresOf(tenant: string, people: readonly ForeignPerson[]): MappedWork {
  return {
    ...{ name: 'erasures', n: people.length },
    markers: people.flatMap(({ markers }) => [markers.own, ...markers.authored]),
    async ask(call) {
      const jobs = await Promise.all(people.map(({ id }) => postContact(call, id)))
      return Promise.all(
        jobs.map((job) => {
          if (!job) throw new Error('a person was not found')
          return untilEnded(call, job.id)
        }),
      )
    },
    byHand: (by) =>
      by.erase(
        tenant,
        people.map(({ id }) => id),
      ),
  }
}
