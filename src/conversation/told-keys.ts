import type { Pepper } from '../database/pepper.ts'
import { contactKey } from './contact-key.ts'
import type { NamedPerson } from './named-people.ts'

/** A key by which a contact is known. */
export interface ToldKey {
  /** Of the contact. */
  readonly id: string
  readonly kind: 'email' | 'external_id'
  readonly key: Buffer
}

const KINDS = ['email', 'external_id'] as const

/** The keys that mentions tell, once each: a person is named again and again, mostly in the same way. */
export function toldKeys(
  workspace: string,
  people: readonly NamedPerson[],
  pepper: Pepper,
): readonly ToldKey[] {
  return KINDS.flatMap((kind) => {
    const keys: ToldKey[] = []
    for (const [id, values] of valuesOf(people, kind)) {
      for (const value of values) {
        const key = contactKey(pepper, workspace, kind, value)
        if (key) keys.push({ id, kind, key })
      }
    }
    return keys
  })
}

function valuesOf(people: readonly NamedPerson[], kind: ToldKey['kind']) {
  const told = new Map<string, Set<unknown>>()
  for (const person of people) {
    const value = person[kind]
    if (value === undefined || value === null) continue
    const values = told.get(person.id)
    if (values) values.add(value)
    else told.set(person.id, new Set([value]))
  }
  return told
}
