import type { ForeignPerson } from './foreign-scene.ts'
import { authorship, ownMarker } from './marker.ts'

/** Somebody while a scene is made: what they wrote is not known yet. */
export interface ScenePerson extends Omit<ForeignPerson, 'markers'> {
  /** Begins each marker of what they wrote. */
  readonly owner: string
  readonly own: string
  readonly authored: string[]
  readonly others: string[]
}

export function scenePerson(
  owner: string,
  given: Pick<ForeignPerson, 'id' | 'tenant'> & {
    readonly email?: string
    readonly externalId?: string | null
  },
): ScenePerson {
  const own = ownMarker(owner)
  const { email = `${own}@example.com`, externalId = `ext-${own}` } = given
  return { ...given, owner, own, email, externalId, authored: [], others: [] }
}

export function foreignPerson(person: ScenePerson): ForeignPerson {
  const { id, tenant, email, externalId, own, owner, authored, others } = person
  const markers = { own, authored, authorship: authorship(owner), others }
  return { id, tenant, email, externalId, markers }
}
