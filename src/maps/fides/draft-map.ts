import { namedColumns } from '../check/named-columns.ts'
import type { DataMap } from '../format/map-format.ts'
import { newPlaces } from '../read/map-place.ts'
import type { Roles } from './choose-roles.ts'
import { draftContact } from './draft-contact.ts'
import { draftConversation } from './draft-conversation.ts'
import { draftCopies } from './draft-copies.ts'
import { draftLinks, elsewhere } from './draft-links.ts'
import { draftMessage } from './draft-message.ts'
import type { DraftNote, DraftPart } from './draft-part.ts'
import type { FidesDataset } from './fides-dataset.ts'
import { leftFields } from './left-fields.ts'
import type { Link } from './links.ts'
import { untold } from './untold.ts'

/**
 * A first map out of a dataset: what it tells, what can be guessed, and notes of everything else.
 * It is of our format; whether it fits the database, `checkMap` says.
 */
export function draftMap(
  dataset: FidesDataset,
  roles: Roles,
  links: readonly Link[],
): DraftPart<DataMap> {
  const contact = draftContact(roles.contacts, links)
  const conversation = draftConversation(dataset, roles, links)
  const message = draftMessage(roles, links)
  const copies = draftCopies(dataset, roles, links)
  const parts = [contact, conversation, message, copies]
  const { outside, notes } = elsewhere(dataset)
  const blocks: DataMap = {
    map: mapName(dataset.key),
    format: 1,
    system: systemOf(dataset),
    contact: contact.said,
    conversation: conversation.said,
    message: message.said,
    copies: [...copies.said],
    ...(outside.length > 0 && { outside: [...outside] }),
  }
  const said = withLinks(blocks, draftLinks(links, namesIn(blocks)))
  const left = leftFields(dataset.collections, namesIn(said))
  const told = [
    ...parts.flatMap((part) => part.notes),
    ...notes,
    ...untold(dataset, roles),
    ...left,
  ]
  return { said, guesses: parts.flatMap((part) => part.guesses), notes: told.sort(byLine) }
}

const namesIn = (map: DataMap) => namedColumns({ map, places: newPlaces(), file: '' })

const byLine = (one: DraftNote, other: DraftNote) => one.line - other.line

const withLinks = (map: DataMap, links: Readonly<Record<string, string>>): DataMap =>
  Object.keys(links).length > 0 ? { ...map, links } : map

/** A name as maps have them. */
function mapName(key: string): string {
  const plain = key
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[^a-z]+|-+$/g, '')
  return plain === '' ? 'from-fides' : plain.slice(0, 32)
}

const systemOf = ({ name, key }: FidesDataset) =>
  name === key ? `the Fides dataset ${key}` : `${name}, as the Fides dataset ${key} describes it`
